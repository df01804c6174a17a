"""What Celery's beat wakes, in a worker of its own: a large file takes minutes, and e-mails and figures can't wait."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from exports.making import make_waiting


@shared_task(name="exports.make", acks_late=True, reject_on_worker_lost=True)
def make_files() -> int:
    return make_waiting(timezone.now)
