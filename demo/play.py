"""Playing a cycle through the real services, with the clock passed in: how the demo council and the tests are made."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from approvals.models import Decision, NextStep, Outcome, Submission
from approvals.packs import failing_findings
from approvals.selectors.gate_facts import undecided_values
from approvals.selectors.signing import current_step, signers_of
from approvals.selectors.stage_outcomes import pending_submission
from approvals.services.deciding import ConditionInput, DecisionInput, decide
from approvals.services.submitting import SubmissionInput, submit
from calendars.days import (
    add_working_days,
    clear_days_before,
    clear_working_days_before,
    on_or_before,
    published_by,
)
from checklists.models import Answer, AnswerState, Confirmation, Evidence
from checklists.policies.answering import advisers_for
from checklists.selectors.answers import live_answers
from checklists.services.answering import AnswerInput, attach_evidence, save_answer
from checklists.services.confirming import ask_confirmation, give_confirmation, record_outside_confirmation
from checklists.services.evidencing import add_link
from contracts.models import Agreement, Supplier
from contracts.services.agreements import AgreementInput, SuppliedByInput, record_agreement
from contracts.services.suppliers import SupplierInput
from contracts.supplier_names import supplier_key
from cycles.models import Cycle, CycleStage
from cycles.services.editing import change_people, edit_cycle
from cycles.services.scheduling import mark_done
from demo.answers import answer_words
from principles.edition_cache import parts_of
from principles.models import DeliveryRoute, LegalRegime, RegimeRoute

WORDS = {
    "met": "“{first}” is on file with its date and author, and was checked against the service's own figures.{second}",
    "not_applicable": "The rule for leaving this out fits: nothing in this service falls under it.",
    "partly_met": "The main part is done and on record. The rest is agreed and has an owner and a date.",
    "not_met": "Work on this has not started: it waits for the findings of the needs assessment.",
}


def evidence_day(cycle: Cycle, at: datetime) -> date:
    """A month before, but not before the cycle's start."""
    return max(timezone.localdate(at) - timedelta(days=30), timezone.localdate(cycle.started_at))


def add_evidence(cycle: Cycle, title: str, *, at: datetime, url: str = "", dated: date | None = None) -> Evidence:
    """A link of a month before, unless it is dated, good for two years."""
    dated = dated or timezone.localdate(at) - timedelta(days=30)
    slug = "".join(letter if letter.isalnum() else "-" for letter in title.lower())
    return add_link(
        cycle,
        url or f"https://documents.example.org/{cycle.reference}/{slug}",
        title=title,
        dated=dated,
        good_until=dated + timedelta(days=730),
        confidential=False,
        actor=cycle.lead,
        at=at,
    )


def answer(
    row: Answer, *, at: datetime, state: str = AnswerState.MET, evidence: Evidence | None = None, by: User | None = None
) -> Answer:
    """Answer one question as the lead would: evidence first, then words."""
    cycle = row.cycle
    actor = by or cycle.lead
    dated = evidence_day(cycle, at)
    words = answer_words(row, state, dated)
    examples = row.question.evidence_examples or [row.question.title]
    if state == AnswerState.MET and row.question.needs_evidence(cycle.tier) and not row.evidence.exists():
        if evidence is None and words:
            evidence = cycle.evidence.filter(title=words.document).first()
            evidence = evidence or add_evidence(cycle, words.document, at=at, url=words.url, dated=dated)
        row = attach_evidence(row, evidence or add_evidence(cycle, examples[0][:200], at=at), actor=actor, at=at)
    partly = state == AnswerState.PARTLY_MET
    second = f" “{examples[1]}” backs it up." if len(examples) > 1 else ""
    values = AnswerInput(
        state=state,
        explanation=words.says if words else WORDS[state].format(first=examples[0], second=second),
        because=WORDS["not_applicable"] if state == AnswerState.NOT_APPLICABLE else "",
        owner=cycle.lead if partly else None,
        due=timezone.localdate(at) + timedelta(days=45) if partly else None,
    )
    return save_answer(row, values, actor=actor, at=at, seen_version=row.version)


