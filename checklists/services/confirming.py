"""Asking an adviser to confirm an answer, and recording the reply."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.follow_ups import follow_ups
from accounts.models import User
from calendars.days import add_working_days
from checklists.models import Answer, Confirmation, ConfirmationState, Evidence, SupersededBecause
from checklists.policies.answering import current_confirmation, may_confirm
from checklists.services.gaps import update_gaps
from checklists.services.participants import renew_adviser_participants
from cycles.services.changing import Change, changing, team_of
from ui.wording import day

SUPERSEDING_VERBS = {
    SupersededBecause.ANSWER_CHANGED: "confirmation_lapsed",
    SupersededBecause.NEW_REQUEST: "confirmation_asked_elsewhere",
}
CLOSING_VERBS = {
    ConfirmationState.GIVEN: "confirmation_given",
    ConfirmationState.REFUSED: "confirmation_refused",
    ConfirmationState.WITHDRAWN: "confirmation_withdrawn",
}


def ask_confirmation(answer: Answer, adviser: User, *, actor: User, at: datetime) -> Confirmation:
    """Ask one adviser of the question's specialism. A newer request supersedes the one that is open."""
    with changing(answer.cycle_id, actor=actor, action="ask_confirmation", at=at, row=answer) as change:
        fresh: Answer = change.row
        if not adviser.is_active:
            raise ValidationError({"adviser": f"{adviser} can no longer sign in: choose somebody else"})
        verdict = may_confirm(adviser, fresh)
        if not verdict:
            raise ValidationError({"adviser": verdict.reason})
        if earlier := current_confirmation(fresh):
            _supersede(change, earlier, SupersededBecause.NEW_REQUEST)
        days = change.cycle.edition.figures["governance"]["confirm_within_working_days"]
        due = add_working_days(change.on, days)
        confirmation = _open(change, fresh, ConfirmationState.ASKED, asked_of=adviser, due=due)
        renew_adviser_participants(change.cycle)
        title = fresh.question.title
        change.record("confirmation_asked", about=confirmation, title=title, adviser_id=adviser.pk)
        change.notify(
            "confirmation_asked",
            [adviser],
            about=confirmation,
            occasion=f"confirmation:{confirmation.pk}",
            address=address_of(fresh),
            title=title,
            due=day(due),
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
    """The adviser withdraws a confirmation. A submission that rests on it becomes void."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why you withdraw your confirmation"})
    return _close(confirmation, ConfirmationState.WITHDRAWN, reason, actor, at, action="withdraw_confirmation")


def record_outside_confirmation(
    answer: Answer, *, name: str, on: date, evidence: Evidence, actor: User, at: datetime
) -> Confirmation:
    """The lead records the confirmation of somebody who does not sign in: name, day and evidence."""
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


def supersede_confirmation(change: Change, answer: Answer) -> None:
    """The answer changed, so what was confirmed or asked no longer counts."""
    if confirmation := current_confirmation(answer):
        _supersede(change, confirmation, SupersededBecause.ANSWER_CHANGED)
        renew_adviser_participants(change.cycle)


def _supersede(change: Change, confirmation: Confirmation, because: SupersededBecause) -> None:
    """Notify the adviser of a request or a given confirmation; after a refusal or withdrawal there is no need."""
    was, verb = confirmation.state, SUPERSEDING_VERBS[because]
    confirmation.state, confirmation.superseded_because = ConfirmationState.SUPERSEDED, because
    confirmation.closed_at, confirmation.closed_by = change.at, change.actor
    confirmation.save()
    title = confirmation.answer.question.title
    change.record(verb, about=confirmation, title=title, adviser_id=confirmation.asked_of_id, was=was)
    if was in (ConfirmationState.ASKED, ConfirmationState.GIVEN) and confirmation.asked_of:
        change.notify(
            verb,
            [confirmation.asked_of],
            about=confirmation,
            occasion=f"confirmation:{confirmation.pk}",
            address=address_of(confirmation.answer),
            title=title,
        )


def address_of(answer: Answer) -> str:
    return reverse("question", args=[answer.cycle.reference, answer.question.stage, answer.question.code.lower()])


def _open(change: Change, answer: Answer, state: str, **fields: object) -> Confirmation:
    confirmation = Confirmation.objects.create(
        answer=answer,
        answer_version=answer.version,
        state=state,
        asked_by=change.actor,
        asked_at=change.at,
        **fields,
    )
    update_gaps([answer])
    return confirmation


def _close(
    confirmation: Confirmation, state: ConfirmationState, reason: str, actor: User, at: datetime, *, action: str
) -> Confirmation:
    cycle_id = confirmation.answer.cycle_id
    with changing(cycle_id, actor=actor, action=action, at=at, row=confirmation) as change:
        fresh: Confirmation = change.row
        fresh.state, fresh.reason, fresh.closed_by, fresh.closed_at = state, reason.strip(), actor, at
        fresh.save()
        update_gaps([fresh.answer])
        verb, title = CLOSING_VERBS[state], fresh.answer.question.title
        change.record(verb, about=fresh, title=title, reason=reason.strip())
        change.notify(
            verb,
            {fresh.asked_by, *team_of(change.cycle)},
            about=fresh,
            occasion=f"confirmation:{fresh.pk}",
            address=address_of(fresh.answer),
            title=title,
        )
        renew_adviser_participants(change.cycle)
        for follow_up in follow_ups("confirmation_closed"):
            follow_up(change, fresh)
        return fresh
