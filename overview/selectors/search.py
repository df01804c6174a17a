"""Searching services, cycles, agreements, suppliers, records, evidence, people and the framework's questions.

Each within what the person may see.

One query a kind brings its first hits, the newest first, and another counts a kind that has more. A common word is soon
found often enough, a rare one by the trigram index.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from accounts.models import User
from accounts.policies.people import may_see_people
from accounts.presenters import post_of
from accounts.roles import roles_of
from accounts.selectors import ROLES
from checklists.models import Evidence
from checklists.policies.reading import readable_evidence
from contracts.models import Agreement, Supplier, Waiver
from contracts.presenters.cycle_agreements import suppliers_in_words, when_in_words
from contracts.selectors.cycle_agreements import with_suppliers
from contracts.selectors.visibility import visible_agreements
from cycles.models import Cycle, Service
from cycles.selectors.visibility import not_visible_to, visible_to
from principles.models import Question
from principles.selectors import in_force
from stages.records.models import RecordText
from stages.records.steps import page_of_table
from ui.text_search import holds, in_bold, reference_of, words_of

SHOWN = 20
MOST = 1_000  # beyond it nobody counts on


@dataclass(frozen=True)
class Hit:
    """One thing found: its name and what is said beneath it, in pieces with the matched words marked."""

    title: list[tuple[str, bool]]
    url: str
    text: list[tuple[str, bool]]


@dataclass(frozen=True)
class HitGroup:
    """What was found of one kind; `number` is all of it, counted up to one more than MOST, `hits` the first few."""

    code: str
    name: str
    number: int
    hits: list[Hit]
    all_at: str = ""  # where all of them are

    @property
    def count(self) -> str:
        return said(self.number)

    @property
    def more(self) -> str:
        return self.all_at if self.number > len(self.hits) else ""


@dataclass(frozen=True)
class SearchResults:
    typed: str
    groups: list[HitGroup]

    @property
    def count(self) -> str:
        """Of all kinds together: 1,000+ as soon as one of them has so many."""
        return said(MOST + 1 if any(group.number > MOST for group in self.groups) else self._sum)

    @property
    def is_one(self) -> bool:
        return self._sum == 1

    @property
    def _sum(self) -> int:
        return sum(group.number for group in self.groups)


def said(number: int) -> str:
    return f"{MOST:,}+" if number > MOST else f"{number:,}"


def named(user: User, typed: str, on: date) -> Cycle | Agreement | Waiver | None:
    """The cycle, agreement or waiver whose reference is all that was typed, if it exists for the person."""
    reference = reference_of(typed)
    if not reference:
        return None
    rows: dict[str, QuerySet[Any]] = {
        "C": visible_to(user, on),
        "A": visible_agreements(user, on),
        "W": Waiver.objects.all(),
    }
    found: Cycle | Agreement | Waiver | None = rows[reference[0]].filter(reference=reference).first()
    return found


@dataclass(frozen=True)
class SearchScope:
    """For whom what is looked for: its words, and the cycles that the person may see, and may not."""

    user: User
    words: Sequence[str]
    on: date
    visible: QuerySet[Cycle]
    hidden: QuerySet[Cycle]


def search(user: User, typed: str, on: date) -> SearchResults:
    """Everything that holds every word. A count and one page of hits of each kind."""
    words = words_of(typed)
    if not words:
        return SearchResults("", [])
    visible, hidden = visible_to(user, on), not_visible_to(user, on).order_by()
    scope = SearchScope(user, words, on, visible, hidden)
    groups = []
    for code, kind in KINDS.items():
        rows = list(kind.find(scope)[: SHOWN + 1])
        if not rows:
            continue
        number = len(rows)
        if number > SHOWN:
            number = kind.find(scope).order_by()[: MOST + 1].count()
        hits = [
            Hit(in_bold(title, words), url, in_bold(text, words)) for title, url, text in map(kind.hit, rows[:SHOWN])
        ]
        all_at = f"{reverse('cycles')}?{urlencode({'q': ' '.join(words)})}" if code == "cycles" else ""
        groups.append(HitGroup(code, kind.name, number, hits, all_at))
    return SearchResults(" ".join(words), groups)


def _services(scope: SearchScope) -> QuerySet[Any]:
    """Each with the latest of its cycles that this person may see; without one it is as absent as they are."""
    latest = scope.visible.filter(service=OuterRef("pk")).order_by("-number").values("reference")[:1]
    named = _with_words(Service.objects.all(), scope).annotate(latest=Subquery(latest))
    seen = ~Q(pk__in=scope.hidden.values("service")) | Q(latest__isnull=False)
    found: QuerySet[Any] = (
        named.filter(seen).select_related("directorate").only("name", "directorate__name").order_by("-pk")
    )
    return found


def _cycles(scope: SearchScope) -> QuerySet[Any]:
    found = _with_words(scope.visible, scope).select_related("service", "directorate")
    return found.order_by("-serial").only(
        "reference", "number", "stage", "purpose", "service__name", "directorate__name"
    )


def _agreements(scope: SearchScope) -> QuerySet[Any]:
    found = _with_words(visible_agreements(scope.user, scope.on), scope)
    return with_suppliers(found).select_related("directorate").order_by("-serial")


def _suppliers(scope: SearchScope) -> QuerySet[Any]:
    return (
        _with_words(Supplier.objects.filter(merged_into__isnull=True), scope)
        .only("name", "company_number")
        .order_by("name", "pk")
    )


def _evidence(scope: SearchScope) -> QuerySet[Any]:
    readable = Evidence.objects.filter(readable_evidence(scope.user)).exclude(cycle__in=scope.hidden)
    found = _with_words(readable, scope).select_related("cycle__service")
    return found.only("title", "cycle__reference", "cycle__number", "cycle__service__name").order_by("-pk")


def _records(scope: SearchScope) -> QuerySet[Any]:
    """Rows of the tables of Analyse and Plan, drafts too: for officers, who read the work of every cycle they see."""
    rows = RecordText.objects.exclude(cycle__in=scope.hidden)
    if not roles_of(scope.user).is_officer:
        rows = RecordText.objects.none()
    found = _with_words(rows, scope).select_related("cycle__service")
    of_cycle = ("cycle__reference", "cycle__number", "cycle__service__name")
    return found.only("kind", "record_id", "title", "is_draft", *of_cycle).order_by("-pk")


def _people(scope: SearchScope) -> QuerySet[Any]:
    people = User.objects.filter(is_active=True) if may_see_people(scope.user) else User.objects.none()
    return _with_words(people, scope).only("name", "job_title").prefetch_related(ROLES)


def _questions(scope: SearchScope) -> QuerySet[Any]:
    """Of the edition in force, named within the statement."""
    questions = Question.objects.filter(edition=in_force(scope.on).values("pk")[:1]).select_related("principle")
    return _with_words(questions, scope)


def _with_words(rows: QuerySet[Any], scope: SearchScope) -> QuerySet[Any]:
    for word in scope.words:
        rows = rows.filter(holds(word))
    return rows


HitTexts = tuple[str, str, str]  # a title, its address, and what is said beneath it


def _service_told(service: Any) -> HitTexts:
    url = reverse("service", args=[service.pk])
    latest = f"Latest cycle {service.latest}" if service.latest else "No cycle yet"
    return service.name, url, f"{latest}, {service.directorate}"


def _cycle_told(cycle: Cycle) -> HitTexts:
    told = f"{cycle.reference}, {cycle.get_stage_display()}, {cycle.directorate}. {cycle.purpose}"
    return cycle.title, cycle.get_absolute_url(), told


def _agreement_told(row: Any) -> HitTexts:
    parts = [row.get_kind_display(), suppliers_in_words(row), str(row.directorate or "")]
    told = f"{row.reference}, {', '.join(filter(None, parts))}. {when_in_words(row)}"
    return row.title, row.get_absolute_url(), told


def _supplier_told(row: Any) -> HitTexts:
    number = f"Supplier, company number {row.company_number}" if row.company_number else "Supplier"
    return row.name, reverse("supplier", args=[row.pk]), number


def _evidence_told(item: Evidence) -> HitTexts:
    url = reverse("evidence-item", args=[item.cycle.reference, item.pk])
    return item.title, url, f"{item.cycle.title}, {item.cycle.reference}"


def _record_told(row: RecordText) -> HitTexts:
    """The page of its table, at the row."""
    page, draft = page_of_table(row.cycle, row.kind), ", draft to confirm" if row.is_draft else ""
    told = f"{page.title if page else 'Record'}{draft}, {row.cycle.title}, {row.cycle.reference}"
    return row.title, f"{page.url if page else row.cycle.get_absolute_url()}#row-{row.record_id}", told


def _person_told(person: User) -> HitTexts:
    return person.name, reverse("person", args=[person.pk]), post_of(person)


def _question_told(question: Question) -> HitTexts:
    url = f"{reverse('framework-principle', args=[question.principle.slug])}#{question.code.lower()}"
    told = f"{question.code}, {question.principle}, {question.get_stage_display()} gate. {question.text}"
    return question.title, url, told


@dataclass(frozen=True)
class SearchKind:
    """One kind of thing as it is looked for, and as a hit of it is told."""

    name: str
    find: Callable[[SearchScope], QuerySet[Any]]
    hit: Callable[[Any], HitTexts]


KINDS = {
    "services": SearchKind("Services", _services, _service_told),
    "cycles": SearchKind("Cycles", _cycles, _cycle_told),
    "agreements": SearchKind("Agreements", _agreements, _agreement_told),
    "suppliers": SearchKind("Suppliers", _suppliers, _supplier_told),
    "records": SearchKind("Records of Analyse and Plan", _records, _record_told),
    "evidence": SearchKind("Evidence", _evidence, _evidence_told),
    "people": SearchKind("People", _people, _person_told),
    "questions": SearchKind("Questions of the framework", _questions, _question_told),
}
