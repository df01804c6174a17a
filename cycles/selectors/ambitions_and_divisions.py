"""The ambitions and the divisions of a cycle, for pages that name both."""

from __future__ import annotations

from django.db import connection

from accounts.models import Division
from cycles.models import Cycle
from principles.edition_cache import parts_of
from principles.models import Ambition
from ui.sorting import sort_key

AMBITIONS_AND_DIVISIONS = f"""
SELECT ambition_id, NULL FROM {Cycle.ambitions.through._meta.db_table} WHERE cycle_id = %s
UNION ALL
SELECT NULL, division.name FROM {Cycle.divisions.through._meta.db_table} named
JOIN {Division._meta.db_table} division ON division.id = named.division_id WHERE named.cycle_id = %s
"""


def read_ambitions_and_divisions(cycle: Cycle) -> list[str]:
    """The names of its divisions from A to Z. The cycle keeps its `named_ambitions`: one statement reads both."""
    with connection.cursor() as cursor:
        cursor.execute(AMBITIONS_AND_DIVISIONS, [cycle.pk, cycle.pk])
        rows = cursor.fetchall()
    served = {ambition for ambition, _ in rows}
    cycle.named_ambitions = [row for row in parts_of(cycle.edition, Ambition) if row.pk in served]
    return sorted((name for _, name in rows if name is not None), key=sort_key)
