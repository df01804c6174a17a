from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from dashboard.services.figures import refresh_after_changes


@shared_task(name="dashboard.refresh")
def refresh() -> None:
    refresh_after_changes(timezone.now())
