from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from dashboard.services.figures import refresh


class Command(BaseCommand):
    help = "Count the figures of the dashboard anew. The worker does it by itself after every change."

    def handle(self, *args: Any, **options: Any) -> None:
        refresh(timezone.now())
