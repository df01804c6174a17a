"""Deciding a gate, step by step: one function that every entrance calls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from accounts.refusals import Refused, Stale
from approvals.gates import outcomes_open
from approvals.models import Condition, Decision, DecisionDraft, NextStep, Outcome, Step, Submission, SubmissionState
from approvals.packs import failing_findings
from approvals.policies.deciding import signer_for
from approvals.presenters.submission_outcome import (
    TAKEN_BACK,
    changes_since,
    last_decision,
    said,
    submission_outcome,
    submission_seen,
)
from approvals.presenters.waiting_times import days_between
from approvals.selectors.gate_facts import evaluate_gate
from approvals.selectors.signing import Signer, current_step, grade_name
from approvals.selectors.stage_outcomes import read_signatures
from approvals.services.conditions import renew_condition_participants
from approvals.services.ending import end_submission
from approvals.services.recipients import notify_signers, people_concerned
from approvals.services.signers import renew_signers
from approvals.services.submitting import LONGEST_PROMISE
from checklists.models import Answer
from checklists.services.is_met import update_is_met
from cycles.models import Cycle, CycleStage
from cycles.services.changing import Change, changing
from cycles.services.dates import gate_happened
from cycles.services.starting import open_successor
from principles.models import Question

PASSES = (Outcome.PASS, Outcome.PASS_WITH_CONDITIONS)
NEEDS_DUE_REGARD = (*PASSES, Outcome.STOP)


class AlreadySigned(Stale):
    """The step was signed meanwhile; `row` is the decision that was recorded."""


@dataclass(frozen=True)
class ConditionInput:
    """A condition that a decider sets; `question` is the code of the partly met answer it completes, or ""."""

    text: str
    owner: User
    due: date
    verifier: User
    question: str = ""


@dataclass(frozen=True)
class DecisionInput:
    """What a decider decides, for which step of which sealed pack."""

    digest: str
    step: int  # position in the route
    outcome: str
    reasons: str
    interests: str
    due_regard: Sequence[str] = ()  # duty codes ticked
    accepted: Sequence[str] = ()  # codes of not-applicable answers accepted
    accepted_checks: Sequence[str] = ()  # codes of questions whose failing check is accepted
    conditions: Sequence[ConditionInput] = ()
    reopened: Sequence[str] = ()  # question codes, for a return


def decide(submission: Submission, ruling: DecisionInput, *, actor: User, at: datetime) -> Decision:
    """Record one signature, and what follows from it.

    Under the cycle's lock: what was seen must still be so (AlreadySigned, Stale), the policy must agree (Refused), the
    ruling must be complete (ValidationError naming the field). Everything is written together or not at all.
    """

    def still_so(cycle: Cycle, fresh: Submission) -> None:
        fresh.cycle = cycle
        read_signatures(fresh)
        require_current(fresh, ruling.digest, ruling.step)

    with changing(submission.cycle_id, actor=actor, action="decide", at=at, row=submission, first=still_so) as change:
        fresh: Submission = change.row
        signer, step = signer_for(actor, fresh, change.on), current_step(fresh)
        assert signer and step  # the policy asked for them
        _check(change, fresh, step, ruling)
        decision = _write(change, fresh, step, signer, ruling)
        DecisionDraft.objects.filter(step=step, user=actor).delete()
        _follow(change, fresh, step, decision)
        return decision


def require_current(submission: Submission, digest: str, step: int) -> None:
    """Raise AlreadySigned or Stale, saying what happened, when the page was opened before it did.

    `digest` tells which pack the page showed: this submission's, or that of one that came before it.
    """
    seen = submission if submission.digest == digest else submission_seen(submission.cycle_id, digest)
    now = current_step(submission)
    if seen == submission and now is not None and now.position == step:
        return
    signed = last_decision(seen, step) if seen else None
    if seen and signed:
        ended = [submission_outcome(seen)] if seen.state in TAKEN_BACK else []
        raise AlreadySigned(said(signed), [*ended, *changes_since(seen)], row=signed)
    seen = seen or submission
    raise Stale(submission_outcome(seen), changes_since(seen), row=seen)


def _write(change: Change, submission: Submission, step: Step, signer: Signer, ruling: DecisionInput) -> Decision:
    decision = submission.decisions.create(
        step=step,
        decider=change.actor,
        cover_for=signer.cover_for,
        grade=signer.grade,
        outcome=ruling.outcome,
        reasons=ruling.reasons.strip(),
        interests=ruling.interests.strip(),
        due_regard=_due_regard(submission, ruling),
        accepted_not_applicable=sorted(ruling.accepted) if ruling.outcome in PASSES else [],
        accepted_checks=_accepted_checks(submission, ruling),
        reopened_questions=sorted(ruling.reopened) if ruling.outcome == Outcome.RETURN else [],
        digest=submission.digest,
        at=change.at,
        waited=days_between(step.opened_at, change.at),
    )
    change.record(
        "decided_for" if signer.cover_for else "decided",
        about=decision,
        authority=authority_of(signer),
        stage=submission.get_stage_display(),
        outcome=decision.get_outcome_display(),
        submission=submission.number,
        step=step.position,
        digest=submission.digest,
        cover_for_id=decision.cover_for_id,
        reason=decision.reasons,
    )
    if ruling.outcome == Outcome.PASS_WITH_CONDITIONS:
        _promise(change, decision, ruling.conditions)
    return decision


def authority_of(signer: Signer) -> str:
    """By what somebody signs. The record names people by their ids, so that it holds no names."""
    grade = grade_name(signer.grade)
    return f"Stands in for the {grade}" if signer.cover_for else grade.capitalize()


def _due_regard(submission: Submission, ruling: DecisionInput) -> list[dict[str, Any]]:
    """Each duty that was ticked, naming the sealed documents and their hashes."""
    if ruling.outcome not in NEEDS_DUE_REGARD:
        return []
    return [duty for duty in submission.pack["duties"] if duty["duty"] in ruling.due_regard]


def _accepted_checks(submission: Submission, ruling: DecisionInput) -> list[str]:
    if ruling.outcome not in PASSES:
        return []
    return sorted(
        row["question"] for row in failing_findings(submission.pack) if row["question"] in ruling.accepted_checks
    )


def _promise(change: Change, decision: Decision, promises: Iterable[ConditionInput]) -> None:
    questions = {question.code: question for question in _questions(change.cycle)}
    for promise in promises:
        condition = Condition.objects.create(
            decision=decision,
            cycle=change.cycle,
            question=questions.get(promise.question),
            text=promise.text.strip(),
            owner=promise.owner,
            due=promise.due,
            verifier=promise.verifier,
            state_since=change.at,
        )
        change.record("condition_set", about=condition, text=condition.text, owner_id=promise.owner.pk, due=promise.due)
    renew_condition_participants(change.cycle)


def _questions(cycle: Cycle) -> Iterable[Question]:
    return Question.objects.filter(edition=cycle.edition_id, stage=cycle.stage)


# What follows from a decision


def _follow(change: Change, submission: Submission, step: Step, decision: Decision) -> None:
    if decision.outcome in PASSES:
        read_signatures(submission)
        after = current_step(submission)
        if after:
            _open(change, submission, after)
        else:
            _pass(change, submission)
    elif decision.outcome == Outcome.RETURN:
        end_submission(change, submission, SubmissionState.RETURNED)
        reopen(change.cycle, decision)
    else:
        end_submission(change, submission, SubmissionState.STOPPED)
        _stop(change)
    _tell_concerned(change, submission, decision)


def _open(change: Change, submission: Submission, step: Step) -> None:
    step.opened_at, step.signers_on = change.at, change.on
    step.save()
    notify_signers(change, submission, renew_signers(submission, change.on))


def _pass(change: Change, submission: Submission) -> None:
    end_submission(change, submission, SubmissionState.PASSED)
    cycle = change.cycle
    if review_on := submission.pack.get("review_on"):
        cycle.review_on = date.fromisoformat(review_on)
    {
        CycleStage.ANALYSE: cycle.pass_analyse,
        CycleStage.PLAN: cycle.pass_plan,
        CycleStage.DO: cycle.pass_do,
        CycleStage.REVIEW: cycle.pass_review,
    }[CycleStage(cycle.stage)]()
    gate_happened(cycle, submission.stage, change.on)
    enter_stage(change)
    if cycle.stage == CycleStage.CLOSED:
        cycle.ended_at = change.at
        _open_next(change, submission)


def enter_stage(change: Change) -> None:
    """A stage is entered: a new visit, so that no earlier approval opens its gate."""
    cycle = change.cycle
    cycle.visit += 1
    cycle.stage_since = change.at
    if cycle.is_live:
        change.record("stage_entered", stage=CycleStage(cycle.stage).label)
    else:
        change.record("cycle_ended", how=CycleStage(cycle.stage).label.lower())


def _open_next(change: Change, submission: Submission) -> None:
    """The next cycle opens, unless one is under way already or the service stops."""
    if submission.next_step == NextStep.STOP or hasattr(change.cycle, "successor"):
        return
    assert submission.next_need_by  # a Review says by when
    open_successor(change, submission.next_need_by, submission.get_next_step_display())


def _stop(change: Change) -> None:
    cycle = change.cycle
    cycle.stopped_in = cycle.stage
    cycle.stop()
    cycle.ended_at = change.at
    enter_stage(change)


def reopen(cycle: Cycle, decision: Decision) -> None:
    """Mark the chosen answers as sent back: each must be answered again."""
    rows = Answer.objects.filter(cycle=cycle, question__code__in=decision.reopened_questions, set_aside_because="")
    rows.update(sent_back_at=decision.at, sent_back_by=decision.decider, sent_back_because=decision.reasons)
    update_is_met(rows)


def _tell_concerned(change: Change, submission: Submission, decision: Decision) -> None:
    """A signature that is not the last is told as one, so that nobody takes it for the gate's decision."""
    change.notify(
        "gate_signed" if submission.state == SubmissionState.PENDING else "gate_decided",
        people_concerned(change, submission),
        about=decision,
        occasion=f"decision:{decision.pk}",
        address=reverse("submission", args=[change.cycle.reference, submission.stage, submission.number]),
        stage=submission.get_stage_display(),
        outcome=decision.get_outcome_display(),
    )


