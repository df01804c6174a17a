"""Whether a message about a cycle is still to be told when it is sent: may they see it, and is it their turn."""

from __future__ import annotations

import re
from datetime import date

from django.utils import timezone

from accounts.models import User
from cycles.models import Condition, ConditionState, Confirmation, ConfirmationState, Cycle, Step, Submission
from cycles.policies import told_above
from cycles.policies.case import is_past
from cycles.queries.facts import missing_parts
from cycles.queries.held import held
from cycles.queries.signers import expected_signers, pending_signers
from cycles.queries.signing import Roster, current_step
from cycles.queries.visible import visible_to
from notifications.models import Message

REFERENCE = re.compile(r"^/cycles/(C-\d+)/")
UNSEEN, OVER, ELSEWHERE = "May not see it any more", "Over by now", "No longer theirs to do"


def seen(message: Message) -> str:
    """Only whether the person may still see the cycle."""
    return "" if _cycle(message) else UNSEEN


def live(message: Message) -> str:
    cycle = _cycle(message)
    return UNSEEN if cycle is None else "" if cycle.is_live else OVER


def my_turn(message: Message) -> str:
    """The step that was told is still the current one, and theirs to sign."""
    step = _step(message)
    if step is None:
        return OVER
    return seen(message) or ("" if message.person in expected_signers(step.submission) else ELSEWHERE)


def above_my_turn(message: Message) -> str:
    """It still waits, and they are still the grade above."""
    step = _step(message)
    if step is None:
        return OVER
    return seen(message) or ("" if message.person in _told_above(step.submission) else ELSEWHERE)


def _told_above(submission: Submission) -> list[User]:
    return told_above(submission, pending_signers(submission), Roster.of(submission.cycle, _today()))


def my_word(message: Message) -> str:
    rows = Confirmation.objects.filter(pk=_number(message, "confirmation"), state=ConfirmationState.ASKED)
    asked = rows.select_related("answer__cycle", "answer__question").first()
    if asked is None or asked.answer.set_aside_because or is_past(asked.answer.cycle, asked.answer.question.stage):
        return OVER
    return seen(message) if asked.asked_of_id == message.person_id else ELSEWHERE


def part_missing(message: Message) -> str:
    """The part of the answer can still be completed, by the day that was told, and is theirs."""
    row = missing_parts().filter(pk=_number(message, "answer")).first()
    if row is None or f":{row.missing_due}:" not in message.occasion:
        return OVER
    return seen(message) if row.missing_owner_id == message.person_id else ELSEWHERE


def condition_mine(message: Message) -> str:
    """The promise is still to be kept, and theirs."""
    row = _condition(message, ConditionState.OPEN)
    if row is None:
        return OVER
    return seen(message) if row.owner_id == message.person_id else ELSEWHERE


def condition_open(message: Message) -> str:
    """The promise is still to be kept, whoever keeps it."""
    return OVER if _condition(message, ConditionState.OPEN) is None else seen(message)


def condition_to_check(message: Message) -> str:
    row = _condition(message, ConditionState.CLAIMED)
    if row is None:
        return OVER
    return seen(message) if row.verifier_id == message.person_id else ELSEWHERE


def date_stands(message: Message) -> str:
    """The day that was told still is the cycle's, and they still lead or sponsor it."""
    cycle = _cycle(message)
    if cycle is None or not cycle.is_live:
        return live(message)
    if message.person_id not in (cycle.lead_id, cycle.sponsor_id):
        return ELSEWHERE
    ahead = cycle.dates.filter(milestone=cycle.next_milestone).first()
    told = {
        "need_by_near": f":{cycle.need_by}:",
        "review_due": f":{cycle.review_on}:",
        "last_safe_date": f":{ahead.milestone}:{ahead.last_safe}:" if ahead else "no date",
    }[message.kind]
    return "" if told in message.occasion else OVER


def evidence_used(message: Message) -> str:
    """The present stage still rests on it, and they still lead the cycle."""
    cycle = _cycle(message)
    if cycle is None or not cycle.is_live:
        return live(message)
    answers = cycle.answers.filter(question__stage=cycle.stage, set_aside_because="")
    if not answers.filter(evidence=_number(message, "evidence")).exists():
        return OVER
    return "" if message.person_id == cycle.lead_id else ELSEWHERE


def _condition(message: Message, state: str) -> Condition | None:
    return Condition.objects.filter(pk=_number(message, "condition"), state=state).first()


def held_still(message: Message) -> str:
    """The thing that a nudge is about still waits for this person."""
    cycle = _cycle(message)
    if cycle is None:
        return UNSEEN
    thing = held(cycle, message.occasion.split(":")[1], _today())
    return OVER if thing is None else "" if thing.holder == message.person else ELSEWHERE


def _cycle(message: Message) -> Cycle | None:
    found = REFERENCE.match(message.address)
    return visible_to(message.person, _today()).filter(reference=found[1]).first() if found else None


def _step(message: Message) -> Step | None:
    step = Step.objects.filter(pk=_number(message, "step")).select_related("submission__cycle").first()
    current = current_step(step.submission) if step else None
    return step if step and current and current.pk == step.pk else None


def _number(message: Message, what: str) -> int:
    """The row that an occasion names: 12 of "gate_waiting:step:12:3"."""
    found = re.search(rf":{what}:(\d+)", message.occasion)
    return int(found[1]) if found else 0


def _today() -> date:
    return timezone.localdate()
