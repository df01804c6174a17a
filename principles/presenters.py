"""The public pages of an edition, in a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from principles.figures import reached_by
from principles.models import Ambition, Duty, Edition, Principle, Question, StageStatement
from principles.selectors import questions_of

GROUPS = {
    "core": "Commissioning principles",
    "process": "Principles that underpin the commissioning process",
}


@dataclass(frozen=True)
class ShownEdition:
    """An edition with its addresses. The one in force has the short ones."""

    edition: Edition
    in_force: bool

    @property
    def address(self) -> str:
        return reverse("framework") if self.in_force else reverse("framework-edition", args=[self.edition.code])

    def address_of(self, principle: Principle) -> str:
        if self.in_force:
            return reverse("framework-principle", args=[principle.slug])
        return reverse("framework-edition-principle", args=[self.edition.code, principle.slug])


@dataclass(frozen=True)
class PrincipleLink:
    principle: Principle
    address: str


@dataclass(frozen=True)
class PrincipleGroup:
    name: str
    principles: list[PrincipleLink]


@dataclass(frozen=True)
class QuestionCounts:
    """How many questions each gate asks, by the name of its stage in order."""

    by_stage: list[tuple[str, int]]

    @property
    def total(self) -> int:
        return sum(count for _, count in self.by_stage)


@dataclass(frozen=True)
class TierRow:
    name: str
    reached_by: str
    counts: QuestionCounts


@dataclass(frozen=True)
class FrameworkPage:
    place: ShownEdition
    stages: list[tuple[StageStatement, int]]
    groups: list[PrincipleGroup]
    asked_by_principle: list[tuple[PrincipleLink, QuestionCounts]]
    asked_by_tier: list[TierRow]
    duties: list[Duty]
    ambitions: list[Ambition]


@dataclass(frozen=True)
class QuestionRow:
    """A question with the names of the edition's codes. `tiers` is empty where every tier is asked."""

    question: Question
    tiers: str
    only_for: str


@dataclass(frozen=True)
class GateQuestions:
    stage: StageStatement
    asked: list[QuestionRow]


@dataclass(frozen=True)
class PrinciplePage:
    place: ShownEdition
    principle: Principle
    groups: list[PrincipleGroup]
    gates: list[GateQuestions]
    before: PrincipleLink | None
    after: PrincipleLink | None


def framework_page(place: ShownEdition) -> FrameworkPage:
    edition = place.edition
    stages = list(edition.stagestatement_set.all())
    groups = _groups(place)
    questions = list(edition.questions.only("edition_id", "stage", "principle_id", "tiers"))
    by_stage = Counter(question.stage for question in questions)
    return FrameworkPage(
        place=place,
        stages=[(stage, by_stage[stage.code]) for stage in stages],
        groups=groups,
        asked_by_principle=[
            (link, _count([row for row in questions if row.principle_id == link.principle.pk], stages))
            for group in groups
            for link in group.principles
        ],
        asked_by_tier=[
            TierRow(
                name=rule["name"],
                reached_by=_listed(reached_by(rule), "or"),
                counts=_count([row for row in questions if rule["code"] in row.tiers], stages),
            )
            for rule in edition.figures["tiers"]
        ],
        duties=list(edition.duty_set.all()),
        ambitions=list(edition.ambition_set.all()),
    )


def principle_page(place: ShownEdition, principle: Principle) -> PrinciplePage:
    edition, groups = place.edition, _groups(place)
    tier_names = {rule["code"]: rule["name"] for rule in reversed(edition.figures["tiers"])}  # smallest first
    limit_names = {
        "delivery_route": dict(edition.deliveryroute_set.values_list("code", "name")),
        "legal_regime": dict(edition.legalregime_set.values_list("code", "name")),
    }
    rows = []
    for question in questions_of(edition).filter(principle=principle):
        tiers = [name for code, name in tier_names.items() if code in question.tiers]
        limits = [limit_names[field][code] for field, codes in question.applies_when.items() for code in codes]
        every_tier = len(tiers) == len(tier_names)
        rows.append(QuestionRow(question, "" if every_tier else _listed(tiers, "and"), "; ".join(limits)))
    links = [link for group in groups for link in group.principles]
    index = [link.principle for link in links].index(principle)
    return PrinciplePage(
        place=place,
        principle=principle,
        groups=groups,
        before=links[index - 1] if index else None,
        after=links[index + 1] if index + 1 < len(links) else None,
        gates=[
            GateQuestions(stage, [row for row in rows if row.question.stage == stage.code])
            for stage in edition.stagestatement_set.all()
        ],
    )


def _groups(place: ShownEdition) -> list[PrincipleGroup]:
    """In the order of the edition, which keeps a group together."""
    groups = groupby(place.edition.principle_set.all(), key=lambda principle: principle.group)
    return [
        PrincipleGroup(GROUPS[code], [PrincipleLink(principle, place.address_of(principle)) for principle in members])
        for code, members in groups
    ]


def _count(questions: Sequence[Question], stages: Sequence[StageStatement]) -> QuestionCounts:
    counts = Counter(question.stage for question in questions)
    return QuestionCounts([(stage.name, counts[stage.code]) for stage in stages])


def _listed(items: Sequence[str], last: str) -> str:
    """One, two and three."""
    return f" {last} ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)