# Whether a ruling is complete


def _check(change: Change, submission: Submission, step: Step, ruling: DecisionInput) -> None:
    faults = decision_faults(submission, step, ruling, change.on)
    if faults:
        raise ValidationError(faults)
    if ruling.outcome in PASSES:
        gaps = evaluate_gate(change.cycle, submission.stage, change.on, signing=False).gaps
        if gaps:
            raise Refused(gaps[0].sentence)


def decision_faults(submission: Submission, step: Step, ruling: DecisionInput, on: date) -> dict[str, str]:
    """What is missing from a ruling, by field, in the words of the page. Empty when it can be recorded."""
    faults: dict[str, str] = {}
    closed = closed_outcomes(submission, step)
    if ruling.outcome not in closed:
        faults["outcome"] = "Select your decision"
    elif closed[ruling.outcome]:
        faults["outcome"] = closed[ruling.outcome]
    if ruling.outcome in NEEDS_DUE_REGARD:
        faults |= _unticked(submission, ruling)
    if ruling.outcome in PASSES:
        faults |= _unaccepted(submission, ruling) | _unaccepted_checks(submission, ruling)
    if ruling.outcome == Outcome.PASS_WITH_CONDITIONS:
        faults |= _condition_faults(submission, ruling, on)
    if ruling.outcome == Outcome.RETURN:
        faults |= _reopen_faults(submission, ruling)
    if not ruling.reasons.strip():
        faults["reasons"] = "Enter the reasons for your decision"
    if not ruling.interests.strip():
        faults["interests"] = "Say which interests you declare, or that you have none"
    return faults


