"""One stage's checklist as its page shows it: each question with its gap and who acts next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from accounts.models import User
from calendars.tags import due
from checklists.checks import findings_of
from checklists.met import MET, NOT_APPLICABLE, PARTLY_MET, AnswerFacts, Gap, answer_gap
from checklists.models import Answer, Confirmation, ConfirmationState, Evidence
from checklists.policies.reading import readable_answers, readable_evidence
from checklists.selectors.answers import answer_facts, answers_with_details, confirmation_of, of_gates, read_answers
from checklists.selectors.progress import Progress, progress_in
from cycles.models import Cycle
from cycles.selectors.replacements import active_managers, replacements
from principles.models import Duty, Principle, Question
from ui.wording import counted, day, role_in_sentence, with_leaving

WAITS_FOR_OTHERS = ("asked", "hard_stop")  # kinds of gaps that an adviser or the owner of a missing part closes


CONFIRMATION_WORDS: Mapping[str, str] = {
    ConfirmationState.GIVEN: "Confirmed",
    ConfirmationState.REFUSED: "Not confirmed",
    ConfirmationState.WITHDRAWN: "No longer confirmed",
}


@dataclass(frozen=True)
class ChecklistRow:
    """One question of the checklist. `number` is its place in the order in which the checklist shows it."""

    answer: Answer
    facts: AnswerFacts
    gap: Gap | None  # while it blocks the gate
    holder: User | None  # who acts next; None where nothing is to be done
    evidence: Sequence[Evidence]
    number: int
    on: date
    duty: Duty | None = None  # where the law asks for it

    @property
    def question(self) -> Question:
        return self.answer.question

    @property
    def confirmation(self) -> Confirmation | None:
        return confirmation_of(self.answer) if self.facts.confirmer else None

    @property
    def is_to_ask(self) -> bool:
        """Whether all that is left to do is to ask an adviser to confirm it; optional answers too."""
        answered = not self.facts.mandatory and not self.facts.sent_back_by and self.facts.state in (MET, PARTLY_MET)
        waits = answered if self.gap is None else self.gap.kind == "not_asked"
        return bool(waits and self.facts.confirmer and not self.facts.outside and self.confirmation is None)

    @property
    def mark(self) -> str:
        """The kind of status to show: an answer Met counts once it is evidenced and confirmed."""
        if self.facts.state != MET or self.facts.counts_as_met:
            return "not_met" if self.facts.sent_back_by else self.facts.state
        return "waiting" if self.facts.evidenced and not self.facts.sent_back_by else "not_met"

    @property
    def word(self) -> str:
        """The words of the status, or "" for the mark's own."""
        if self.facts.sent_back_by:
            return "Sent back"
        if self.facts.state != MET or self.facts.counts_as_met:
            return ""
        if not self.facts.evidenced:
            return "Met, no evidence"
        if self.confirmation and self.confirmation.state == "asked":
            return f"Met, waiting for {role_in_sentence(self.facts.confirmer)} to confirm"
        return "Met, not confirmed" if self.confirmation else f"Met, to be confirmed by {self.facts.confirmer}"

    def who_acts(self, reader: User) -> str:
        """Who confirmed, waits, holds or answered it, in a sentence; "" before anybody has."""
        role, answer, asked = self.facts.confirmer, self.answer, self.confirmation
        if self.facts.sent_back_by:
            return f"Sent back by {self.facts.sent_back_by}."
        if asked and asked.state == ConfirmationState.ASKED:
            until = f" {due(asked.due)}." if asked.due else ""
            return f"Waiting for {with_leaving(asked.asked_of)}, {role}.{until}"
        if asked and asked.state in CONFIRMATION_WORDS:
            return f"{CONFIRMATION_WORDS[asked.state]} by {asked.by}, {role}."
        owner = answer.missing_owner if self.facts.state == PARTLY_MET else None
        acts = owner or self.holder
        name = with_leaving(acts) if acts else str(answer.answered_by or "")
        if reader == (acts or answer.answered_by):
            name = "You"
        done = ": the missing part is done" if owner and answer.missing_done_at else ""
        return f"{name}{done}." if name else ""

    @property
    def due_in_words(self) -> str:
        return due(self.facts.due)

    @property
    def evidence_in_words(self) -> str:
        if not self.evidence:
            return ""
        number = counted(len(self.evidence), "piece of evidence", "pieces of evidence")
        if late := self.out_of_date:
            return f"{number}, {len(late)} out of date."
        soon = self.soon_out_of_date
        return f"{number}, out of date on {day(soon.good_until)}." if soon else f"{number}."

    @property
    def out_of_date(self) -> list[Evidence]:
        return [item for item in self.evidence if not item.is_in_date(self.on)]

    @property
    def soon_out_of_date(self) -> Evidence | None:
        """The item that goes out of date first, if it does so within three months."""
        ends = [item for item in self.evidence if item.ends_soon(self.on)]
        return min(ends, key=lambda item: item.good_until, default=None)


@dataclass(frozen=True)
class QuestionGroup:
    """The questions of one principle. Its progress leaves out those that do not apply."""

    principle: Principle
    rows: list[ChecklistRow]
    progress: Progress


