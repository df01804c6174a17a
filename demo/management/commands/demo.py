from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from demo.dates import list_days
from demo.history import play_entry
from demo.people import populate
from notifications.models import Message

SCRIPT = Path(__file__).parents[2] / "services.yaml"


class Command(BaseCommand):
    help = "Fill an empty database with a council at work. Only for demonstrations: refuses to run outside DEBUG."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo council has known passwords, so it only works with DEBUG=1.")
        if User.objects.exists():
            self.stdout.write("There are people here already, so the demo council is not added.")
            return
        now = timezone.now()
        people = populate()
        list_days(people["admin"], now, timezone.localdate(now))
        script = yaml.safe_load(SCRIPT.read_text(encoding="utf-8"))
        for place, entry in enumerate(script, start=1):
            cycle = play_entry(entry, people, timezone.localdate(now))
            self.stdout.write(f"{place} of {len(script)}: {cycle.reference} {cycle.service} ({cycle.stage})")
        told_long_ago(now)


def told_long_ago(now: datetime) -> None:
    """Nobody is e-mailed today about what was played as years of history."""
    past = Message.objects.filter(created_at__lt=now - timedelta(days=4))
    past.update(settled="Told at the time", read_at=F("created_at"))
