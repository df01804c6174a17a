"""Whether an answer is met, or what is wrong with it. Pure: no Django, no database, no clock.

`Answer.is_met` and `Answer.gap` store the results for lists and figures; a gate works them out anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ui.wording import day, role_in_sentence

MET, PARTLY_MET, NOT_MET, NOT_APPLICABLE = "met", "partly_met", "not_met", "not_applicable"
GIVEN = "given"
HOLDS, FAILS, UNKNOWN = "holds", "fails", "unknown"


def is_confirmed(confirmation: str, *, needed: bool) -> bool:
    """`confirmation` is the state of the current one, "" where there is none. Only one that was given confirms."""
    return not needed or confirmation == GIVEN


def is_met(state: str, *, evidenced: bool, confirmed: bool, sent_back: bool, set_aside: bool = False) -> bool:
    """An answer that a decider sent back is not met until it is answered again; a question set aside is not asked."""
    return state == MET and evidenced and confirmed and not sent_back and not set_aside


def gap_kind(
    state: str,
    *,
    mandatory: bool,
    conditional_pass: bool,
    evidenced: bool,
    needs_confirmation: bool,
    confirmation: str,
    sent_back: bool,
) -> str:
    """The first thing that is wrong with an answer, in the order in which it is put right; "" where nothing is.

    `Answer.gap` stores it. `confirmation` is the state of the current one, "" where there is none.
    """
    if sent_back:
        return "sent_back"
    if not mandatory or state == NOT_APPLICABLE:
        return ""
    if state not in (MET, PARTLY_MET):
        return "not_met" if state == NOT_MET else "unanswered"
    if state == MET and not evidenced:
        return "no_evidence"
    if state == PARTLY_MET and not conditional_pass:
        return "hard_stop"
    open_kinds = {"": "not_asked", "refused": "refused", "withdrawn": "withdrawn"}
    confirmed = is_confirmed(confirmation, needed=needs_confirmation)
    return "" if confirmed else open_kinds.get(confirmation, "asked")


@dataclass(frozen=True)
class Finding:
    """What a computed check found in a cycle's own records, in a sentence, and the records that it looked at.

    `result` is HOLDS, FAILS or UNKNOWN; UNKNOWN blocks nothing, nor does what fails with a recorded `exception`.
    `kept_in` is the name of the page on which those records are kept, and `url` its address, where they have one.
    """

    result: str
    sentence: str
    looked_at: tuple[str, ...] = ()
    exception: str = ""
    kept_in: str = ""
    url: str = ""


@dataclass(frozen=True)
class ConfirmationFacts:
    """The current confirmation of an answer: `state` asked, given, refused or withdrawn, by `who`, since that day.

    `due` is the day of a request to an adviser. One that was given is no gap, so that nobody needs to be named.
    """

    state: str
    who: str
    since: date
    due: date | None = None


@dataclass(frozen=True)
class AnswerFacts:
    """One live answer. `confirmer` is the name of the specialism whose word it needs in the cycle's tier, or ""."""

    code: str
    title: str
    mandatory: bool
    conditional_pass: bool
    state: str
    since: date
    evidence: int = 0
    evidence_needed: bool = True
    confirmer: str = ""
    outside: bool = False
    confirmation: ConfirmationFacts | None = None
    sent_back_by: str = ""
    owner: str = ""
    due: date | None = None
    done_on: date | None = None  # when the owner said that the missing part is done
    finding: Finding | None = None  # of the check that its question names

    @property
    def confirmed(self) -> bool:
        return is_confirmed(self.confirmation.state if self.confirmation else "", needed=bool(self.confirmer))

    @property
    def evidenced(self) -> bool:
        return self.evidence > 0 or not self.evidence_needed

    @property
    def counts_as_met(self) -> bool:
        return is_met(self.state, evidenced=self.evidenced, confirmed=self.confirmed, sent_back=bool(self.sent_back_by))

    @property
    def gap_kind(self) -> str:
        return gap_kind(
            self.state,
            mandatory=self.mandatory,
            conditional_pass=self.conditional_pass,
            evidenced=self.evidenced,
            needs_confirmation=bool(self.confirmer),
            confirmation=self.confirmation.state if self.confirmation else "",
            sent_back=bool(self.sent_back_by),
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
    finding: Finding | None = None  # of the check that blocks

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


SENTENCES = {
    "sent_back": "was sent back by {sent_back_by}: waiting for {lead} to answer it again, since {since}",
    "unanswered": "is not answered yet: waiting for {lead}, since {since}",
    "not_met": "is not met: waiting for {lead}, since {since}",
    "hard_stop": "is partly met and cannot pass with a condition: waiting for {owner}, {by}",
    "part_done": "is partly met and cannot pass with a condition: {owner} says that the missing part is done,"
    " waiting for {lead} to answer it again, since {done_on}",
    "no_evidence": "has no evidence: waiting for {lead} to add some, since {since}",
    "not_asked": "is answered: waiting for {lead} to {ask}, since {since}",
    "asked": "is waiting for {who}, {confirmer}, to confirm it, since {since}{asked_due}",
    "refused": "was not confirmed by {who}, {confirmer}: waiting for {lead} to answer it again, since {since}",
    "withdrawn": "is no longer confirmed by {who}, {confirmer}: waiting for {lead} to answer it again, since {since}",
}
GAP_KINDS = tuple(kind for kind in SENTENCES if kind != "part_done")  # what `gap_kind` finds, beside ""
OF_CONFIRMATION = {"asked", "refused", "withdrawn"}  # since the confirmation was asked or closed, not since the answer


def answer_gap(answer: AnswerFacts, lead: str) -> Gap | None:
    """What is wrong with an answer, in a sentence: by what people said, or else by a check that fails."""
    kind, confirmer, asked = answer.gap_kind, answer.confirmer, answer.confirmation
    if not kind:
        return _check_gap(answer, lead)
    since = asked.since if asked and kind in OF_CONFIRMATION else answer.since
    who = asked.who if asked else ""
    part_done = kind == "hard_stop" and answer.done_on is not None
    says = SENTENCES["part_done" if part_done else kind].format(
        lead=lead,
        since=day(since),
        sent_back_by=answer.sent_back_by,
        owner=answer.owner,
        done_on=day(answer.done_on) if answer.done_on else "",
        by=f"due {day(answer.due)}" if answer.due else f"since {day(since)}",
        ask=f"record what the {confirmer} says"
        if answer.outside
        else f"ask {role_in_sentence(confirmer)} to confirm it",
        who=who,
        confirmer=role_in_sentence(confirmer),
        asked_due=f", due {day(asked.due)}" if asked and asked.due else "",
    )
    due = (asked.due if asked and kind == "asked" else None) or (None if part_done else answer.due)
    holder = {"hard_stop": lead if part_done else answer.owner, "asked": who}.get(kind, lead)
    return _gap(answer, kind, says, holder, since, due)


def _check_gap(answer: AnswerFacts, lead: str) -> Gap | None:
    if answer.finding is None or not answer.blocked_by_check:
        return None
    says = f"fails its check: {answer.finding.sentence} Waiting for {lead}, since {day(answer.since)}"
    return replace(_gap(answer, "check", says, lead, answer.since, answer.due), finding=answer.finding)


def _gap(answer: AnswerFacts, kind: str, says: str, holder: str, since: date, due: date | None) -> Gap:
    return Gap(
        kind=kind,
        about=answer.title,
        sentence=f"“{answer.title}” {says}.",
        holder=holder,
        since=since,
        question=answer.code,
        due=due,
    )
