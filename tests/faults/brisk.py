"""The site's own Celery in a hurry: a sweep every second, and leases of seconds, so that no test waits for minutes.

It waits for its database for seconds, too.
"""

from __future__ import annotations

import os
from datetime import timedelta

from celery.signals import worker_ready

from commissioning.celery import app

app.conf.beat_schedule["sweep"]["schedule"] = 1.0


@worker_ready.connect
def shorten_waits(**more: object) -> None:
    from commissioning import postgresql
    from notifications.services import sending

    postgresql.server.patience = float(os.environ["DATABASE_PATIENCE"])
    sending.LEASE = timedelta(seconds=float(os.environ["LEASE"]))


__all__ = ["app"]
