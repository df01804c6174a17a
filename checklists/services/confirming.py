"""Asking an adviser to confirm an answer, and recording the reply."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.follow_ups import follow_ups
from accounts.models import User
from accounts.refusals import Stale
from calendars.days import add_working_days
from checklists.models import Answer, Confirmation, ConfirmationState, Evidence, SupersededBecause
from checklists.policies.answering import current_confirmation, may_confirm
from checklists.selectors.confirmations import open_requests
from checklists.services.gaps import update_gaps
from checklists.services.participants import renew_adviser_participants
from cycles.policies import may
from cycles.services.changing import Change, changing, require_version, team_to_notify
from ui.wording import counted, day

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
        confirmation = _ask(change, change.row, adviser)
        if change.has_recorded:  # else they were asked already
            renew_adviser_participants(change.cycle)
            _notify_adviser(change, adviser)
        return confirmation


def ask_advisers(requests: Sequence[tuple[Answer, User]], *, actor: User, at: datetime) -> None:
    """Ask several advisers about several answers of one cycle, all or none; each is told of theirs at once.

    Each answer is as the asker saw it: raises Stale when one of them changed or was asked meanwhile.
    """
    first, _ = requests[0]
    with changing(first.cycle_id, actor=actor, action="ask_confirmation", at=at, row=first) as change:
        for seen, adviser in requests:
            fresh = Answer.objects.get(pk=seen.pk, cycle=change.cycle)
            fresh.cycle = change.cycle
            require_version(fresh, seen.version)
            verdict = may("ask_confirmation", actor, change.cycle, change.on, fresh)
            if not verdict or current_confirmation(fresh):
                raise Stale(verdict.reason or "Somebody was asked meanwhile", row=fresh)
            _ask(change, fresh, adviser)
        renew_adviser_participants(change.cycle)
        for adviser in {adviser for _, adviser in requests}:
            _notify_adviser(change, adviser)


def _ask(change: Change, answer: Answer, adviser: User) -> Confirmation:
    """The request; the one that is open already where this adviser was asked before."""
    if not adviser.is_active:
        raise ValidationError({"adviser": f"{adviser} can no longer sign in: choose somebody else"})
    verdict = may_confirm(adviser, answer)
    if not verdict:
        raise ValidationError({"adviser": verdict.reason})
    if earlier := current_confirmation(answer):
        if earlier.asked_of_id == adviser.pk:
            return earlier
        _supersede(change, earlier, SupersededBecause.NEW_REQUEST)
    days = change.cycle.edition.figures["governance"]["confirm_within_working_days"]
    due = add_working_days(change.on, days)
    confirmation = _open(change, answer, ConfirmationState.ASKED, asked_of=adviser, due=due)
    change.record("confirmation_asked", about=confirmation, title=answer.question.title, adviser_id=adviser.pk)
    return confirmation


def _notify_adviser(change: Change, adviser: User) -> None:
    """Of one request by its title; of several in one message, which takes the place of those not yet e-mailed."""
    rows = open_requests().filter(asked_of=adviser, answer__cycle=change.cycle.pk)
    requests = list(rows.select_related("answer__question").order_by("due", "asked_at", "pk"))
    first, latest = requests[0], max(requests, key=lambda request: request.pk)
    kind, number = ("confirmation_asked", "") if len(requests) == 1 else ("confirmations_asked", f"{len(requests)}:")
    first.answer.cycle = change.cycle
    change.notify(
        kind,
        [adviser],
        about=latest,
        occasion=f"confirmation:{number}{latest.pk}",
        address=address_of(first.answer),
        replaces=("confirmation_asked", "confirmations_asked"),
        title=first.answer.question.title,
        answers=counted(len(requests), "answer"),
        due=day(first.due),
    )


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
            {fresh.asked_by, *team_to_notify(change.cycle)},
            about=fresh,
            occasion=f"confirmation:{fresh.pk}",
            address=address_of(fresh.answer),
            title=title,
        )
        renew_adviser_participants(change.cycle)
        for follow_up in follow_ups("confirmation_closed"):
            follow_up(change, fresh)
        return fresh
