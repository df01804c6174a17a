"""What must be true to pass a gate, as named gaps in sentences. Pure: no Django, no database, no clock.

Every page that says what blocks a cycle says it with the sentences made here and in `checklists.met`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from checklists.met import NOT_APPLICABLE, PARTLY_MET, AnswerFacts, Gap, answer_gap
from ui.wording import day


@dataclass(frozen=True)
class ConditionFacts:
    """A promise from an earlier gate that is not yet met. `claimed`: the owner says it is done."""

    text: str
    owner: str
    verifier: str
    due: date
    claimed: bool
    since: date


@dataclass(frozen=True)
class GateFacts:
    """Everything that decides whether a gate can be put to its deciders."""

    stage: str
    lead: str
    stage_since: date
    answers: Sequence[AnswerFacts]
    conditions: Sequence[ConditionFacts] = ()
    ask_about_hidden: str = ""  # whom to ask where a condition of a cycle binds that the reader may not see
    undecided: Sequence[str] = ()  # "the delivery route", "the legal regime"
    unsigned_grades: Sequence[str] = ()  # steps that nobody can sign, by the name of their grade
    failing: Sequence[str] = ()  # sentences of failing checks that the gate asks without a question


@dataclass(frozen=True)
class Result:
    """The gaps, and what a decision must deal with: conditions needed, answers that do not apply, failing checks."""

    gaps: tuple[Gap, ...]
    needs_condition: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    met: int = 0
    partly: int = 0
    asked: int = 0
    failing_checks: tuple[str, ...] = ()  # of questions that they do not block: each signer accepts them by name
    blocking: frozenset[str] = field(default_factory=frozenset)  # codes of the questions in `gaps`

    @property
    def ready(self) -> bool:
        return not self.gaps


def evaluate(facts: GateFacts) -> Result:
    """What blocks this gate now. A partly met answer may pass with a condition.

    Optional questions block only when a decider sent them back: what was asked for again must be answered again.
    """
    gaps = [
        *_undecided_gaps(facts),
        *_failing_gaps(facts),
        *_condition_gaps(facts.conditions),
        *_hidden_condition_gaps(facts),
        *(gap for answer in facts.answers if (gap := answer_gap(answer, facts.lead))),
        *_signing_gaps(facts),
    ]
    live = [answer for answer in facts.answers if answer.state != NOT_APPLICABLE]
    return Result(
        gaps=tuple(gaps),
        needs_condition=_codes(a for a in facts.answers if a.mandatory and a.state == PARTLY_MET),
        not_applicable=_codes(a for a in facts.answers if a.state == NOT_APPLICABLE),
        met=sum(answer.counts_as_met for answer in facts.answers),
        partly=sum(answer.state == PARTLY_MET for answer in facts.answers),
        asked=len(live),
        failing_checks=_codes(a for a in facts.answers if a.fails_check and not a.blocked_by_check),
        blocking=frozenset(gap.question for gap in gaps if gap.question),
    )


def _codes(answers: Iterable[AnswerFacts]) -> tuple[str, ...]:
    return tuple(answer.code for answer in answers)


def _undecided_gaps(facts: GateFacts) -> list[Gap]:
    return [
        Gap(
            kind="undecided",
            about=what[0].upper() + what[1:],
            sentence=f"{what[0].upper() + what[1:]} is not decided yet: waiting for {facts.lead},"
            f" since {day(facts.stage_since)}.",
            holder=facts.lead,
            since=facts.stage_since,
        )
        for what in facts.undecided
    ]


def _failing_gaps(facts: GateFacts) -> list[Gap]:
    return [
        Gap(
            kind="law",
            about="What the law asks of the award",
            sentence=f"{sentence} Waiting for {facts.lead}, since {day(facts.stage_since)}.",
            holder=facts.lead,
            since=facts.stage_since,
        )
        for sentence in facts.failing
    ]


def _signing_gaps(facts: GateFacts) -> list[Gap]:
    return [
        Gap(
            kind="nobody_can_sign",
            about=f"Signature of the {grade}",
            sentence=f"Nobody can sign as {grade}, nor at a higher grade: waiting for an administrator of people"
            f" to name somebody, since {day(facts.stage_since)}.",
            holder="an administrator of people",
            since=facts.stage_since,
        )
        for grade in facts.unsigned_grades
    ]


def _condition_gaps(conditions: Sequence[ConditionFacts]) -> list[Gap]:
    gaps = []
    for condition in conditions:
        if condition.claimed:
            says, holder = (
                f"is done, says {condition.owner}: waiting for {condition.verifier} to check it",
                condition.verifier,
            )
        else:
            says, holder = f"is open: waiting for {condition.owner}", condition.owner
        tail = f", since {day(condition.since)}" if condition.claimed else f", due {day(condition.due)}"
        gaps.append(
            Gap(
                kind="condition",
                about=condition.text,
                sentence=f"The condition “{condition.text}” {says}{tail}.",
                holder=holder,
                since=condition.since,
                due=condition.due,
            )
        )
    return gaps


def _hidden_condition_gaps(facts: GateFacts) -> list[Gap]:
    """One for all conditions of a cycle that the reader may not see, without a word of them."""
    if not facts.ask_about_hidden:
        return []
    about = "A condition of a cycle that you may not see"
    sentence = f"{about} must be met first. Ask {facts.ask_about_hidden}."
    return [Gap("condition", about, sentence, facts.ask_about_hidden, facts.stage_since)]


def outcomes_open(
    needs_condition: Iterable[str], *, last_step: bool, conditions_so_far: Iterable[str]
) -> dict[str, str]:
    """Every outcome with "" when a step offers it, or the reason why not.

    `needs_condition` are the codes of the partly met mandatory answers, `conditions_so_far` those of them that earlier
    steps of this submission put a condition on.
    """
    lacking = sorted(set(needs_condition) - set(conditions_so_far))
    return {
        "pass": f"A mandatory answer is partly met ({', '.join(lacking)}), so the gate can only pass with conditions"
        if lacking
        else "",
        "pass_with_conditions": "",
        "return": "",
        "stop": "" if last_step else "Only the last signature of the route can stop the cycle",
    }
