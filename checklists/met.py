"""Whether an answer is met: what people said, evidenced and confirmed. Pure: no Django, no database, no clock.

`Answer.is_met` stores the result for lists and figures; a gate works it out anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ui.wording import day

MET, PARTLY_MET, NOT_MET, NOT_APPLICABLE = "met", "partly_met", "not_met", "not_applicable"
GIVEN = "given"
HOLDS, FAILS, UNKNOWN = "holds", "fails", "unknown"


def is_confirmed(confirmation: str, *, needed: bool) -> bool:
    """`confirmation` is the state of the current one, "" where there is none. Only one that was given confirms."""
    return not needed or confirmation == GIVEN


def is_met(state: str, *, evidenced: bool, confirmed: bool, sent_back: bool, set_aside: bool = False) -> bool:
    """An answer that a decider sent back is not met until it is answered again; a question set aside is not asked."""
    return state == MET and evidenced and confirmed and not sent_back and not set_aside


@dataclass(frozen=True)
class Finding:
    """What a computed check found in a cycle's own records, in a sentence, and the records that it looked at.

    `result` is HOLDS, FAILS or UNKNOWN; UNKNOWN blocks nothing, nor does what fails with a recorded `exception`.
    """

    result: str
    sentence: str
    looked_at: tuple[str, ...] = ()
    exception: str = ""


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
    finding: Finding | None = None  # of the check that its question names

    @property
    def confirmed(self) -> bool:
        return is_confirmed(self.confirmation.state if self.confirmation else "", needed=bool(self.confirmer))

    @property
    def counts_as_met(self) -> bool:
        return is_met(
            self.state, evidenced=self.evidence > 0, confirmed=self.confirmed, sent_back=bool(self.sent_back_by)
        )

    @property
    def fails_check(self) -> bool:
        return self.finding is not None and self.finding.result == FAILS

    @property
    def blocked_by_check(self) -> bool:
        """The failing check of a hard-stop question, which cannot pass with a condition, without an exception."""
        hard_stop = self.mandatory and not self.conditional_pass
        return self.finding is not None and self.fails_check and hard_stop and not self.finding.exception


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


def answer_gap(answer: AnswerFacts, lead: str) -> Gap | None:
    """The first thing that is wrong with an answer, in the order in which it is put right; a failing check is last."""
    return _gap_of_words(answer, lead) or _check_gap(answer, lead)


def _gap_of_words(answer: AnswerFacts, lead: str) -> Gap | None:
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


def _check_gap(answer: AnswerFacts, lead: str) -> Gap | None:
    if answer.finding is None or not answer.blocked_by_check:
        return None
    says = f"fails its check: {answer.finding.sentence} Waiting for {lead}, since {day(answer.since)}"
    return _gap(answer, "check", says, lead)


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