def confirm(row: Answer, *, at: datetime, note: str = "") -> Confirmation | None:
    """Have the right adviser, or the outside confirmer, confirm an answer that needs it.

    An adviser's note is the demo's own, if none is given; other councils' confirmations have none.
    """
    confirmer = row.question.confirmer
    if not row.question.needs_confirmation(row.cycle.tier):
        return None
    if confirmer.outside:
        evidence = row.evidence.first() or add_evidence(row.cycle, f"Word of the {confirmer.name}", at=at)
        name = (
            "Councillor Helen Marsh" if confirmer.code == "executive_councillor" else f"{confirmer.name} representative"
        )
        return record_outside_confirmation(
            row, name=name, on=timezone.localdate(at), evidence=evidence, actor=row.cycle.lead, at=at
        )
    adviser = advisers_for(row)[0]
    asked = ask_confirmation(row, adviser, actor=row.cycle.lead, at=at)
    return give_confirmation(asked, actor=adviser, at=at, note=note)


def ready(cycle: Cycle, *, at: datetime, partly: Collection[str] = (), not_applicable: Collection[str] = ()) -> Cycle:
    """Bring the present stage to readiness: every question answered, evidenced and confirmed."""
    cycle = decide_route(Cycle.objects.get(pk=cycle.pk), at=at)
    shared = add_evidence(cycle, f"{cycle.get_stage_display()} file", at=at)
    for row in live_answers(cycle, cycle.stage):
        code = row.question.code
        state = AnswerState.PARTLY_MET if code in partly else AnswerState.MET
        complete(row, at=at, state=AnswerState.NOT_APPLICABLE if code in not_applicable else state, evidence=shared)
    enter_agreement(cycle, at=at)
    return take_key_decision(Cycle.objects.get(pk=cycle.pk), at=at)


def enter_agreement(cycle: Cycle, *, at: datetime) -> None:
    """The Do gate asks for what the cycle puts in place: an agreement that goes on until notice is given.

    Without an end it sets no date of the cycle. A cycle in another stage, or with an agreement, stays as it is.
    """
    if cycle.stage != CycleStage.DO or Agreement.objects.filter(cycle=cycle).exists():
        return
    on = timezone.localdate(at)
    start = max(cycle.need_by, on)
    name = f"Supplier of {cycle.service.name}"
    known = Supplier.objects.filter(key=supplier_key(name)).first()
    values = AgreementInput(
        title=cycle.service.name,
        directorate=cycle.directorate,
        service=cycle.service,
        cycle=cycle,
        value=cycle.whole_life_value or Decimal(100_000),
        signed_on=on,
        start=start,
        is_rolling=True,
        review_on=start + timedelta(days=730),
        notice_months=6,
        suppliers=[SuppliedByInput(known or SupplierInput(name))],
    )
    record_agreement(values, actor=cycle.lead, at=at)


def complete(row: Answer, *, at: datetime, state: str = AnswerState.MET, evidence: Evidence | None = None) -> Answer:
    """Answer one question and have it confirmed where it needs that, in the demo with a sentence of the adviser."""
    words = answer_words(row, state, evidence_day(row.cycle, at))
    row = answer(row, at=at, state=state, evidence=evidence)
    if state != AnswerState.NOT_APPLICABLE:
        confirm(row, at=at, note=words.note if words else "")
    return row


def decide_route(cycle: Cycle, *, at: datetime, manager: User | None = None) -> Cycle:
    """From Plan on the delivery routes, the legal regime, its route and the contract manager must be known."""
    if cycle.stage == CycleStage.ANALYSE:
        return cycle
    if cycle.contract_manager is None:
        cycle = change_people(
            cycle,
            lead=cycle.lead,
            sponsor=cycle.sponsor,
            team=list(cycle.team.all()),
            contract_manager=manager or cycle.lead,
            actor=cycle.lead,
            at=at,
            seen_version=cycle.details_version,
        )
    if not undecided_values(cycle, cycle.stage):
        return cycle
    route = cycle.delivery_route or DeliveryRoute.objects.get(edition=cycle.edition_id, code="procure")
    regime = cycle.legal_regime or LegalRegime.objects.get(edition=cycle.edition_id, code="pa2023_light_touch")
    routes = [row for row in parts_of(cycle.edition, RegimeRoute) if row.regime == regime.code]
    chosen = cycle.regime_route or next(iter(routes), None)
    values = {"delivery_route": route, "legal_regime": regime, "regime_route": chosen}
    return edit_cycle(cycle, values, actor=cycle.lead, at=at, seen_version=cycle.details_version)


