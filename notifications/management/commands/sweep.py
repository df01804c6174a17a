"""manage.py sweep [--on DATE]: what Celery's beat wakes, for cron and for tests."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from notifications.gathering import LONDON
from notifications.sweeping import sweep

NOON = time(12, 0)


class Command(BaseCommand):
    help = "Tell people what is due and send what is owed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", metavar="DATE", help="as if it were noon of that day, for example 2026-11-23")

    def handle(self, *args: Any, **options: Any) -> None:
        done = sweep(self._moment(options["on"]))
        self.stdout.write(f"Owed {done.owed}, gathered {done.gathered}, sent {done.sent}")

    def _moment(self, on: str | None) -> datetime:
        if not on:
            return timezone.now()
        try:
            return datetime.combine(date.fromisoformat(on), NOON, LONDON)
        except ValueError:
            raise CommandError(f"{on} is no date: write it like 2026-11-23") from None
