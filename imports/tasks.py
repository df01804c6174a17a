"""What Celery's beat wakes: files of registers are written by the worker that makes files, because they take long."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from imports.services.bringing_in import bring_in_waiting


@shared_task(name="contracts.bring_in", acks_late=True, reject_on_worker_lost=True)
def bring_in() -> int:
    return bring_in_waiting(timezone.now)
