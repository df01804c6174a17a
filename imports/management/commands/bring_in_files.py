"""manage.py bring_in_files: what Celery's beat wakes, for cron and for tests."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from imports.services.bringing_in import bring_in_waiting


class Command(BaseCommand):
    help = "Write the files to the contracts register that somebody asked to be brought in."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Brought in {bring_in_waiting(timezone.now)}")
