"""Putting a gate to its deciders, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.follow_ups import follow_ups
from accounts.models import User
from approvals import packs
from approvals.gates import Result
from approvals.models import Involved, NextStep, Step, Submission, SubmissionState
from approvals.presenters.packing import pack_of
from approvals.presenters.waiting_times import days_between
from approvals.selectors.gate_facts import evaluate_gate
from approvals.selectors.signing import involved_in
from approvals.services.ending import end_submission
from approvals.services.recipients import notify_signers, signers_to_notify
from approvals.services.signers import open_step, renew_signers
from checklists.models import Answer, AnswerState
from cycles.models import Cycle, CycleStage
from cycles.services.changing import Change, changing, require_version
from cycles.timetable import review_due
from principles.figures import signing_route

MAX_CONDITION_LENGTH = 500


class NotReady(Exception):
    """The gate has gaps; `result` names them."""

    def __init__(self, result: Result) -> None:
        super().__init__("This gate cannot be submitted yet")
        self.result = result


class Submitted(Protocol):
    """submitted: a pack was sealed, and its deciders are shown it from now on."""

    def __call__(self, change: Change, submission: Submission) -> None: ...


@dataclass(frozen=True)
class Proposal:
    """A condition that the team proposes: for one question by its code, or for the gate as a whole with ""."""

    text: str
    owner: User
    due: date
    question: str = ""


@dataclass(frozen=True)
class SubmissionInput:
    """What the submitter enters: at a Do gate the day of the review, at a Review what comes next and by which day."""

    note: str = ""
    proposals: Sequence[Proposal] = ()
    next_step: str = ""
    next_need_by: date | None = None
    review_on: date | None = None


def submit(
    cycle: Cycle, data: SubmissionInput, *, actor: User, at: datetime, seen_version: int | None = None
) -> Submission:
    """Seal the stage's pack and open its first step. Raises NotReady, ValidationError, Stale, Refused."""
    with changing(cycle.pk, actor=actor, action="submit", at=at) as change:
        fresh = change.cycle
        if seen_version is not None:
            require_version(fresh, seen_version)
        result = evaluate_gate(fresh, fresh.stage, change.on, submitter=actor, viewer=actor)
        if not result.ready:
            raise NotReady(result)
        review_on = None
        if fresh.stage == CycleStage.DO:
            review_on = data.review_on or review_due(fresh.edition.figures, fresh.need_by, change.on)
        data = replace(data, review_on=review_on)
        if fresh.stage != CycleStage.REVIEW:
            data = replace(data, next_step="", next_need_by=None)
        faults = next_faults(fresh, data) if fresh.stage == CycleStage.REVIEW else {}
        for number, proposal in enumerate(data.proposals, start=1):
            if len(proposal.text.strip()) > MAX_CONDITION_LENGTH:
                faults["proposals"] = f"Condition {number} must be {MAX_CONDITION_LENGTH} characters or fewer"
        if faults:
            raise ValidationError(faults)
        submission = _seal(change, data)
        fresh.sealed_at, fresh.sealed_number = at, submission.number
        involved = {actor.pk: "submitted this gate"} | involved_in(fresh, submission.stage)
        Involved.objects.bulk_create(
            Involved(submission=submission, user_id=pk, because=because[:200]) for pk, because in involved.items()
        )
        grades = signing_route(fresh.edition.figures, fresh.tier, submission.stage)
        steps = [Step(submission=submission, position=n, grade=grade) for n, grade in enumerate(grades, start=1)]
        open_step(steps[0], fresh, at)
        Step.objects.bulk_create(steps)
        notify_signers(change, submission, renew_signers(submission, change.on))
        change.record(
            "submitted",
            about=submission,
            stage=submission.get_stage_display(),
            number=submission.number,
            digest=submission.digest,
        )
        following: list[Submitted] = follow_ups("submitted")
        for follow_up in following:
            follow_up(change, submission)
        return submission


