"""The Celery task that beat starts every minute."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from notifications.services.sweeping import sweep


@shared_task(name="notifications.sweep", acks_late=True, reject_on_worker_lost=True)
def sweep_now() -> int:
    """Safe to run repeatedly and concurrently; returns how many e-mails were sent."""
    return sweep(timezone.now()).sent
