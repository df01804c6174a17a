"""The same days without what makes each thing told once: they must tell people twice, else the days prove nothing."""

from __future__ import annotations

from django.db import connection

from notifications.services import sweeping
from tests.faults import days


def live_through(first: str, every: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE notifications_notification DROP CONSTRAINT notified_once")
    vars(sweeping)["already_notified"] = lambda occasions: set()
    days.live_through(first, every)
