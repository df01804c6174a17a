"""What Celery's beat wakes."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from notifications.sweeping import sweep


@shared_task(name="notifications.sweep", acks_late=True, reject_on_worker_lost=True)
def sweep_now() -> int:
    """Run as often as it is asked for: what was done already is not done again."""
    return sweep(timezone.now()).sent
