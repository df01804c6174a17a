"""Storing which advisers have a part in a cycle, in the transaction that changes it."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from accounts.models import Role, Specialism, User
from checklists.models import Answer, Confirmation, ConfirmationState
from cycles.models import LIVE_STAGES, Cycle
from cycles.models.participants import CycleParticipant, ParticipantReason
from cycles.services.participants import set_participants
from principles.edition_cache import parts_of
from principles.models import Question

OPEN = (ConfirmationState.ASKED, ConfirmationState.GIVEN)
# Advisers who are asked in a cycle, each with the question and the specialisms that they hold; and who is stored.
ADVISERS = f"""
SELECT request.asked_of_id, answer.question_id, specialism.code, NULL AS stored
FROM {Answer._meta.db_table} answer
JOIN {Confirmation._meta.db_table} request ON request.answer_id = answer.id AND request.state IN (%s, %s)
JOIN {Role._meta.db_table} role ON role.user_id = request.asked_of_id
JOIN {Specialism._meta.db_table} specialism ON specialism.id = role.specialism_id
WHERE answer.cycle_id = %s AND answer.set_aside_because = ''
UNION ALL
SELECT user_id, NULL, NULL, id FROM {CycleParticipant._meta.db_table} WHERE cycle_id = %s AND reason = %s
"""


def renew_adviser_participants(cycle: Cycle) -> None:
    """Store whoever is asked to confirm an answer of the cycle, or may still withdraw a confirmation.

    Neither is so once the gate is passed, the cycle has ended, the question is set aside, or the adviser no longer
    holds the specialism that it asks.
    """
    reason, admitted, stored = ParticipantReason.ADVISER_ASKED, set(), {}
    asks = {
        question.pk: question.confirmer.code
        for question in parts_of(cycle.edition, Question)
        if cycle.is_live and not cycle.has_passed(question.stage)
    }
    with connection.cursor() as cursor:
        cursor.execute(ADVISERS, [*OPEN, cycle.pk, cycle.pk, reason])
        for user, question, specialism, key in cursor.fetchall():
            if key is not None:
                stored[str(reason), user] = key
            elif asks.get(question) == specialism:
                admitted.add(user)
    set_participants(cycle, {reason: admitted}, stored)


@transaction.atomic
def renew_for_adviser(person: User, *, at: datetime) -> None:
    """Follow-up of `adviser_roles_changed`: in every live cycle that asked this person."""
    asked = Confirmation.objects.filter(asked_of=person, state__in=OPEN).order_by()
    live = Cycle.objects.filter(pk__in=asked.values("answer__cycle"), stage__in=LIVE_STAGES)
    for cycle in live.select_for_update(of=("self",)).order_by("pk"):
        renew_adviser_participants(cycle)
