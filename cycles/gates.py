"""What must be true to pass a gate, as named gaps in sentences. Pure: no Django, no database, no clock.

Every page that says what blocks a cycle says it with the sentences made here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from cycles.met import MET, NOT_APPLICABLE, NOT_MET, PARTLY_MET, is_confirmed, is_met


@dataclass(frozen=True)
class ConfirmationFacts:
    """The current confirmation of an answer: `state` asked, given, refused or withdrawn, by `who`, since that day."""

    state: str
    who: str
    since: date


@dataclass(frozen=True)
class AnswerFacts:
    """One live answer. `confirmer` is the name of the specialism whose word it needs, or "" for none."""

    code: str
    title: str
    mandatory: bool
    conditional_pass: bool
    state: str
    since: date
    evidence: int = 0
    confirmer: str = ""
    outside: bool = False
    confirmation: ConfirmationFacts | None = None
    sent_back_by: str = ""
    owner: str = ""
    due: date | None = None

    @property
    def confirmed(self) -> bool:
        return is_confirmed(self.confirmation.state if self.confirmation else "", needed=bool(self.confirmer))

    @property
    def counts_as_met(self) -> bool:
        return is_met(
            self.state, evidenced=self.evidence > 0, confirmed=self.confirmed, sent_back=bool(self.sent_back_by)
        )


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
    undecided: Sequence[str] = ()  # "the delivery route", "the legal regime"
    unsigned_grades: Sequence[str] = ()  # steps that nobody can sign, by the name of their grade


@dataclass(frozen=True)
class Gap:
    """One thing that blocks the gate: what it is about, who holds it, since when, and the sentence that says so."""

    kind: str
    about: str
    sentence: str
    holder: str
    since: date
    question: str = ""
    due: date | None = None

    @property
    def says(self) -> str:
        """The sentence without what it is about, for a page that shows that above it."""
        rest = self.sentence
        for start in (f"“{self.about}” ", f"The condition “{self.about}” ", f"{self.about} ", "is ", "was "):
            rest = rest.removeprefix(start)
        return rest[0].upper() + rest[1:]

    def late_by(self, today: date) -> int:
        """Calendar days past its date; 0 when it is not late."""
        return max((today - self.due).days, 0) if self.due else 0


@dataclass(frozen=True)
class Result:
    """The gaps, and what a decision must deal with: conditions needed, answers that do not apply."""

    gaps: tuple[Gap, ...]
    needs_condition: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    met: int = 0
    partly: int = 0
    asked: int = 0
    blocking: frozenset[str] = field(default_factory=frozenset)  # codes of the questions in `gaps`

    @property
    def ready(self) -> bool:
        return not self.gaps


def day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"


def evaluate(facts: GateFacts) -> Result:
    """What blocks this gate now. A partly met answer may pass with a condition.

    Optional questions block only when a decider sent them back: what was asked for again must be answered again.
    """
    gaps = [
        *_undecided_gaps(facts),
        *_condition_gaps(facts.conditions),
        *(gap for answer in facts.answers if (gap := _answer_gap(answer, facts.lead))),
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


def _answer_gap(answer: AnswerFacts, lead: str) -> Gap | None:
    """The first thing that is wrong with an answer, in the order in which it is put right."""
    since = day(answer.since)
    if answer.sent_back_by:
        return _gap(
            answer,
            "sent_back",
            f"was sent back by {answer.sent_back_by}: waiting for {lead} to answer it again, since {since}",
            lead,
        )
    if not answer.mandatory or answer.state == NOT_APPLICABLE:
        return None
    if answer.state == PARTLY_MET:
        return _partly_gap(answer, lead)
    if answer.state == MET:
        return _met_gap(answer, lead)
    says = "is not met" if answer.state == NOT_MET else "is not answered yet"
    return _gap(
        answer,
        "not_met" if answer.state == NOT_MET else "unanswered",
        f"{says}: waiting for {lead}, since {since}",
        lead,
    )


def _partly_gap(answer: AnswerFacts, lead: str) -> Gap | None:
    if answer.conditional_pass:
        return _confirmation_gap(answer, lead)
    by = f", due {day(answer.due)}" if answer.due else f", since {day(answer.since)}"
    return _gap(
        answer,
        "hard_stop",
        f"is partly met and cannot pass with a condition: waiting for {answer.owner}{by}",
        answer.owner,
    )


def _met_gap(answer: AnswerFacts, lead: str) -> Gap | None:
    if answer.evidence == 0:
        return _gap(
            answer, "no_evidence", f"has no evidence: waiting for {lead} to add some, since {day(answer.since)}", lead
        )
    return _confirmation_gap(answer, lead)


def _confirmation_gap(answer: AnswerFacts, lead: str) -> Gap | None:
    if answer.confirmed:
        return None
    asked = answer.confirmation
    if asked is None:
        act = f"record what the {answer.confirmer} says" if answer.outside else f"ask {answer.confirmer} to confirm it"
        return _gap(answer, "not_asked", f"is answered: waiting for {lead} to {act}, since {day(answer.since)}", lead)
    if asked.state == "refused":
        return _gap(
            answer,
            "refused",
            f"was not confirmed by {asked.who}, {answer.confirmer}: waiting for {lead} to answer it again,"
            f" since {day(asked.since)}",
            lead,
            since=asked.since,
        )
    if asked.state == "withdrawn":
        return _gap(
            answer,
            "withdrawn",
            f"is no longer confirmed by {asked.who}, {answer.confirmer}: waiting for {lead} to answer it again,"
            f" since {day(asked.since)}",
            lead,
            since=asked.since,
        )
    return _gap(
        answer,
        "asked",
        f"is waiting for {asked.who}, {answer.confirmer}, to confirm it, since {day(asked.since)}",
        asked.who,
        since=asked.since,
    )


def _gap(answer: AnswerFacts, kind: str, says: str, holder: str, since: date | None = None) -> Gap:
    return Gap(
        kind=kind,
        about=answer.title,
        sentence=f"“{answer.title}” {says}.",
        holder=holder,
        since=since or answer.since,
        question=answer.code,
        due=answer.due,
    )


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
