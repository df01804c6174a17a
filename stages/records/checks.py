"""Gate checks over the tables: worked out when a table changes, stored, and read for any number of cycles at once.

`settings.STORED_CHECKS` names the function that works each one out from the records: `(cycle) -> Finding`.
"""

from __future__ import annotations

from datetime import date
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from checklists.checks import UNKNOWN, Finding, GateCheck
from cycles.models import Cycle
from stages.records.models import StoredFinding

NOTHING_RECORDED = "Nothing is recorded about this yet."


class RecordCheck(Protocol):
    """What the records of a cycle say, whatever the day. Drafts count for nothing; without records it is unknown."""

    def __call__(self, cycle: Cycle) -> Finding: ...


def stored_check(name: str) -> GateCheck:
    """The check of that name for `settings.GATE_CHECKS`: it reads what was stored with the last change."""

    def check(cycle: Cycle, today: date) -> Finding:
        for row in cycle.stored_findings.all():
            if row.check_name == name:
                return Finding(row.result, row.sentence, tuple(row.looked_at))
        return Finding(UNKNOWN, NOTHING_RECORDED)

    return check


def renew_findings(cycle: Cycle) -> None:
    """Work all of them out anew and store what differs. Whoever changes a record calls this in the same transaction."""
    stored = {row.check_name: row for row in StoredFinding.objects.filter(cycle=cycle)}
    for name, dotted in settings.STORED_CHECKS.items():
        work_out: RecordCheck = import_string(dotted)
        finding = work_out(cycle)
        values = {"result": finding.result, "sentence": finding.sentence, "looked_at": list(finding.looked_at)}
        row = stored.get(name)
        if row is None or any(getattr(row, field) != value for field, value in values.items()):
            StoredFinding.objects.update_or_create(cycle=cycle, check_name=name, defaults=values)
