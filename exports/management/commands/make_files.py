"""manage.py make_files: what Celery's beat wakes, for cron and for tests."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from exports.making import make_waiting


class Command(BaseCommand):
    help = "Make the files that people wait for."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Made {make_waiting(timezone.now)}")
