"""What people who have left still hold, and who is asked in their place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection

from accounts.models import RoleKind, User
from accounts.policies.people import may_see_leavers
from accounts.roles import roles_of
from approvals.models import UNMET, Condition, Decision, Submission, SubmissionState
from checklists.models import Answer, AnswerState, Confirmation, ConfirmationState
from cycles.models import LIVE_STAGES, Cycle
from cycles.selectors.replacements import Managers, replacements
from overview.selectors.holdings import Holding, HoldingKind, holdings, split_by_visibility
from principles.models import Question
from stages.records.models import RecordText

# Gates go to the next signer and cover ends by themselves; views and files come to nobody.
PASSED_ON = frozenset(HoldingKind) - {
    HoldingKind.GATE,
    HoldingKind.COVER_GIVEN,
    HoldingKind.COVER_TAKEN,
    HoldingKind.SAVED_VIEW,
    HoldingKind.EXPORT,
}


# Cover ends by itself, and nobody has to do anything about a file.
LISTED = PASSED_ON | {HoldingKind.SAVED_VIEW}


def passes_on(row: Holding) -> bool:
    """Whether somebody is asked for it by name once its holder has left."""
    return row.kind in PASSED_ON


def replacements_of(row: Holding, managers: Managers) -> list[User]:
    """Who is asked for it once its holder has left: for a condition managers alone, and never its owner to check it."""
    assert row.cycle
    barred = {row.holder.pk}
    if row.kind == HoldingKind.CHECK and isinstance(row.row, Condition):
        barred.add(row.row.owner_id)
    return replacements(row.cycle, managers, barred, by_managers=isinstance(row.row, Condition))


def held_by_leavers(reader: User, today: date, person: User | None = None) -> tuple[list[Holding], int]:
    """What people who have left still hold, as this reader may see it, and in how many cycles more.

    Managers have the cycles of their directorates and those they sponsor, administrators all, and shared views too.
    """
    left = User.objects.filter(is_active=False)
    rows = [row for row in holdings(left.filter(pk=person.pk) if person else left) if row.kind in LISTED]
    roles = roles_of(reader)
    if not roles.has(RoleKind.ADMINISTRATOR):
        cycles = [(row, row.cycle) for row in rows if row.cycle]
        rows = [row for row, cycle in cycles if roles.manages(cycle.directorate_id) or cycle.sponsor_id == reader.pk]
    seen, hidden = split_by_visibility(rows, reader, today)
    return seen, len({row.cycle.pk for row in hidden if row.cycle})


def _texts(values: Iterable[str]) -> str:
    """Texts of our own as a list of SQL."""
    return ", ".join(f"'{value}'" for value in map(str, values))


# What `holdings` reads of leavers, each row with its cycle, and whether it counts only while that is live. Written out,
# as every page of a manager's work asks.
CYCLES_OF_LEAVERS = f"""
WITH leaver AS (SELECT id FROM {User._meta.db_table} WHERE NOT is_active),
held (cycle_id, while_live) AS (
    SELECT id, TRUE FROM {Cycle._meta.db_table} WHERE lead_id IN (SELECT id FROM leaver)
    UNION ALL SELECT id, TRUE FROM {Cycle._meta.db_table} WHERE sponsor_id IN (SELECT id FROM leaver)
    UNION ALL SELECT id, TRUE FROM {Cycle._meta.db_table} WHERE contract_manager_id IN (SELECT id FROM leaver)
    UNION ALL SELECT cycle_id, TRUE FROM {Cycle.team.through._meta.db_table} WHERE user_id IN (SELECT id FROM leaver)
    UNION ALL
    SELECT answer.cycle_id, TRUE FROM {Answer._meta.db_table} answer
    JOIN {Cycle._meta.db_table} cycle ON cycle.id = answer.cycle_id
    JOIN {Question._meta.db_table} question ON question.id = answer.question_id AND question.stage = cycle.stage
    WHERE answer.missing_owner_id IN (SELECT id FROM leaver)
        AND answer.state IN ({_texts([AnswerState.PARTLY_MET])}) AND answer.set_aside_because = ''
    UNION ALL
    SELECT condition.cycle_id, FALSE FROM {Condition._meta.db_table} condition
    JOIN {Decision._meta.db_table} decision ON decision.id = condition.decision_id
    JOIN {Submission._meta.db_table} submission ON submission.id = decision.submission_id
    WHERE condition.state IN ({_texts(UNMET)})
        AND submission.state IN ({_texts([SubmissionState.PENDING, SubmissionState.PASSED])})
        AND (condition.owner_id IN (SELECT id FROM leaver) OR condition.verifier_id IN (SELECT id FROM leaver))
    UNION ALL
    SELECT answer.cycle_id, TRUE FROM {Confirmation._meta.db_table} request
    JOIN {Answer._meta.db_table} answer ON answer.id = request.answer_id
    WHERE request.asked_of_id IN (SELECT id FROM leaver)
        AND request.state IN ({_texts([ConfirmationState.ASKED])}) AND answer.set_aside_because = ''
    UNION ALL
    SELECT cycle_id, TRUE FROM {RecordText._meta.db_table}
    WHERE holder_id IN (SELECT id FROM leaver) AND NOT is_draft
)
SELECT COUNT(DISTINCT cycle.id) FROM held JOIN {Cycle._meta.db_table} cycle ON cycle.id = held.cycle_id
WHERE (cycle.stage IN ({_texts(LIVE_STAGES)}) OR NOT held.while_live)
"""


def cycles_of_leavers(reader: User) -> int:
    """In how many cycles people who have left still hold something, of those that `held_by_leavers` lists or counts.

    One statement; none for who is neither manager nor administrator.
    """
    if not may_see_leavers(reader):
        return 0
    roles, statement, values = roles_of(reader), CYCLES_OF_LEAVERS, []
    if not roles.has(RoleKind.ADMINISTRATOR):
        values = [*{directorate for directorate, _ in roles.grades}, reader.pk]
        places = ", ".join(["%s"] * (len(values) - 1))
        statement += f"AND (cycle.directorate_id IN ({places}) OR cycle.sponsor_id = %s)"
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        [number] = cursor.fetchone()
    return int(number)
