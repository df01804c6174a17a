from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from approvals.services.signers import renew_outdated_signers
from cycles.models import Cycle
from cycles.services.scheduling import recalculate_all_dates
from dashboard.services.commentary import publish_commentary
from dashboard.services.figures import refresh
from demo.clock import office_hours
from demo.dates import list_days
from demo.history import life
from demo.notices import record_old_notices
from demo.people import populate
from demo.register import register_life
from demo.time import together, weekly
from notifications.models import Notification

SCRIPT = Path(__file__).parents[2] / "services.yaml"
TWO_YEARS = timedelta(weeks=104)
COMMENTARY = """Home care for adults is the largest decision ahead: its Plan gate and the key decision come first. {0}
Household waste recycling centres are late; the contract could lapse before a new one is in place. {1}
All conditions set at gates were met in time, except one. The team of that cycle has been asked why."""
COMMENTED_SERVICES = ("Home care for adults", "Household waste recycling centres")


class Command(BaseCommand):
    help = "Fill an empty database with a council at work. Only for demonstrations: refuses to run outside DEBUG."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo council has known passwords, so it only works with DEBUG=1.")
        if User.objects.exists():
            self.stdout.write("There are people here already, so the demo council is not added.")
            return
        now = timezone.now()
        with transaction.atomic():  # whole or not at all: whoever breaks off starts anew
            self.play(now, timezone.localdate(now))
            skip_old_notifications(now)

    def play(self, now: datetime, today: date) -> None:
        """Everybody's history side by side, with the figures of each week as they were then."""
        people = populate()
        list_days(people["admin"], now, today)
        script = yaml.safe_load(SCRIPT.read_text(encoding="utf-8"))
        over: list[int] = []

        def ended(place: int) -> None:
            if place < len(script):
                over.append(place)
                self.stdout.write(f"{len(over)} of {len(script)}: {script[place]['service']}")

        acts = together([*(life(entry, people, today) for entry in script), register_life(people, today)], ended)
        weekly(acts, today - TWO_YEARS, today, week_over)
        analyze_tables()
        record_old_notices(people["procurement"], today, office_hours(today - timedelta(days=3)))
        recalculate_all_dates(today)
        renew_outdated_signers(today)
        cycles = Cycle.objects.filter(service__name__in=COMMENTED_SERVICES).order_by("number")
        latest = dict(cycles.values_list("service__name", "reference"))
        text = COMMENTARY.format(*(latest[name] for name in COMMENTED_SERVICES))
        publish_commentary(text, actor=people["director"], at=office_hours(today - timedelta(days=3)))
        refresh(now)


def week_over(at: datetime) -> None:
    if at.isocalendar().week % 4 == 0:
        analyze_tables()
    recalculate_all_dates(at.date())
    renew_outdated_signers(at.date())
    refresh(at)


def analyze_tables() -> None:
    """Give the planner statistics of what was played so far.

    All of it is one transaction, whose rows autovacuum can't see: PostgreSQL would plan for empty tables, and a
    statement that takes milliseconds could run into its timeout.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def skip_old_notifications(now: datetime) -> None:
    """Nobody is e-mailed today about what was played as years of history."""
    past = Notification.objects.filter(created_at__lt=now - timedelta(days=4))
    past.update(skipped="Told at the time", read_at=F("created_at"))
