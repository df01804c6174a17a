"""What Celery's beat wakes at night, in the worker for files."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from checklists.services.verifying import verify_evidence

log = logging.getLogger(__name__)


@shared_task(name="checklists.verify_evidence", acks_late=True, reject_on_worker_lost=True)
def verify_stored_files() -> int:
    """Log an error for each file that is altered or missing; the number of them. May run twice."""
    damaged = list(verify_evidence(timezone.now()))
    for each in damaged:
        log.error("An evidence file is %s: %s", "missing" if each.is_missing else "altered", each.evidence.file_key)
    return len(damaged)
