"""Promises not yet met around one person, as every page of My work asks for them: a statement written out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from approvals.models import UNMET, Condition, Decision, Submission, SubmissionState
from cycles.models import Cycle, Service
from ui.written_rows import row_of

# People are looked up one by one: joins of so many tables take longer to plan than to run.
CONDITIONS = f"""
SELECT condition.id, condition.text, condition.due, condition.state, condition.state_since, condition.cycle_id,
    condition.decision_id, condition.owner_id, condition.verifier_id,
    (SELECT name FROM {User._meta.db_table} WHERE id = condition.owner_id) AS owner_name,
    (SELECT name FROM {User._meta.db_table} WHERE id = condition.verifier_id) AS verifier_name,
    (SELECT name FROM {User._meta.db_table} WHERE id = decision.decider_id) AS decider_name,
    {{owner_is_active}} AS owner_is_active, {{verifier_is_active}} AS verifier_is_active, {{left}} AS passed_on,
    decision.decider_id, submission.id AS submission_id, submission.stage AS submission_stage, cycle.reference,
    cycle.number, cycle.stage, cycle.restricted, cycle.service_id,
    (SELECT name FROM {Service._meta.db_table} WHERE id = cycle.service_id) AS service_name
FROM {Condition._meta.db_table} condition
JOIN {Decision._meta.db_table} decision ON decision.id = condition.decision_id
JOIN {Submission._meta.db_table} submission ON submission.id = decision.submission_id
JOIN {Cycle._meta.db_table} cycle ON cycle.id = condition.cycle_id
WHERE submission.state = %s AND condition.state IN ({", ".join(["%s"] * len(UNMET))})
    AND (condition.owner_id = %s OR condition.verifier_id = %s {{around}} {{or_left}})
ORDER BY condition.due, condition.id
"""
OWNER_IS_ACTIVE, VERIFIER_IS_ACTIVE = (
    f"(SELECT is_active FROM {User._meta.db_table} WHERE id = condition.{column})"
    for column in ("owner_id", "verifier_id")
)


def conditions_near(user: User, cycles: Iterable[Cycle], asked: QuerySet[Cycle] | None) -> list[Any]:
    """Promises not yet met that somebody owns or checks, and those of their own cycles and of the ones before them.

    Those of the one before bind a cycle once it has closed. It may be restricted, and hidden from this person.
    `passed_on` is whether somebody who has left holds one in a cycle that the person is `asked` about as a manager.
    """
    left, of_left = "1 = 0", ()
    if asked is not None:
        of_manager, of_left = asked.order_by().values("pk").query.sql_with_params()
        owned = f"condition.owner_id <> {int(user.pk)}"
        left = (
            f"(NOT {OWNER_IS_ACTIVE} OR NOT {VERIFIER_IS_ACTIVE} AND {owned}) AND condition.cycle_id IN ({of_manager})"
        )
    around = sorted({pk for cycle in cycles for pk in (cycle.pk, cycle.previous_id) if pk})
    statement = CONDITIONS.format(
        owner_is_active=OWNER_IS_ACTIVE,
        verifier_is_active=VERIFIER_IS_ACTIVE,
        left=left,
        around=f"OR condition.cycle_id IN ({', '.join(['%s'] * len(around))})" if around else "",
        or_left=f"OR {left}" if asked is not None else "",
    )
    values = [*of_left, SubmissionState.PASSED, *UNMET, user.pk, user.pk, *around, *of_left]
    rows: list[Any] = list(Condition.objects.raw(statement, values))
    for row in rows:
        row.passed_on = bool(row.passed_on)
        row.owner = row_of(User, id=row.owner_id, name=row.owner_name, is_active=bool(row.owner_is_active))
        row.verifier = row_of(User, id=row.verifier_id, name=row.verifier_name, is_active=bool(row.verifier_is_active))
        row.cycle = row_of(
            Cycle,
            id=row.cycle_id,
            reference=row.reference,
            number=row.number,
            stage=row.stage,
            restricted=bool(row.restricted),
            service_id=row.service_id,
        )
        row.cycle.service = row_of(Service, id=row.service_id, name=row.service_name)
        row.decision = row_of(Decision, id=row.decision_id, decider_id=row.decider_id, submission_id=row.submission_id)
        row.decision.decider = row_of(User, id=row.decider_id, name=row.decider_name)
        row.decision.submission = row_of(Submission, id=row.submission_id, stage=row.submission_stage)
    return rows
