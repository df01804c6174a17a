"""Whether a gate can be submitted: its gaps, warnings for the submitter, and who would sign."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from accounts.models import User
from approvals.gates import Result, evaluate
from approvals.presenters.routes import RouteStep, route_ahead
from approvals.selectors.gate_facts import gate_facts
from checklists.met import NOT_APPLICABLE, PARTLY_MET, Gap
from checklists.models import Answer, Evidence
from checklists.selectors.answers import live_answers, read_answers
from cycles.models import Cycle
from ui.wording import day


@dataclass(frozen=True)
class Caution:
    """Something that does not block the gate but that its deciders will see."""

    sentence: str
    question: str


@dataclass(frozen=True)
class Readiness:
    result: Result
    gaps: list[Gap]
    warnings: list[Caution]
    route: list[RouteStep]


def readiness_of(cycle: Cycle, stage: str, today: date, submitter: User | None = None) -> Readiness:
    """Gaps with late ones first, in a fixed number of queries. `submitter` is who would submit the gate, if known."""
    answers, route = read_answers(live_answers(cycle, stage)), route_ahead(cycle, stage, today, submitter)
    unsigned = [step.grade for step in route if not step.signers]
    facts = gate_facts(cycle, stage, today, answers, submitter, signing=False)
    result = evaluate(replace(facts, unsigned_grades=unsigned))
    warnings = []
    for answer in answers:
        question = answer.question
        if answer.state == NOT_APPLICABLE:
            sentence = f"“{question.title}” does not apply: whoever decides must accept this, or return the gate."
            warnings.append(Caution(sentence, question.code))
        if answer.state == PARTLY_MET and question.mandatory and question.conditional_pass and answer.missing_due:
            sentence = f"“{question.title}” is partly met: it becomes a condition for {answer.missing_owner}"
            late = ", but that day has passed" if answer.missing_due < today else ""
            warnings.append(Caution(f"{sentence}, due {day(answer.missing_due)}{late}.", question.code))
    warnings += [
        Caution(
            f"“{answer.title}” fails its check: {answer.finding.sentence}"
            f"{' ' + answer.finding.exception if answer.finding.exception else ''}"
            " Whoever decides must accept this, or return the gate.",
            answer.code,
        )
        for answer in facts.answers
        if answer.finding and answer.fails_check and not answer.blocked_by_check
    ]
    out_of_date = (
        Answer.evidence.through.objects.filter(
            answer__cycle=cycle, answer__question__stage=stage, answer__set_aside_because=""
        )
        .exclude(Evidence.in_date(today, "evidence__"))
        .order_by("answer__question__position", "evidence__title")
    )
    fields = ("answer__question__code", "answer__question__title", "evidence__title", "evidence__good_until")
    for code, title, evidence, until in out_of_date.values_list(*fields):
        warnings.append(Caution(f"“{title}” rests on “{evidence}”, which was good until {day(until)}.", code))
    return Readiness(result, sorted(result.gaps, key=lambda gap: -gap.late_by(today)), warnings, route)