def withdraw(submission: Submission, *, reason: str, actor: User, at: datetime) -> Submission:
    """Take the pack back to change it. Signatures already given end with it."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why you withdraw it: the deciders are told"})
    with changing(submission.cycle_id, actor=actor, action="withdraw", at=at, row=submission) as change:
        fresh: Submission = change.row
        if fresh.state != SubmissionState.PENDING:
            raise ValidationError(f"Submission {fresh.number} is no longer waiting for a decision")
        signers = signers_to_notify(fresh)
        end_submission(change, fresh, SubmissionState.WITHDRAWN, reason.strip())
        stage = fresh.get_stage_display()
        change.record("submission_withdrawn", about=fresh, stage=stage, number=fresh.number, reason=reason.strip())
        change.notify(
            "submission_withdrawn",
            signers,
            about=fresh,
            occasion=f"submission:{fresh.pk}",
            address=reverse("gate", args=[change.cycle.reference, fresh.stage]),
            stage=stage,
        )
        return fresh


def _seal(change: Change, data: SubmissionInput) -> Submission:
    """Store the pack with the working days of this visit so far: with the team, and with earlier approvers."""
    cycle = change.cycle
    last = cycle.submissions.filter(stage=cycle.stage).defer("pack").order_by("number").last()
    number = last.number + 1 if last else 1
    pack = pack_of(cycle, cycle.stage, change.on) | {
        "number": number,
        "visit": cycle.visit,
        "submitted_by": change.actor.name,
        "submitted_by_id": change.actor.pk,
        "submitted_at": change.at.isoformat(),
        "note": data.note.strip(),
        "next_step": data.next_step,
        "next_need_by": data.next_need_by.isoformat() if data.next_need_by else None,
        "review_on": data.review_on.isoformat() if data.review_on else None,
        "conditions_proposed": _proposed_conditions(cycle, data.proposals),
    }
    before = last if last and last.visit == cycle.visit else None
    team_since = before.closed_at if before else cycle.stage_since
    return Submission.objects.create(
        cycle=cycle,
        stage=cycle.stage,
        visit=cycle.visit,
        number=number,
        pack=pack,
        digest=packs.digest(pack),
        note=data.note.strip(),
        next_step=data.next_step,
        next_need_by=data.next_need_by,
        submitted_by=change.actor,
        submitted_at=change.at,
        began_at=cycle.stage_since,
        team_days=((before.team_days or 0) if before else 0) + days_between(team_since, change.at),
        approver_days=(before.approver_days or 0) if before else 0,
    )


def _proposed_conditions(cycle: Cycle, proposals: Iterable[Proposal]) -> list[dict[str, object]]:
    """What the team proposes, after one for each other partly met answer with that answer's owner and date."""
    partly = Answer.objects.filter(
        cycle=cycle,
        question__stage=cycle.stage,
        question__mandatory=True,
        set_aside_because="",
        state=AnswerState.PARTLY_MET,
    ).select_related("question", "missing_owner")
    entered = [proposal for proposal in proposals if proposal.text.strip()]
    covered = {proposal.question for proposal in entered}
    prefilled = [
        Proposal(f"Complete ‘{answer.question.title}’", answer.missing_owner, answer.missing_due, answer.question.code)
        for answer in partly
        if answer.question.code not in covered and answer.missing_owner and answer.missing_due
    ]
    return [
        {
            "question": proposal.question,
            "text": proposal.text.strip(),
            "owner": proposal.owner.name,
            "owner_id": proposal.owner.pk,
            "due": proposal.due.isoformat(),
        }
        for proposal in [*prefilled, *entered]
    ]


def next_faults(cycle: Cycle, data: SubmissionInput) -> dict[str, str]:
    """What is missing from a Review's submission about what comes next, by field."""
    faults = {}
    if data.next_step not in NextStep.values:
        faults["next_step"] = "Select what comes next for this service"
    elif data.next_step != NextStep.STOP and not hasattr(cycle, "successor") and data.next_need_by is None:
        faults["next_need_by"] = "Enter the date by which the next arrangement must start"
    return faults