def take_key_decision(cycle: Cycle, *, at: datetime) -> Cycle:
    """Notice, agenda, decision and call-in of a key decision happened, each on a lawful day: it is in force at `at`.

    Before its Plan gate. A cycle without a key decision, or in another stage, stays as it is.
    """
    if cycle.stage != CycleStage.PLAN or not cycle.key_decision:
        return cycle
    governance = cycle.edition.figures["governance"]
    until_over = governance["publication_lag_working_days"] + governance["call_in_working_days"]
    decision = published_by(timezone.localdate(at), until_over)
    days = {
        "notice": on_or_before(clear_days_before(decision, governance["key_decision_notice_clear_days"])),
        "agenda": clear_working_days_before(decision, governance["agenda_clear_working_days"]),
        "decision": decision,
        "call_in_end": add_working_days(decision, until_over),
    }
    for row in cycle.dates.filter(milestone__in=days, applies=True, done_on=None):
        mark_done(row, days[row.milestone], actor=cycle.lead, at=at, seen_version=row.version)
    return Cycle.objects.get(pk=cycle.pk)


def put(cycle: Cycle, *, at: datetime, by: User | None = None, note: str = "", next_step: str = "") -> Submission:
    """Submit the present stage's gate."""
    review = cycle.stage == CycleStage.REVIEW
    chosen = next_step or (NextStep.RECOMMISSION if review else "")
    by_when = timezone.localdate(at) + timedelta(days=500) if review and chosen != NextStep.STOP else None
    return submit(
        cycle, SubmissionInput(note=note, next_step=chosen, next_need_by=by_when), actor=by or cycle.lead, at=at
    )


def ruling(
    submission: Submission, outcome: str = Outcome.PASS, *, reasons: str = "", reopened: Collection[str] = ()
) -> DecisionInput:
    """A complete ruling on the current step: every duty considered, all that must be accepted is."""
    step = current_step(submission)
    assert step is not None
    answers = submission.pack["answers"]
    return DecisionInput(
        digest=submission.digest,
        step=step.position,
        outcome=outcome,
        reasons=reasons or "The answers are evidenced and confirmed, and the risks are owned.",
        interests="None",
        due_regard=[duty["duty"] for duty in submission.pack["duties"]],
        accepted=[row["code"] for row in answers if row["state"] == AnswerState.NOT_APPLICABLE],
        accepted_checks=[row["question"] for row in failing_findings(submission.pack)],
        reopened=list(reopened),
    )


def sign(
    submission: Submission, *, at: datetime, ruled: DecisionInput | None = None, by: User | None = None
) -> Decision:
    """Have the current step signed by its expected decider."""
    submission = Submission.objects.get(pk=submission.pk)
    signer = by or signers_of(submission, timezone.localdate(at))[0].user
    return decide(submission, ruled or ruling(submission), actor=signer, at=at)


def promises(submission: Submission, verifier: User) -> list[ConditionInput]:
    """The conditions that the team proposed, each checked by `verifier`."""
    return [
        ConditionInput(
            text=str(row["text"]),
            owner=User.objects.get(pk=row["owner_id"]),
            due=datetime.fromisoformat(str(row["due"])).date(),
            verifier=verifier,
            question=str(row["question"]),
        )
        for row in submission.pack["conditions_proposed"]
    ]


def pass_gate(cycle: Cycle, *, at: datetime, next_step: str = "") -> Cycle:
    """Ready, submit and sign every step of the present stage's gate."""
    cycle = ready(cycle, at=at)
    submission = put(cycle, at=at, next_step=next_step)
    while pending_submission(cycle):
        sign(submission, at=at)
    return Cycle.objects.get(pk=cycle.pk)
