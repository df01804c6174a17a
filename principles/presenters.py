"""What the public pages show of an edition, gathered in a fixed number of queries."""

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
class Place:
    """Where an edition is shown. The one in force has the short addresses."""

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
class Linked:
    principle: Principle
    address: str


@dataclass(frozen=True)
class Group:
    name: str
    principles: list[Linked]


@dataclass(frozen=True)
class Counts:
    """How many questions each gate asks, by the name of its stage in order."""

    by_stage: list[tuple[str, int]]

    @property
    def total(self) -> int:
        return sum(count for _, count in self.by_stage)


@dataclass(frozen=True)
class TierRow:
    name: str
    reached_by: str
    counts: Counts


@dataclass(frozen=True)
class FrameworkPage:
    place: Place
    stages: list[tuple[StageStatement, int]]
    groups: list[Group]
    asked_by_principle: list[tuple[Linked, Counts]]
    asked_by_tier: list[TierRow]
    duties: list[Duty]
    ambitions: list[Ambition]


@dataclass(frozen=True)
class Asked:
    """A question with what the edition's codes mean, in words. No tiers named: every tier is asked."""

    question: Question
    tiers: str
    only_for: str


@dataclass(frozen=True)
class GateAsks:
    stage: StageStatement
    asked: list[Asked]


@dataclass(frozen=True)
class PrinciplePage:
    place: Place
    principle: Principle
    groups: list[Group]
    gates: list[GateAsks]
    before: Linked | None
    after: Linked | None


def framework_page(place: Place) -> FrameworkPage:
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
            (linked, _count([each for each in questions if each.principle_id == linked.principle.pk], stages))
            for group in groups
            for linked in group.principles
        ],
        asked_by_tier=[
            TierRow(
                name=rule["name"],
                reached_by=_listed(reached_by(rule), "or"),
                counts=_count([each for each in questions if rule["code"] in each.tiers], stages),
            )
            for rule in edition.figures["tiers"]
        ],
        duties=list(edition.duty_set.all()),
        ambitions=list(edition.ambition_set.all()),
    )


def principle_page(place: Place, principle: Principle) -> PrinciplePage:
    words = _words(place.edition)
    questions = [_asked(each, words) for each in questions_of(place.edition).filter(principle=principle)]
    groups = _groups(place)
    all_of_them = [linked for group in groups for linked in group.principles]
    here = [linked.principle for linked in all_of_them].index(principle)
    return PrinciplePage(
        place=place,
        principle=principle,
        groups=groups,
        before=all_of_them[here - 1] if here else None,
        after=all_of_them[here + 1] if here + 1 < len(all_of_them) else None,
        gates=[
            GateAsks(stage, [asked for asked in questions if asked.question.stage == stage.code])
            for stage in place.edition.stagestatement_set.all()
        ],
    )


def _groups(place: Place) -> list[Group]:
    """In the order of the edition, which keeps a group together."""
    groups = groupby(place.edition.principle_set.all(), key=lambda principle: principle.group)
    return [
        Group(GROUPS[code], [Linked(principle, place.address_of(principle)) for principle in members])
        for code, members in groups
    ]


def _count(questions: Sequence[Question], stages: Sequence[StageStatement]) -> Counts:
    counts = Counter(question.stage for question in questions)
    return Counts([(stage.name, counts[stage.code]) for stage in stages])


@dataclass(frozen=True)
class _Words:
    """The names of an edition's codes: tiers smallest first, and what a question may be limited to."""

    tiers: dict[str, str]
    limits: dict[str, dict[str, str]]


def _words(edition: Edition) -> _Words:
    return _Words(
        tiers={rule["code"]: rule["name"] for rule in reversed(edition.figures["tiers"])},
        limits={
            "delivery_route": dict(edition.deliveryroute_set.values_list("code", "name")),
            "legal_regime": dict(edition.legalregime_set.values_list("code", "name")),
        },
    )


def _asked(question: Question, words: _Words) -> Asked:
    tiers = [name for code, name in words.tiers.items() if code in question.tiers]
    limits = [words.limits[field][code] for field, codes in question.applies_when.items() for code in codes]
    return Asked(
        question=question,
        tiers="" if len(tiers) == len(words.tiers) else _listed(tiers, "and"),
        only_for="; ".join(limits),
    )


def _listed(items: Sequence[str], last: str) -> str:
    """One, two and three."""
    return f" {last} ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)
