"""Keeping what `Answer` stores of itself true."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count

from checklists.met import gap_kind, is_confirmed, is_met
from checklists.models import Answer, Confirmation, ConfirmationState

STORED = ("is_met", "gap", "evidence_count", "needs_evidence")


def update_gaps(answers: Iterable[Answer]) -> None:
    """Store anew whether these answers are met and what is wrong with them, in the transaction of the change.

    Called after the change: evidence and confirmations are read from the database, all else from the answers.
    """
    rows = list(answers)
    if not rows:
        return
    ids = [answer.pk for answer in rows]
    links = Answer.evidence.through.objects.filter(answer__in=ids).order_by().values_list("answer_id")
    evidence = dict(links.annotate(number=Count("pk")))
    current = Confirmation.objects.filter(answer__in=ids).exclude(state=ConfirmationState.SUPERSEDED)
    confirmations = dict(current.order_by().values_list("answer_id", "state"))
    changed = []
    for answer in rows:
        before = _stored(answer)
        question, tier, confirmation = answer.question, answer.cycle.tier, confirmations.get(answer.pk, "")
        answer.evidence_count = evidence.get(answer.pk, 0)
        answer.needs_evidence = question.needs_evidence(tier)
        evidenced = answer.evidence_count > 0 or not answer.needs_evidence
        needs_confirmation, sent_back = question.needs_confirmation(tier), answer.sent_back_at is not None
        answer.is_met = is_met(
            answer.state,
            evidenced=evidenced,
            confirmed=is_confirmed(confirmation, needed=needs_confirmation),
            sent_back=sent_back,
            set_aside=bool(answer.set_aside_because),
        )
        answer.gap = (
            ""
            if answer.set_aside_because
            else gap_kind(
                answer.state,
                mandatory=question.mandatory,
                conditional_pass=question.conditional_pass,
                evidenced=evidenced,
                needs_confirmation=needs_confirmation,
                confirmation=confirmation,
                sent_back=sent_back,
            )
        )
        if before != _stored(answer):
            changed.append(answer)
    Answer.objects.bulk_update(changed, STORED)


def _stored(answer: Answer) -> tuple[object, ...]:
    return tuple(getattr(answer, name) for name in STORED)
