"""Searching services, cycles, agreements, suppliers, records, evidence, people and the framework's questions.

Each within what the person may see: overview/selectors/search_kinds.py. One statement a kind brings its first hits,
the newest first, and another counts all the kinds that have more. A common word is soon found often enough, a rare one
by the trigram index.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from contracts.models import Agreement, Waiver
from contracts.selectors.visibility import visible_agreements
from cycles.models import Cycle
from cycles.selectors.visibility import visible_to
from overview.selectors.search_kinds import KINDS, SearchScope, count_hits
from ui.text_search import in_bold, reference_of, words_of

SHOWN = 20
MOST = 200  # beyond it nobody counts on: more words find what is wanted


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
        """Of all kinds together: 200+ as soon as one of them has so many."""
        return said(MOST + 1 if any(group.number > MOST for group in self.groups) else self._sum)

    @property
    def is_one(self) -> bool:
        return self._sum == 1

    @property
    def _sum(self) -> int:
        return sum(group.number for group in self.groups)


def said(number: int) -> str:
    return f"{MOST}+" if number > MOST else str(number)


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


def search(user: User, typed: str, on: date) -> SearchResults:
    """Everything that holds every word: the first hits of each kind, and one count of the kinds that have more."""
    words = words_of(typed)
    if not words:
        return SearchResults("", [])
    scope = SearchScope.of(user, words, on)
    found = {code: rows for code, kind in KINDS.items() if (rows := kind.first(scope, SHOWN + 1))}
    more = {code: KINDS[code] for code, rows in found.items() if len(rows) > SHOWN}
    numbers = count_hits(more, scope, MOST) if more else {}
    groups = []
    for code, rows in found.items():
        hits = [
            Hit(in_bold(title, words), url, in_bold(text, words))
            for title, url, text in map(KINDS[code].told, rows[:SHOWN])
        ]
        all_at = f"{reverse('cycles')}?{urlencode({'q': ' '.join(words)})}" if code == "cycles" else ""
        groups.append(HitGroup(code, KINDS[code].name, numbers.get(code, len(rows)), hits, all_at))
    return SearchResults(" ".join(words), groups)
