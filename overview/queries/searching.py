"""Searching services, cycles, evidence, people and the framework's questions, each within what the person may see.

One statement a kind brings its first hits, the newest first; one more counts the kinds that have others besides. A
common word is soon found often enough, a rare one by the index of its letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from accounts.policies import may_see_people
from accounts.standing import standing
from cycles.models import LIVE_STAGES, Answer, Cycle, CycleStage, Evidence, Service
from cycles.queries.many import HowMany
from cycles.queries.named import matches
from cycles.queries.visible import hidden_from, seen_by, sight_of
from cycles.queries.words import in_bold, words_of
from principles.models import Question
from principles.queries import in_force

SHOWN = 20
MOST = 1_000  # beyond it nobody counts on
REFERENCE = re.compile(r"c\s*-?\s*0*(\d{1,8})", re.IGNORECASE)


@dataclass(frozen=True)
class Hit:
    """One thing found: its name and what is said beneath it, in pieces with the matched words marked."""

    title: list[tuple[str, bool]]
    url: str
    text: list[tuple[str, bool]]


@dataclass(frozen=True)
class Group:
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


@dataclass(frozen=True, eq=False)
class _Kind:
    """One kind of thing as it is looked for."""

    code: str
    name: str
    found: QuerySet[Any]
    hit: Callable[[Any], Hit | None]  # None of what leads nowhere
    all_at: str = ""


@dataclass(frozen=True)
class Found:
    typed: str
    groups: list[Group]

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


def cycle_named(typed: str, visible: QuerySet[Cycle]) -> Cycle | None:
    """The cycle whose reference is all that was typed, however it was written: C-0147, c147."""
    named = REFERENCE.fullmatch(typed.strip())
    return visible.filter(reference=f"C-{int(named[1]):04d}").first() if named else None


def search(user: User, typed: str, on: date) -> Found:
    """Everything that holds every word. A count and one page of hits of each kind."""
    words = words_of(typed)
    if not words:
        return Found("", [])
    sight = sight_of(user, on)
    visible, hidden = seen_by(user.pk, sight), hidden_from(user.pk, sight).order_by()
    kinds = [
        _services(visible, hidden, words),
        _cycles(visible, words),
        _evidence(user, hidden, words),
        _people(user, words),
        _questions(words, on),
    ]
    return Found(" ".join(words), _groups(user, kinds))


def _groups(user: User, kinds: Iterable[_Kind]) -> list[Group]:
    rows = {kind: list(kind.found[: SHOWN + 1]) for kind in kinds}
    numbers = _counted(user, [kind for kind, found in rows.items() if len(found) > SHOWN])
    hits = {kind: [*filter(None, map(kind.hit, found[:SHOWN]))] for kind, found in rows.items()}
    return [
        Group(kind.code, kind.name, numbers.get(kind.code, len(shown)), shown, kind.all_at)
        for kind, shown in hits.items()
        if shown
    ]


def _counted(user: User, kinds: Sequence[_Kind]) -> dict[str, int]:
    """The number of each of these kinds, all in one statement; whoever asks is the row that it stands on."""
    counts = {kind.code: HowMany(kind.found.order_by().values("pk")[: MOST + 1]) for kind in kinds}
    rows: QuerySet[User, Any] = User.objects.order_by().values(**counts)
    return dict(rows.get(pk=user.pk)) if counts else {}


def _services(visible: QuerySet[Cycle], hidden: QuerySet[Cycle], words: Sequence[str]) -> _Kind:
    """Each with the latest of its cycles that this person may see; without one it is as absent as they are."""
    latest = visible.filter(service=OuterRef("pk")).order_by("-number").values("reference")[:1]
    named = _with_words(Service.objects.all(), words, matches).annotate(latest=Subquery(latest))
    seen = ~Q(pk__in=hidden.values("service")) | Q(latest__isnull=False)
    found = named.filter(seen).select_related("directorate").only("name", "directorate__name").order_by("-pk")

    def hit(service: Any) -> Hit | None:
        if service.latest is None:  # it never had a cycle
            return None
        told = f"Latest cycle {service.latest}, {service.directorate}"
        return Hit(in_bold(service.name, words), reverse("cycle", args=[service.latest]), in_bold(told, words))

    return _Kind("services", "Services", found, hit)


def _cycles(visible: QuerySet[Cycle], words: Sequence[str]) -> _Kind:
    found = _with_words(visible, words, matches).select_related("service", "directorate").order_by("-serial")
    found = found.only("reference", "stage", "purpose", "service__name", "directorate__name")

    def hit(cycle: Cycle) -> Hit:
        told = f"{cycle.reference}, {cycle.get_stage_display()}, {cycle.directorate}. {cycle.purpose}"
        return Hit(in_bold(str(cycle.service), words), cycle.get_absolute_url(), in_bold(told, words))

    return _Kind("cycles", "Cycles", found, hit, f"{reverse('cycles')}?{urlencode({'q': ' '.join(words)})}")


def _evidence(user: User, hidden: QuerySet[Cycle], words: Sequence[str]) -> _Kind:
    readable = Evidence.objects.exclude(cycle__in=hidden)
    if not standing(user).is_officer:
        readable = readable.filter(Exists(_past_answers()), confidential=False)
    found = _with_words(readable, words, matches)

    def hit(item: Evidence) -> Hit:
        url = reverse("evidence-item", args=[item.cycle.reference, item.pk])
        told = f"{item.cycle.service}, {item.cycle.reference}"
        return Hit(in_bold(item.title, words), url, in_bold(told, words))

    found = found.select_related("cycle__service").only("title", "cycle__reference", "cycle__service__name")
    return _Kind("evidence", "Evidence", found.order_by("-pk"), hit)


def _past_answers() -> QuerySet[Answer]:
    """Answers that rest on an item of evidence, of gates that have been passed: what councillors read."""
    past = Q(cycle__stage=CycleStage.CLOSED)
    for place, stage in enumerate(LIVE_STAGES):
        later = LIVE_STAGES[place + 1 :]
        past |= Q(question__stage=stage, cycle__stage__in=later)
        past |= Q(question__stage=stage, cycle__stage=CycleStage.STOPPED, cycle__stopped_in__in=later)
    return Answer.objects.filter(past, evidence=OuterRef("pk"), set_aside_because="")


def _people(user: User, words: Sequence[str]) -> _Kind:
    people = User.objects.filter(is_active=True) if may_see_people(user) else User.objects.none()
    found = _with_words(people, words, lambda word: Q(name__icontains=word) | Q(job_title__icontains=word))

    def hit(person: User) -> Hit:
        return Hit(in_bold(person.name, words), _address("person", person.pk), in_bold(person.job_title, words))

    return _Kind("people", "People", found.only("name", "job_title"), hit)


def _questions(words: Sequence[str], on: date) -> _Kind:
    """Of the edition in force, named within the statement."""
    questions = Question.objects.filter(edition=in_force(on).values("pk")[:1]).select_related("principle")
    found = _with_words(
        questions, words, lambda word: Q(title__icontains=word) | Q(text__icontains=word) | Q(code__icontains=word)
    )

    def hit(question: Question) -> Hit:
        url = f"{reverse('framework-principle', args=[question.principle.slug])}#{question.code.lower()}"
        told = f"{question.code}, {question.principle}, {question.get_stage_display()} gate. {question.text}"
        return Hit(in_bold(question.title, words), url, in_bold(told, words))

    return _Kind("questions", "Questions of the framework", found, hit)


def _with_words(rows: QuerySet[Any], words: Sequence[str], holds: Callable[[str], Q]) -> QuerySet[Any]:
    for word in words:
        rows = rows.filter(holds(word))
    return rows


def _address(name: str, *args: object) -> str:
    """An address, or "" while there is no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
