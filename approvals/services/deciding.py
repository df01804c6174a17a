"""Deciding a gate, one signature at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.urls import reverse

from accounts.models import Cover, User
from accounts.refusals import Refused, Stale
from approvals.gates import outcomes_open
from approvals.models import Condition, Decision, DecisionDraft, NextStep, Outcome, Step, Submission, SubmissionState
from approvals.packs import failing_findings
from approvals.presenters.submission_outcome import (
    TAKEN_BACK,
    changes_since,
    decision_sentence,
    last_decision,
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
from approvals.services.signers import open_step, renew_signers
from approvals.services.submitting import MAX_CONDITION_LENGTH
from checklists.models import Answer
from checklists.services.gaps import update_gaps
from checklists.services.participants import renew_adviser_participants
from cycles.models import Cycle, CycleStage
from cycles.services.changing import Change, changing
from cycles.services.dates import gate_happened
from cycles.services.starting import open_successor
from principles.models import Question
from ui.lookups import keep_related

PASSES = (Outcome.PASS, Outcome.PASS_WITH_CONDITIONS)
NEEDS_DUE_REGARD = (*PASSES, Outcome.STOP)

# The verb of a decision: whether it is signed under cover, and whether in place of somebody who is late.
DECIDED = {
    (False, False): "decided",
    (True, False): "decided_for",
    (False, True): "decided_in_place",
    (True, True): "decided_for_in_place",
}


class AlreadySigned(Stale):
    """The step was signed before this decision came in; `row` is the decision that was recorded."""


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
    """A decision on one step of one sealed pack, as its decider enters it."""

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


def decide(submission: Submission, data: DecisionInput, *, actor: User, at: datetime) -> Decision:
    """Record one signature, and what follows from it.

    Under the cycle's lock: the pack and step that were shown must be the current ones (AlreadySigned, Stale), the
    policy must agree (Refused), the input must be complete (ValidationError naming the field). Everything is written
    together or not at all.
    """

    def check_current(cycle: Cycle, fresh: Submission) -> None:
        fresh.cycle = cycle
        read_signatures(fresh)
        require_current(fresh, data.digest, data.step)

    with changing(
        submission.cycle_id, actor=actor, action="decide", at=at, row=submission, first=check_current
    ) as change:
        fresh: Submission = change.row
        signer, step = change.verdict.rests_on, current_step(fresh)
        assert isinstance(signer, Signer)
        assert step
        if faults := decision_faults(fresh, step, data, change.on):
            raise ValidationError(faults)
        if data.outcome in PASSES:
            prefetch_related_objects([change.cycle], "dates")  # for the gate's checks, and to be calculated anew
            gaps = evaluate_gate(change.cycle, fresh.stage, change.on, signing=False, viewer=actor).gaps
            if gaps:
                raise Refused(gaps[0].sentence)
        decision = _record_decision(change, fresh, step, signer, data)
        DecisionDraft.objects.filter(step=step, user=actor).delete()
        if data.outcome in PASSES:
            if following := current_step(fresh):
                open_step(following, change.cycle, change.at)
                following.save()
                notify_signers(change, fresh, renew_signers(fresh, change.on))
            else:
                _pass_gate(change, fresh)
        elif data.outcome == Outcome.RETURN:
            end_submission(change, fresh, SubmissionState.RETURNED)
            reopen(change.cycle, decision)
        else:
            end_submission(change, fresh, SubmissionState.STOPPED)
            change.cycle.stopped_in = change.cycle.stage
            change.cycle.stop()
            change.cycle.ended_at = change.at
            enter_stage(change)
        # a signature that is not the last has its own kind, so that nobody takes it for the gate's decision
        goes_on, outcome = fresh.state == SubmissionState.PENDING, decision.get_outcome_display()
        if decision.in_place_of:
            outcome += f", in place of {decision.in_place_of}" if goes_on else f", by {decision.signed_by}"
        change.notify(
            "gate_signed" if goes_on else "gate_decided",
            people_concerned(change, fresh),
            about=decision,
            occasion=f"decision:{decision.pk}",
            address=reverse("submission", args=[change.cycle.reference, fresh.stage, fresh.number]),
            stage=fresh.get_stage_display(),
            outcome=outcome,
        )
        return decision


def require_current(submission: Submission, digest: str, step: int) -> None:
    """Raise AlreadySigned or Stale with what happened meanwhile, when the page shows an earlier pack or step.

    `digest` is that of the pack which the page showed: this submission's, or an earlier one's.
    """
    seen = submission if submission.digest == digest else submission_seen(submission.cycle_id, digest)
    now = current_step(submission)
    if seen == submission and now is not None and now.position == step:
        return
    signed = last_decision(seen, step) if seen else None
    if seen and signed:
        ended = [submission_outcome(seen)] if seen.state in TAKEN_BACK else []
        raise AlreadySigned(decision_sentence(signed), [*ended, *changes_since(seen)], row=signed)
    seen = seen or submission
    raise Stale(submission_outcome(seen), changes_since(seen), row=seen)


def _record_decision(
    change: Change, submission: Submission, step: Step, signer: Signer, data: DecisionInput
) -> Decision:
    """Write the decision and the conditions that it sets. The submission, read with its signatures, keeps this one."""
    signed = list(submission.decisions.all())
    decision = submission.decisions.create(
        step=step,
        decider=change.actor,
        cover_for=signer.cover_for,
        cover=cover_of(signer, change.on),
        in_place_of=signer.in_place_of,
        grade=signer.grade,
        outcome=data.outcome,
        reasons=data.reasons.strip(),
        interests=data.interests.strip(),
        due_regard=[  # each duty that was ticked names the sealed documents and their hashes
            duty
            for duty in submission.pack["duties"]
            if data.outcome in NEEDS_DUE_REGARD and duty["duty"] in data.due_regard
        ],
        accepted_not_applicable=sorted(data.accepted) if data.outcome in PASSES else [],
        accepted_checks=sorted(
            row["question"]
            for row in failing_findings(submission.pack)
            if data.outcome in PASSES and row["question"] in data.accepted_checks
        ),
        reopened_questions=sorted(data.reopened) if data.outcome == Outcome.RETURN else [],
        digest=submission.digest,
        at=change.at,
        waited=days_between(step.opened_at, change.at),
    )
    keep_related(submission, "decisions", [*signed, decision])
    change.record(
        DECIDED[bool(signer.cover_for), bool(signer.in_place_of)],
        about=decision,
        authority=authority_of(signer, decision.cover),
        stage=submission.get_stage_display(),
        outcome=decision.get_outcome_display(),
        submission=submission.number,
        step=step.position,
        digest=submission.digest,
        cover_for_id=decision.cover_for_id,
        reason=decision.reasons,
        **({"in_place_of_id": decision.in_place_of_id, "due": step.due} if signer.in_place_of else {}),
    )
    if data.outcome == Outcome.PASS_WITH_CONDITIONS:
        _set_conditions(change, decision, data.conditions)
    return decision


def _set_conditions(change: Change, decision: Decision, rows: Iterable[ConditionInput]) -> None:
    questions = Question.objects.filter(edition=change.cycle.edition_id, stage=change.cycle.stage)
    by_code = {question.code: question for question in questions}
    for row in rows:
        condition = Condition.objects.create(
            decision=decision,
            cycle=change.cycle,
            question=by_code.get(row.question),
            text=row.text.strip(),
            owner=row.owner,
            due=row.due,
            verifier=row.verifier,
            state_since=change.at,
        )
        change.record("condition_set", about=condition, text=condition.text, owner_id=row.owner.pk, due=row.due)
    renew_condition_participants(change.cycle)


def cover_of(signer: Signer, today: date) -> Cover | None:
    """The cover by which a stand-in signs; a person has no more than one on a day."""
    if signer.cover_for is None:
        return None
    return Cover.objects.filter(Cover.holding_on(today), person=signer.cover_for, stand_in=signer.user).first()


def authority_of(signer: Signer, cover: Cover | None) -> str:
    """The grade by which somebody signs, and what else lets a stand-in. The record names people by their ids."""
    grade = grade_name(signer.grade)
    if cover is None:
        return grade.capitalize()
    return f"Stands in for the {grade}" + (f". {cover.basis}" if cover.basis else "")


def _pass_gate(change: Change, submission: Submission) -> None:
    """The last signature: the cycle enters its next stage, or closes and is followed by the next cycle."""
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
        if submission.next_step != NextStep.STOP and not hasattr(cycle, "successor"):
            assert submission.next_need_by  # required of a Review's submission
            open_successor(change, submission.next_need_by, submission.get_next_step_display())


def enter_stage(change: Change) -> None:
    """Begin a new visit to the cycle's stage, so that no earlier approval opens its gate.

    Whom advice admits depends on the stage, and whom conditions admit on whether the cycle has ended.
    """
    cycle = change.cycle
    cycle.visit += 1
    cycle.stage_since = change.at
    if cycle.is_live:
        change.record("stage_entered", stage=CycleStage(cycle.stage).label)
    else:
        change.record("cycle_ended", how=CycleStage(cycle.stage).label.lower())
        renew_condition_participants(cycle)
    renew_adviser_participants(cycle)


def reopen(cycle: Cycle, decision: Decision) -> None:
    """Mark the chosen answers as sent back: each must be answered again."""
    rows = Answer.objects.filter(cycle=cycle, question__code__in=decision.reopened_questions, set_aside_because="")
    rows.update(sent_back_at=decision.at, sent_back_by=decision.decider, sent_back_because=decision.reasons)
    update_gaps(rows)


def decision_faults(submission: Submission, step: Step, data: DecisionInput, today: date) -> dict[str, str]:
    """What is missing from a decision, by field, in the words of the page. Empty when it can be recorded."""
    faults: dict[str, str] = {}
    closed, answers = closed_outcomes(submission, step), submission.pack["answers"]
    if data.outcome not in closed:
        faults["outcome"] = "Select your decision"
    elif closed[data.outcome]:
        faults["outcome"] = closed[data.outcome]
    if data.outcome in NEEDS_DUE_REGARD:
        faults |= {
            f"due_regard_{duty['duty']}": f"Confirm that you have considered the duty: {duty['name']}"
            for duty in submission.pack["duties"]
            if duty["duty"] not in data.due_regard
        }
    if data.outcome in PASSES:
        faults |= {
            f"accept_{answer['code']}": f"Accept that “{answer['title']}” does not apply, or return the gate"
            for answer in answers
            if answer["state"] == "not_applicable" and answer["code"] not in data.accepted
        }
        faults |= {
            f"accept_check_{row['question']}": f"Accept that “{row['title']}” fails its check, or return the gate"
            for row in failing_findings(submission.pack)
            if row["question"] not in data.accepted_checks
        }
    if data.outcome == Outcome.PASS_WITH_CONDITIONS and (fault := _condition_fault(submission, data, today)):
        faults["conditions"] = fault
    if data.outcome == Outcome.RETURN and not data.reopened:
        faults["reopened"] = "Select the questions that the team must answer again"
    elif data.outcome == Outcome.RETURN and set(data.reopened) - {answer["code"] for answer in answers}:
        faults["reopened"] = "Select questions of this gate"
    if not data.reasons.strip():
        faults["reasons"] = "Enter the reasons for your decision"
    if not data.interests.strip():
        faults["interests"] = "Say which interests you declare, or that you have none"
    return faults


def closed_outcomes(submission: Submission, step: Step) -> dict[str, str]:
    """Every outcome, with the reason why this step does not offer it or "" when it does."""
    last = not any(later.position > step.position for later in submission.steps.all())
    return outcomes_open(
        _needs_condition(submission), last_step=last, conditions_so_far=_questions_with_condition(submission)
    )


def _needs_condition(submission: Submission) -> tuple[str, ...]:
    return tuple(
        answer["code"]
        for answer in submission.pack["answers"]
        if answer["mandatory"] and answer["state"] == "partly_met"
    )


def _questions_with_condition(submission: Submission) -> set[str]:
    """Questions on which an earlier step of this submission set a condition already: conditions add up."""
    if not submission.decisions.all():
        return set()
    conditions = Condition.objects.filter(decision__submission=submission, question__isnull=False)
    return set(conditions.values_list("question__code", flat=True))


def _condition_fault(submission: Submission, data: DecisionInput, today: date) -> str:
    """The first thing that is wrong with the conditions, or ""."""
    earlier = _questions_with_condition(submission)
    if not data.conditions and not earlier:
        return "Enter at least one condition, or select Pass"
    covered = {condition.question for condition in data.conditions} | earlier
    missing = [code for code in _needs_condition(submission) if code not in covered]
    if missing:
        return f"Enter a condition for each partly met answer: {', '.join(missing)}"
    for number, condition in enumerate(data.conditions, start=1):
        text, fault = condition.text.strip(), ""
        if not text:
            fault = "enter what must be done"
        elif len(text) > MAX_CONDITION_LENGTH:
            fault = f"what must be done must be {MAX_CONDITION_LENGTH} characters or fewer"
        elif condition.owner == condition.verifier:
            fault = "choose somebody other than the owner to check it"
        elif not (condition.owner.is_active and condition.verifier.is_active):
            fault = "choose people who can still sign in"
        elif not today <= condition.due <= today + timedelta(days=3660):
            fault = "the date must be today or later, and within ten years"
        if fault:
            return f"Condition {number}: {fault}"
    return ""
