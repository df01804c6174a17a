"""Finding cycles by their words: what each is called, and what it is for."""

from __future__ import annotations

from django.db.models import Q

from cycles.models import Cycle


def matches(word: str) -> Q:
    """A word in what a cycle is called or for. One column, so that one index finds it."""
    return Q(words__icontains=word)


def words_in(cycle: Cycle) -> str:
    """What a cycle is found by. The services write it into the row whenever one of these is written."""
    return f"{cycle.reference} {cycle.service.name} {cycle.purpose}"
