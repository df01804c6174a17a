"""How much others changed in somebody's cycles: asked for by every page of My work, so it is written out."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection

from accounts.models import User
from audit.models import Event
from cycles.models import CHAIN, Cycle
from cycles.selectors.visibility import involving_sql, not_visible_to_sql

CHANGES_NOTHING = ("evidence_downloaded",)
COUNTS = f"""
WITH hidden (id, service_id) AS ({{hidden}})
SELECT COUNT(*), COUNT(DISTINCT chain) FROM (
    SELECT event.chain FROM {Event._meta.db_table} event
    WHERE event.chain IN (
        SELECT '{CHAIN}' || cycle.id FROM {Cycle._meta.db_table} cycle WHERE cycle.changed_at >= %s AND {{involving}}
    )
        AND event.at >= %s AND (event.actor_id IS NULL OR event.actor_id <> %s) AND event.verb NOT IN ({{unsaid}})
        AND NOT (event.verb = 'successor_opened' AND event.object_id IN (SELECT id FROM hidden))
    LIMIT %s
) AS changes
"""


def count_changes_of_mine(user: User, since: datetime, today: date, most: int) -> tuple[int, int]:
    """How many events, of how many cycles, an officer has not seen: those of `presenters.changes`, up to `most`."""
    hidden, of_hidden = not_visible_to_sql(user, today)
    involving, of_involving = involving_sql(user, today)
    moment = connection.ops.adapt_datetimefield_value(since)
    values = [*of_hidden, moment, *of_involving, moment, user.pk, *CHANGES_NOTHING, most]
    unsaid = ", ".join(["%s"] * len(CHANGES_NOTHING))
    with connection.cursor() as cursor:
        cursor.execute(COUNTS.format(hidden=hidden, involving=involving, unsaid=unsaid), values)
        number, cycles = cursor.fetchone()
    return number, cycles