@dataclass(frozen=True)
class StageChecklist:
    """Every live question of one stage, in the order in which its page shows them."""

    rows: list[ChecklistRow]
    set_aside: Sequence[Answer] = ()  # what its gate does not ask

    @property
    def progress(self) -> Progress:
        return progress_in(row.answer for row in self.rows)

    def row(self, answer: Answer) -> ChecklistRow | None:
        """The row of one answer; None for a question that was set aside."""
        return next((row for row in self.rows if row.answer.pk == answer.pk), None)

    def next_to_do(self, row: ChecklistRow) -> ChecklistRow | None:
        """The next question that blocks the gate and waits for the team: after this one, or else from the top.

        One that the team has said is not met yet comes after those that nobody has looked at.
        """
        others = [*self.rows[row.number :], *self.rows[: row.number - 1]]
        kinds = [(other, other.gap.kind) for other in others if other.gap and other.gap.kind not in WAITS_FOR_OTHERS]
        return next((other for other, _ in sorted(kinds, key=lambda pair: pair[1] == "not_met")), None)

    @property
    def to_ask(self) -> list[ChecklistRow]:
        return [row for row in self.rows if row.is_to_ask]

    def shown(self, show: str, user: User) -> list[ChecklistRow]:
        """The rows that one filter lets through; all of them without a known filter."""
        passes = SHOWS.get(show)
        return [row for row in self.rows if passes is None or passes(row, user)]


def read_checklist(cycle: Cycle, stage: str, today: date, user: User, *, shows_evidence: bool = True) -> StageChecklist:
    """What this person reads of it, in a fixed number of queries, whatever the number of questions."""
    rows_of_stage = answers_with_details(also_set_aside=True).filter(readable_answers(user))
    found = read_answers(rows_of_stage.filter(of_gates([(cycle, stage)])).order_by())
    found.sort(key=lambda answer: (answer.question.principle.position, answer.question.position))
    answers = [answer for answer in found if not answer.set_aside_because]
    findings = findings_of({cycle: stage}, answers, today)
    evidence = evidence_by_answer(cycle, stage, user) if shows_evidence else {}
    managers = {} if cycle.lead.is_active else active_managers([cycle.directorate_id])
    rows = []
    for number, answer in enumerate(answers, start=1):
        answer.cycle = cycle
        facts = answer_facts(answer, cycle, findings.get(answer.pk))
        gap = answer_gap(facts, with_leaving(cycle.lead))
        holder, duty = holder_of(answer, facts, cycle), answer.question.duty_in(cycle.chosen)
        if holder and not holder.is_active:
            holder = next(iter(replacements(cycle, managers)), holder)
        rows.append(ChecklistRow(answer, facts, gap, holder, evidence.get(answer.pk, []), number, today, duty))
    return StageChecklist(rows, [answer for answer in found if answer.set_aside_because])


def evidence_by_answer(cycle: Cycle, stage: str, user: User) -> Mapping[int, list[Evidence]]:
    """What this person reads of the evidence of a stage, under each answer that rests on it."""
    rows: QuerySet[Any] = Evidence.objects.filter(of_gates([(cycle, stage)], "answers__"))
    evidence: dict[int, list[Evidence]] = defaultdict(list)
    for item in rows.filter(readable_evidence(user)).annotate(answer=F("answers")).order_by("pk"):
        evidence[item.answer].append(item)
    return evidence


def grouped(
    checklist: StageChecklist, shown: Iterable[ChecklistRow], principles: Iterable[Principle]
) -> list[QuestionGroup]:
    """The rows shown under every principle of the edition in its order; each counts all of its questions."""
    every: dict[int, list[ChecklistRow]] = defaultdict(list)
    visible: dict[int, list[ChecklistRow]] = defaultdict(list)
    for row in checklist.rows:
        every[row.question.principle_id].append(row)
    for row in shown:
        visible[row.question.principle_id].append(row)
    return [
        QuestionGroup(principle, visible[principle.pk], progress_in(row.answer for row in every[principle.pk]))
        for principle in principles
    ]


def holder_of(answer: Answer, facts: AnswerFacts, cycle: Cycle) -> User | None:
    """Who acts next, as in the gate's sentence: the lead, the adviser asked, or who completes the missing part."""
    if facts.counts_as_met or (facts.state == NOT_APPLICABLE and not facts.sent_back_by):
        return cycle.lead if facts.blocked_by_check else None
    if facts.sent_back_by or facts.state not in (MET, PARTLY_MET) or (facts.state == MET and not facts.evidenced):
        return cycle.lead
    if facts.state == PARTLY_MET and (facts.confirmed or not facts.conditional_pass):
        return cycle.lead if answer.missing_done_at else answer.missing_owner
    if facts.confirmation and facts.confirmation.state == "asked":
        current = confirmation_of(answer)
        return current.asked_of if current else None
    return cycle.lead


def _blocks(row: ChecklistRow, user: User) -> bool:
    return row.gap is not None


def _mine(row: ChecklistRow, user: User) -> bool:
    return row.holder is not None and row.holder.pk == user.pk


def _others(row: ChecklistRow, user: User) -> bool:
    return row.holder is not None and row.holder.pk != user.pk


def _out_of_date(row: ChecklistRow, user: User) -> bool:
    return bool(row.out_of_date)


SHOWS: dict[str, Callable[[ChecklistRow, User], bool]] = {
    "blocks": _blocks,
    "mine": _mine,
    "others": _others,
    "out-of-date": _out_of_date,
}
