"""Asking a named adviser to confirm an answer, and what they say."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from cycles.models import Answer, Confirmation, ConfirmationState, Evidence, Submission, SubmissionState
from cycles.policies import current_confirmation, may_confirm, pending_submission
from cycles.services.changing import Change, changing, team_of
from cycles.services.ending import end_submission
from cycles.services.telling import signers_told


def ask_confirmation(answer: Answer, adviser: User, *, actor: User, at: datetime) -> Confirmation:
    """Ask one adviser of the question's specialism. Asking another withdraws the request to the first."""
    with changing(answer.cycle_id, actor=actor, action="ask_confirmation", at=at, row=answer) as change:
        fresh: Answer = change.row
        if not adviser.is_active:
            raise ValidationError({"adviser": f"{adviser} can no longer sign in: choose somebody else"})
        verdict = may_confirm(adviser, fresh)
        if not verdict:
            raise ValidationError({"adviser": verdict.reason})
        _ask_no_longer(change, fresh)
        confirmation = _open(change, fresh, ConfirmationState.ASKED, asked_of=adviser)
        title = fresh.question.title
        change.record("confirmation_asked", about=confirmation, title=title, adviser_id=adviser.pk)
        change.tell(
            "confirmation_asked",
            [adviser],
            occasion=f"confirmation:{confirmation.pk}",
            address=address_of(fresh),
            title=title,
        )
        return confirmation


def give_confirmation(confirmation: Confirmation, *, actor: User, at: datetime, note: str = "") -> Confirmation:
    return _close(confirmation, ConfirmationState.GIVEN, note, actor, at, action="answer_confirmation")


def refuse_confirmation(confirmation: Confirmation, *, reason: str, actor: User, at: datetime) -> Confirmation:
    """The answer then has to be changed before it can be confirmed."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why you cannot confirm this, so that the team can put it right"})
    return _close(confirmation, ConfirmationState.REFUSED, reason, actor, at, action="answer_confirmation")


def withdraw_confirmation(confirmation: Confirmation, *, reason: str, actor: User, at: datetime) -> Confirmation:
    """The adviser takes their word back. A submission that rests on it is void by itself."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why you withdraw your confirmation"})
    return _close(confirmation, ConfirmationState.REFUSED, reason, actor, at, action="withdraw_confirmation")


def record_outside_confirmation(
    answer: Answer, *, name: str, on: date, evidence: Evidence, actor: User, at: datetime
) -> Confirmation:
    """The lead records the word of somebody who does not sign in: their name, the day, and the evidence of it."""
    with changing(answer.cycle_id, actor=actor, action="record_outside_confirmation", at=at, row=answer) as change:
        fresh: Answer = change.row
        if not name.strip():
            raise ValidationError({"name": "Enter the name of the person who confirmed this"})
        if on > change.on:
            raise ValidationError({"on": "The day they confirmed it must be today or in the past"})
        if evidence.cycle_id != fresh.cycle_id:
            raise ValidationError({"evidence": "Select evidence of this cycle"})
        confirmation = _open(
            change,
            fresh,
            ConfirmationState.GIVEN,
            outside_name=name.strip(),
            outside_on=on,
            outside_evidence=evidence,
            closed_by=actor,
            closed_at=at,
        )
        question = fresh.question
        change.record(
            "outside_confirmation_recorded", about=confirmation, title=question.title, confirmer=question.confirmer.name
        )
        return confirmation


def withdraw_by_itself(change: Change, answer: Answer) -> None:
    """The answer changed, so what was confirmed or asked no longer stands; the adviser is told."""
    confirmation = current_confirmation(answer)
    if confirmation is None:
        return
    told = confirmation.state != ConfirmationState.REFUSED
    _set_withdrawn(change, confirmation, "confirmation_lapsed", told=told)


def _ask_no_longer(change: Change, answer: Answer) -> None:
    """Somebody else is asked instead."""
    confirmation = current_confirmation(answer)
    if confirmation:
        _set_withdrawn(change, confirmation, "confirmation_asked_elsewhere", told=True)


def _set_withdrawn(change: Change, confirmation: Confirmation, verb: str, *, told: bool) -> None:
    was, confirmation.state = confirmation.state, ConfirmationState.WITHDRAWN
    confirmation.closed_at, confirmation.closed_by = change.at, change.actor
    confirmation.save()
    title = confirmation.answer.question.title
    change.record(verb, about=confirmation, title=title, adviser_id=confirmation.asked_of_id, was=was)
    if told and confirmation.asked_of:
        change.tell(
            verb,
            [confirmation.asked_of],
            occasion=f"confirmation:{confirmation.pk}",
            address=address_of(confirmation.answer),
            title=title,
        )


def address_of(answer: Answer) -> str:
    return reverse("question", args=[answer.cycle.reference, answer.question.stage, answer.question.code.lower()])


def _open(change: Change, answer: Answer, state: str, **fields: object) -> Confirmation:
    return Confirmation.objects.create(
        answer=answer,
        answer_version=answer.version,
        state=state,
        asked_by=change.actor,
        asked_at=change.at,
        **fields,
    )


def _close(
    confirmation: Confirmation, state: str, reason: str, actor: User, at: datetime, *, action: str
) -> Confirmation:
    cycle_id = confirmation.answer.cycle_id
    with changing(cycle_id, actor=actor, action=action, at=at, row=confirmation) as change:
        fresh: Confirmation = change.row
        taken_back = fresh.state == ConfirmationState.GIVEN
        fresh.state, fresh.reason, fresh.closed_by, fresh.closed_at = state, reason.strip(), actor, at
        fresh.save()
        verb = _verb(state, taken_back)
        title = fresh.answer.question.title
        change.record(verb, about=fresh, title=title, reason=reason.strip())
        change.tell(
            verb,
            {fresh.asked_by, *team_of(change.cycle)},
            occasion=f"confirmation:{fresh.pk}",
            address=address_of(fresh.answer),
            title=title,
        )
        if state == ConfirmationState.REFUSED:
            _void_if_sealed(change, fresh, "withdrew the confirmation of" if taken_back else "did not confirm")
        return fresh


def _verb(state: str, taken_back: bool) -> str:
    if taken_back:
        return "confirmation_withdrawn"
    return "confirmation_given" if state == ConfirmationState.GIVEN else "confirmation_refused"


def _void_if_sealed(change: Change, confirmation: Confirmation, did: str) -> None:
    """A pack is void when a word that it holds no longer stands: an approval must not outlive what it rests on."""
    submission: Submission | None = pending_submission(change.cycle)
    question = confirmation.answer.question
    if submission is None or question.code not in {answer["code"] for answer in submission.pack["answers"]}:
        return
    told = signers_told(submission)
    because = f"{confirmation.by} {did} “{question.title}”: {confirmation.reason}"
    end_submission(change, submission, SubmissionState.VOIDED, because)
    change.record(
        "submission_voided",
        about=submission,
        number=submission.number,
        stage=submission.get_stage_display(),
        adviser_id=confirmation.asked_of_id,
        title=question.title,
        reason=confirmation.reason,
    )
    change.tell(
        "submission_voided",
        [*team_of(change.cycle), *told],
        occasion=f"submission:{submission.pk}",
        address=reverse("gate", args=[change.cycle.reference, submission.stage]),
        stage=submission.get_stage_display(),
    )
