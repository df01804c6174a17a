"""manage.py sweep [--on DATE]: one sweep, as Celery's beat starts it, for cron and for tests."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from notifications.services.batching import LONDON
from notifications.services.sweeping import sweep

NOON = time(12, 0)


class Command(BaseCommand):
    help = "Tell people what is due and send what is owed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", metavar="DATE", help="as if it were noon of that day, for example 2026-11-23")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["on"]:
            try:
                now = datetime.combine(date.fromisoformat(options["on"]), NOON, LONDON)
            except ValueError:
                raise CommandError(f"{options['on']} is no date: write it like 2026-11-23") from None
        done = sweep(now)
        self.stdout.write(f"Owed {done.reminded}, gathered {done.batched}, sent {done.sent}")
