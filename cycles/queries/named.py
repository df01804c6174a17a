"""Finding cycles by the words that people know them by."""

from __future__ import annotations

from django.db.models import Q


def matches(word: str) -> Q:
    """A word in what a cycle is called or for."""
    return Q(service__name__icontains=word) | Q(reference__icontains=word) | Q(purpose__icontains=word)
