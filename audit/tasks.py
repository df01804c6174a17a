"""What Celery wakes at night."""

from __future__ import annotations

import logging

from celery import shared_task

from audit import services as trail

log = logging.getLogger(__name__)


@shared_task(name="audit.tasks.verify_chains")
def verify_chains() -> int:
    """Log an error for each chain that does not fit; the number of them. Reads only, so it may run twice."""
    broken_chains = list(trail.verify_all())
    for broken in broken_chains:
        log.error("The record is not whole: chain %s, event %s: %s", broken.chain, broken.seq, broken.reason)
    return len(broken_chains)
