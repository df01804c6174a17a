"""Whether a gate can be submitted: what blocks it, what a submitter should know, and who would sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from approvals.gates import GateFacts, Result, evaluate
from approvals.presenters.routes import RouteStep, route_ahead
from approvals.selectors.gate_facts import gate_facts
from checklists.met import NOT_APPLICABLE, PARTLY_MET, Gap
from checklists.models import Answer, Evidence
from checklists.selectors.answers import live_answers
from cycles.models import Cycle
from ui.wording import day


@dataclass(frozen=True)
class Caution:
    """Something that does not block the gate but will be seen by whoever decides it."""

    sentence: str
    question: str


@dataclass(frozen=True)
class Readiness:
    result: Result
    gaps: list[Gap]
    warnings: list[Caution]
    route: list[RouteStep]


def readiness_of(cycle: Cycle, stage: str, on: date, submitter: User | None = None) -> Readiness:
    """Gaps with late ones first, in a fixed number of queries. `submitter` is who would submit it, if anybody here."""
    answers = list(live_answers(cycle, stage))
    facts = gate_facts(cycle, stage, on, answers, submitter)
    result = evaluate(facts)
    return Readiness(
        result=result,
        gaps=sorted(result.gaps, key=lambda gap: -gap.late_by(on)),
        warnings=[*_of_answers(answers, on), *_of_checks(facts), *_out_of_date(cycle, stage, on)],
        route=route_ahead(cycle, stage, on, submitter),
    )


def _of_answers(answers: list[Answer], on: date) -> list[Caution]:
    found = []
    for answer in answers:
        question = answer.question
        if answer.state == NOT_APPLICABLE:
            says = f"“{question.title}” does not apply: whoever decides must accept this, or return the gate."
            found.append(Caution(says, question.code))
        if answer.state == PARTLY_MET and question.mandatory and question.conditional_pass and answer.missing_due:
            says = f"“{question.title}” is partly met: it becomes a condition for {answer.missing_owner}"
            late = ", but that day has passed" if answer.missing_due < on else ""
            found.append(Caution(f"{says}, due {day(answer.missing_due)}{late}.", question.code))
    return found


def _of_checks(facts: GateFacts) -> list[Caution]:
    return [
        Caution(
            f"“{answer.title}” fails its check: {answer.finding.sentence}"
            f"{' ' + answer.finding.exception if answer.finding.exception else ''}"
            " Whoever decides must accept this, or return the gate.",
            answer.code,
        )
        for answer in facts.answers
        if answer.finding and answer.fails_check and not answer.blocked_by_check
    ]


def _out_of_date(cycle: Cycle, stage: str, on: date) -> list[Caution]:
    links = (
        Answer.evidence.through.objects.filter(
            answer__cycle=cycle,
            answer__question__stage=stage,
            answer__set_aside_because="",
        )
        .exclude(Evidence.in_date(on, "evidence__"))
        .order_by("answer__question__position", "evidence__title")
    )
    fields = ("answer__question__code", "answer__question__title", "evidence__title", "evidence__good_until")
    return [
        Caution(f"“{title}” rests on “{evidence}”, which was good until {day(until)}.", code)
        for code, title, evidence, until in links.values_list(*fields)
    ]
