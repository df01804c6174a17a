"""Whether a gate can be submitted: its gaps, warnings for the submitter, and who would sign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import User
from approvals.gates import Result, evaluate
from approvals.presenters.routes import RouteStep, route_ahead
from approvals.selectors.gate_facts import gate_facts
from checklists.met import NOT_APPLICABLE, PARTLY_MET, Gap
from checklists.selectors.answers import live_answers, read_answers, weaknesses_of
from checklists.weaknesses import Weakness
from cycles.models import Cycle
from ui.sorting import sort_key
from ui.wording import day


@dataclass(frozen=True)
class Caution:
    """Something that does not block the gate but that its deciders will see, or that they will not.

    It leads to the answer to `question`, or to pages: their names and addresses.
    """

    sentence: str
    question: str = ""
    pages: Sequence[tuple[str, str]] = ()


class CautionSource(Protocol):
    """What an app says that a submission of this stage's gate would leave out: `settings.GATE_CAUTIONS`."""

    def __call__(self, cycle: Cycle, stage: str) -> Iterable[Caution]: ...


@dataclass(frozen=True)
class Readiness:
    result: Result
    gaps: list[Gap]
    warnings: list[Caution]
    weaknesses: list[Weakness]
    route: list[RouteStep]
    left_out: Sequence[Caution] = ()  # what the pack would not hold


def readiness_of(
    cycle: Cycle, stage: str, today: date, submitter: User | None = None, *, viewer: User | None = None
) -> Readiness:
    """Gaps with late ones first, in a fixed number of queries. `submitter` is who would submit the gate, if known."""
    answers = read_answers(live_answers(cycle, stage).prefetch_related("evidence"))
    route = route_ahead(cycle, stage, today, submitter)
    unsigned = [step.grade for step in route if not step.signers]
    facts = gate_facts(cycle, stage, today, answers, submitter, signing=False, viewer=viewer)
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
            [(answer.finding.kept_in, answer.finding.url)] if answer.finding.url else [],
        )
        for answer in facts.answers
        if answer.finding and answer.fails_check and not answer.blocked_by_check
    ]
    for answer in answers:
        for item in sorted(answer.evidence.all(), key=lambda item: sort_key(item.title)):
            if not item.is_in_date(today):
                sentence = f"“{answer.question.title}” rests on “{item.title}”, which was good until"
                warnings.append(Caution(f"{sentence} {day(item.good_until)}.", answer.question.code))
    gaps = sorted(result.gaps, key=lambda gap: -gap.late_by(today))
    sources: list[CautionSource] = [import_string(name) for name in settings.GATE_CAUTIONS]
    left_out = [caution for source in sources for caution in source(cycle, stage)]
    return Readiness(result, gaps, warnings, weaknesses_of(answers, cycle), route, left_out)
