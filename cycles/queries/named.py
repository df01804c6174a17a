"""Finding services, cycles and evidence by their words: each keeps them in one column, in capitals.

So one index finds them, and looking through many of them changes no letter: databases differ in how they do that.
"""

from __future__ import annotations

from django.db.models import Q

from cycles.models import Cycle


def matches(word: str) -> Q:
    """A word, or a part of one, in what a row is found by."""
    return Q(words__contains=folded(word))


def folded(text: str) -> str:
    """A text as it is kept for finding: the name of a service, the title of evidence."""
    return text.upper()


def words_in(cycle: Cycle) -> str:
    """What a cycle is found by: how it is called, and what it is for."""
    return folded(f"{cycle.reference} {cycle.service.name} {cycle.purpose}")
