"""Keeping `Answer.is_met` true."""

from __future__ import annotations

from collections.abc import Iterable

from checklists.met import GIVEN, is_confirmed, is_met
from checklists.models import Answer, Confirmation, ConfirmationState


def update_is_met(answers: Iterable[Answer]) -> None:
    """Store anew whether these answers are met, in the transaction that changed what the rule looks at.

    Called after the change: evidence and confirmations are read from the database, all else from the answers.
    """
    rows = list(answers)
    if not rows:
        return
    ids = [answer.pk for answer in rows]
    links = Answer.evidence.through.objects.filter(answer__in=ids)
    confirmations = Confirmation.objects.filter(answer__in=ids, state=ConfirmationState.GIVEN)
    evidenced = set(links.order_by().values_list("answer_id", flat=True))
    confirmed = set(confirmations.order_by().values_list("answer_id", flat=True))
    changed: dict[bool, list[int]] = {True: [], False: []}
    for answer in rows:
        confirmation = GIVEN if answer.pk in confirmed else ""
        met = is_met(
            answer.state,
            evidenced=answer.pk in evidenced,
            confirmed=is_confirmed(confirmation, needed=answer.question.needs_confirmation),
            sent_back=answer.sent_back_at is not None,
            set_aside=bool(answer.set_aside_because),
        )
        if met != answer.is_met:
            answer.is_met = met
            changed[met].append(answer.pk)
    for met, pks in changed.items():
        if pks:
            Answer.objects.filter(pk__in=pks).update(is_met=met)