def closed_outcomes(submission: Submission, step: Step) -> dict[str, str]:
    """Every outcome, with the reason why this step does not offer it or "" when it does."""
    last = not any(later.position > step.position for later in submission.steps.all())
    return outcomes_open(_needing(submission), last_step=last, conditions_so_far=_conditioned(submission))


def _needing(submission: Submission) -> tuple[str, ...]:
    return tuple(
        answer["code"]
        for answer in submission.pack["answers"]
        if answer["mandatory"] and answer["state"] == "partly_met"
    )


def _conditioned(submission: Submission) -> set[str]:
    """Questions on which an earlier step of this submission set a condition already: conditions add up."""
    if not submission.decisions.all():
        return set()
    conditions = Condition.objects.filter(decision__submission=submission, question__isnull=False)
    return set(conditions.values_list("question__code", flat=True))


def _unticked(submission: Submission, ruling: DecisionInput) -> dict[str, str]:
    return {
        f"due_regard_{duty['duty']}": f"Confirm that you have considered the duty: {duty['name']}"
        for duty in submission.pack["duties"]
        if duty["duty"] not in ruling.due_regard
    }


def _unaccepted(submission: Submission, ruling: DecisionInput) -> dict[str, str]:
    return {
        f"accept_{answer['code']}": f"Accept that “{answer['title']}” does not apply, or return the gate"
        for answer in submission.pack["answers"]
        if answer["state"] == "not_applicable" and answer["code"] not in ruling.accepted
    }


def _unaccepted_checks(submission: Submission, ruling: DecisionInput) -> dict[str, str]:
    return {
        f"accept_check_{row['question']}": f"Accept that “{row['title']}” fails its check, or return the gate"
        for row in failing_findings(submission.pack)
        if row["question"] not in ruling.accepted_checks
    }


def _condition_faults(submission: Submission, ruling: DecisionInput, on: date) -> dict[str, str]:
    if not ruling.conditions and not _conditioned(submission):
        return {"conditions": "Enter at least one condition, or select Pass"}
    promised = {promise.question for promise in ruling.conditions} | _conditioned(submission)
    missing = [code for code in _needing(submission) if code not in promised]
    if missing:
        return {"conditions": f"Enter a condition for each partly met answer: {', '.join(missing)}"}
    for place, promise in enumerate(ruling.conditions, start=1):
        fault = _promise_fault(promise, on)
        if fault:
            return {"conditions": f"Condition {place}: {fault}"}
    return {}


def _promise_fault(promise: ConditionInput, on: date) -> str:
    if not promise.text.strip():
        return "enter what must be done"
    if len(promise.text.strip()) > LONGEST_PROMISE:
        return f"what must be done must be {LONGEST_PROMISE} characters or fewer"
    if promise.owner == promise.verifier:
        return "choose somebody other than the owner to check it"
    if not (promise.owner.is_active and promise.verifier.is_active):
        return "choose people who can still sign in"
    if not on <= promise.due <= on + timedelta(days=3660):
        return "the date must be today or later, and within ten years"
    return ""


def _reopen_faults(submission: Submission, ruling: DecisionInput) -> dict[str, str]:
    asked = {answer["code"] for answer in submission.pack["answers"]}
    if not ruling.reopened:
        return {"reopened": "Select the questions that the team must answer again"}
    if set(ruling.reopened) - asked:
        return {"reopened": "Select questions of this gate"}
    return {}
