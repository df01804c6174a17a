"""A sealed pack as pages show it: answers by principle, the weak ones first, duties with what they rest on.

A pack is JSON that never changes; this reads it and asks nothing of the database.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from approvals.models import NextStep
from approvals.packs import tables_of
from approvals.presenters.pack_tables import StageTables, tables_by_stage
from approvals.presenters.packing import weak_first
from checklists.met import FAILS
from checklists.models import AnswerState
from checklists.selectors.publication import Publication
from checklists.weaknesses import Weakness

Json = Mapping[str, Any]


@dataclass(frozen=True)
class SealedDocument:
    """One piece of evidence as it was sealed. A confidential one has no title for those who may not read it."""

    id: int
    title: str
    kind: str
    sha256: str
    url: str
    dated: date | None
    good_until: date | None
    hidden: bool


@dataclass(frozen=True)
class SealedConfirmation:
    """One confirmation as it was sealed; `about` is the title of its question."""

    by: str
    role: str
    on: date | None
    note: str
    about: str


@dataclass
class ConfirmerSummary:
    """One person who confirmed answers in one role."""

    role: str
    by: str
    confirmations: list[SealedConfirmation] = field(default_factory=list)

    @property
    def notes(self) -> list[SealedConfirmation]:
        return [confirmation for confirmation in self.confirmations if confirmation.note]

    @property
    def without_note(self) -> list[SealedConfirmation]:
        return [confirmation for confirmation in self.confirmations if not confirmation.note]


@dataclass(frozen=True)
class SealedAnswer:
    code: str
    title: str
    question: str
    principle: str
    mandatory: bool
    state: str
    met: bool
    explanation: str
    because: str
    na_rule: str
    owner: str
    due: date | None
    documents: list[SealedDocument]
    confirmation: SealedConfirmation | None

    @property
    def state_name(self) -> str:
        """Met, Partly met, Does not apply …"""
        return AnswerState(self.state).label

    @property
    def says(self) -> str:
        """Its explanation, or why it does not apply."""
        return self.because or self.explanation


@dataclass
class SealedPrinciple:
    """The answers under one principle, and how they count. What does not apply is not asked."""

    name: str
    answers: list[SealedAnswer] = field(default_factory=list)

    @property
    def asked(self) -> int:
        return sum(answer.state != "not_applicable" for answer in self.answers)

    @property
    def met(self) -> int:
        return sum(answer.met for answer in self.answers)

    @property
    def partly(self) -> int:
        return sum(answer.state == "partly_met" for answer in self.answers)

    @property
    def documents(self) -> int:
        return len({document.id for answer in self.answers for document in answer.documents})

    @property
    def weak(self) -> list[SealedAnswer]:
        return [answer for answer in self.answers if not answer.met]

    @property
    def mark(self) -> str:
        if self.asked == 0:
            return "not_applicable"
        if self.partly:
            return "partly_met"
        return "met" if self.met == self.asked else "not_met"

    @property
    def count(self) -> str:
        if self.asked == 0:
            return "Does not apply"
        return f"{self.met} of {self.asked}" + (f", {self.partly} partly" if self.partly else "")


@dataclass(frozen=True)
class SealedDuty:
    """A duty that the decider signs for, with the answers and documents to read for it."""

    code: str
    name: str
    basis: str
    answers: list[SealedAnswer]
    records: list[Json] = field(default_factory=list)  # settings.DUTY_DOCUMENTS; a pack of before has none

    @property
    def documents(self) -> list[SealedDocument]:
        return list({document.id: document for answer in self.answers for document in answer.documents}.values())


@dataclass(frozen=True)
class SealedFinding:
    """What the check of a question had found when the pack was sealed."""

    question: str
    title: str
    result: str
    sentence: str
    looked_at: list[str]
    exception: str


@dataclass(frozen=True)
class ProposedCondition:
    """A condition that the team proposes."""

    text: str
    owner: str
    due: date | None
    question: str


class SealedPack:
    """One pack for one kind of reader: officers read everything, councillors what is published of its answers."""

    def __init__(
        self,
        pack: Json,
        *,
        officer: bool,
        published: Publication | None = None,
        published_stages: Collection[str] = (),
    ) -> None:
        self.pack = pack
        self.officer = officer
        self.published_stages = published_stages
        published = published or Publication()
        self.published_codes = {answer.question.code for answer in published.answers}
        self.published_evidence = {item.pk for item in published.evidence}
        self.confidential = {item.pk for item in published.confidential}
        self.cycle: Json = pack["cycle"]
        self.need_by = _day(self.cycle["need_by"])
        self.runs_until = _day(self.cycle.get("runs_until"))
        self.notice_to_it_by = _day(self.cycle.get("notice_to_it_by"))
        self.next_step = NextStep(pack["next_step"]).label if pack["next_step"] else ""
        self.next_need_by = _day(pack["next_need_by"])
        self.review_on = _day(pack.get("review_on"))

    @cached_property
    def answers(self) -> list[SealedAnswer]:
        answers = []
        for row in self.pack["answers"]:
            if not self._reads(row["code"]):
                continue
            confirmation = row["confirmation"]
            if confirmation and confirmation["state"] != "given":
                confirmation = None
            documents = []
            for item in row["evidence"]:
                hidden = not self.officer and item["id"] in self.confidential
                if not (self.officer or hidden or item["id"] in self.published_evidence):
                    continue
                document = SealedDocument(
                    id=item["id"],
                    title="Confidential document" if hidden else item["title"],
                    kind=item["kind"],
                    sha256=item["sha256"],
                    url="" if hidden else item["url"],
                    dated=_day(item["dated"]),
                    good_until=_day(item["good_until"]),
                    hidden=hidden,
                )
                documents.append(document)
            answer = SealedAnswer(
                code=row["code"],
                title=row["title"],
                question=row["question"],
                principle=row["principle"],
                mandatory=row["mandatory"],
                state=row["state"],
                met=row["met"],
                explanation=row["explanation"],
                because=row["not_applicable_because"],
                na_rule=row["na_rule"],
                owner=row["owner"],
                due=_day(row["due"]),
                documents=documents,
                confirmation=confirmation
                and SealedConfirmation(
                    by=confirmation["by"],
                    role=confirmation["as"],
                    on=_day(confirmation["at"]),
                    note=confirmation["note"] if self.officer else "",
                    about=row["title"],
                ),
            )
            answers.append(answer)
        return answers

    @cached_property
    def weak(self) -> list[SealedAnswer]:
        """What a decider should look at first: partly met, does not apply, not met."""
        by_code = {answer.code: answer for answer in self.answers}
        order = weak_first(dict(self.pack))
        return [by_code[row["code"]] for row in order if row["state"] != "met" and row["code"] in by_code]

    @property
    def weaknesses(self) -> list[Weakness]:
        """What there was to doubt in the answers when the pack was sealed; for officers alone."""
        return [
            Weakness(row["kind"], row["sentence"], tuple((code, self.title_of(code)) for code in row["answers"]))
            for row in self.pack.get("weaknesses", ())
            if self.officer
        ]

    @property
    def not_applicable(self) -> list[SealedAnswer]:
        return [answer for answer in self.answers if answer.state == "not_applicable"]

    @cached_property
    def findings(self) -> list[SealedFinding]:
        """What the checks of the pack's questions found, in the order of the questions."""
        return [
            SealedFinding(
                question=row["question"],
                title=row["title"],
                result=row["result"],
                sentence=row["sentence"],
                looked_at=row["looked_at"],
                exception=row.get("exception", ""),
            )
            for row in self.pack.get("findings", ())
            if self._reads(row["question"])
        ]

    @property
    def failing(self) -> list[SealedFinding]:
        """The failing checks, which each signer accepts by name."""
        return [finding for finding in self.findings if finding.result == FAILS]

    @cached_property
    def tables(self) -> list[StageTables]:
        """The tables of the stages' own work as they were sealed; councillors read those of published stages."""
        return tables_by_stage(
            row
            for row in tables_of(self.pack)
            if self.officer or (row["stage"] in self.published_stages and not row["officers_only"])
        )

    @cached_property
    def principles(self) -> list[SealedPrinciple]:
        principles: dict[str, SealedPrinciple] = {}
        for answer in self.answers:
            principles.setdefault(answer.principle, SealedPrinciple(answer.principle)).answers.append(answer)
        return list(principles.values())

    @cached_property
    def confirmers(self) -> list[ConfirmerSummary]:
        """Each role and person once, with what they confirmed; those who left a note first."""
        confirmers: dict[tuple[str, str], ConfirmerSummary] = {}
        for answer in self.answers:
            if row := answer.confirmation:
                confirmer = confirmers.setdefault((row.role, row.by), ConfirmerSummary(row.role, row.by))
                confirmer.confirmations.append(row)
        return sorted(confirmers.values(), key=lambda confirmer: not confirmer.notes)

    @cached_property
    def duties(self) -> list[SealedDuty]:
        return [
            SealedDuty(
                row["duty"],
                row["name"],
                row["basis"],
                [answer for answer in self.answers if answer.code in row["questions"]],
                [document for document in row["documents"] if self.officer and "id" not in document],
            )
            for row in self.pack["duties"]
        ]

    @cached_property
    def documents(self) -> list[tuple[SealedDocument, list[str]]]:
        """Every document once, with the titles of the answers that rest on it."""
        used: dict[int, tuple[SealedDocument, list[str]]] = {}
        for answer in self.answers:
            for document in answer.documents:
                used.setdefault(document.id, (document, []))[1].append(answer.title)
        return list(used.values())

    @property
    def proposed(self) -> list[ProposedCondition]:
        """What the team proposes, for officers; councillors read the conditions that were set."""
        return [
            ProposedCondition(row["text"], row["owner"], _day(row["due"]), row["question"])
            for row in self.pack["conditions_proposed"]
            if self.officer
        ]

    @property
    def met(self) -> int:
        return sum(answer.met for answer in self.answers)

    @property
    def partly(self) -> int:
        return sum(answer.state == "partly_met" for answer in self.answers)

    @property
    def asked(self) -> int:
        return len(self.answers) - len(self.not_applicable)

    def _reads(self, code: str) -> bool:
        return self.officer or code in self.published_codes

    def title_of(self, code: str) -> str:
        return next((answer.title for answer in self.answers if answer.code == code), code)


def _day(value: str | None) -> date | None:
    """A day or a moment of the pack as a day in the council's time."""
    if not value:
        return None
    return timezone.localdate(datetime.fromisoformat(value)) if "T" in value else date.fromisoformat(value)
