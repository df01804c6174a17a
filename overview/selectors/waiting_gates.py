"""Gates that wait for a decision, as every page of My work asks for them: statements written out."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from accounts.models import Directorate, User
from approvals.models import Decision, PendingSigner, Step, Submission, SubmissionState
from cycles.models import Cycle, Service
from cycles.selectors.visibility import not_visible_to_sql
from ui.written_rows import as_day

# The names of people are looked up one by one: joins of so many tables take longer to plan than to run.
WAITING_GATES = f"""
SELECT step.id, step.grade, step.opened_at, step.due, step.submission_id,
    submission.cycle_id, submission.stage AS submission_stage, submission.number AS submission_number,
    submission.submitted_at, submission.submitted_by_id, (
        SELECT name FROM {User._meta.db_table} WHERE id = submission.submitted_by_id
    ) AS submitted_by_name,
    cycle.reference, cycle.number AS cycle_number, cycle.edition_id, cycle.stage AS cycle_stage, cycle.key_decision,
    cycle.whole_life_value, cycle.service_id, cycle.directorate_id, service.name AS service_name, (
        SELECT name FROM {Directorate._meta.db_table} WHERE id = cycle.directorate_id
    ) AS directorate_name,
    expected.user_id AS expected_id, expected.grade AS expected_grade, (
        SELECT name FROM {User._meta.db_table} WHERE id = expected.user_id
    ) AS expected_name, {{proposed}} AS proposed
FROM {Submission._meta.db_table} submission
JOIN {Step._meta.db_table} step ON step.submission_id = submission.id AND step.opened_at IS NOT NULL
JOIN {Cycle._meta.db_table} cycle ON cycle.id = submission.cycle_id
JOIN {Service._meta.db_table} service ON service.id = cycle.service_id
LEFT JOIN {PendingSigner._meta.db_table} expected ON expected.step_id = step.id AND expected.position = 0
WHERE submission.state = %s AND submission.cycle_id IN ({{keys}})
    AND NOT EXISTS (SELECT 1 FROM {Decision._meta.db_table} decision WHERE decision.step_id = step.id)
"""
SIGNABLE_GATES = f"""
WITH hidden (id, service_id) AS ({{hidden}})
SELECT submission.cycle_id, signer.is_expected, (
    SELECT name FROM {User._meta.db_table} WHERE id = signer.on_behalf_of_id
), (
    SELECT name FROM {User._meta.db_table} WHERE id = signer.in_place_of_id
), step.due
FROM {PendingSigner._meta.db_table} signer
JOIN {Step._meta.db_table} step ON step.id = signer.step_id
JOIN {Submission._meta.db_table} submission ON submission.id = step.submission_id
WHERE signer.user_id = %s AND NOT EXISTS (SELECT 1 FROM hidden WHERE hidden.id = submission.cycle_id)
ORDER BY signer.is_expected DESC, step.opened_at, step.id
"""


class SignableGate(NamedTuple):
    """A gate that somebody can sign; the names are None where nobody is covered or replaced."""

    cycle_id: int
    is_expected: bool
    on_behalf_of: str | None
    in_place_of: str | None
    due: date | None


def signable_gates(user: User, on: date) -> list[SignableGate]:
    """What `presenters.waiting_gates.gates_for` finds, in its order."""
    hidden, values = not_visible_to_sql(user, on)
    with connection.cursor() as cursor:
        cursor.execute(SIGNABLE_GATES.format(hidden=hidden), [*values, user.pk])
        rows = cursor.fetchall()
    return [SignableGate(cycle, bool(first), covered, place, as_day(due)) for cycle, first, covered, place, due in rows]


def waiting_gate_rows(cycles: Collection[int], *, proposals: bool = False) -> list[Any]:
    """The open steps of these cycles' gates, as rows of Step with what WAITING_GATES reads beside them.

    `proposals` says that the conditions which the teams propose are read; without it `proposed` is empty.
    """
    if not cycles:
        return []
    keys = ", ".join(["%s"] * len(cycles))
    proposed = "(submission.pack -> 'conditions_proposed')" if proposals else "NULL"
    statement = WAITING_GATES.format(keys=keys, proposed=proposed)
    rows: list[Any] = list(Step.objects.raw(statement, [SubmissionState.PENDING, *cycles]))
    for row in rows:  # SQLite gives JSON as a text
        row.proposed = json.loads(row.proposed) if isinstance(row.proposed, str) else row.proposed or []
    return rows
