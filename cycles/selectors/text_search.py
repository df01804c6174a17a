"""Finding services, cycles and evidence by their words: each keeps them in one column, in capitals.

So one index finds them, and looking through many of them changes no letter: databases differ in how they do that.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import F, Lookup

from cycles.models import Cycle


class Like(Lookup[str]):
    """Whether a text is as a pattern has it. What Django has for it makes the pattern within the statement."""

    lookup_name = "like"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        text, first = self.process_lhs(compiler, connection)
        pattern, last = self.process_rhs(compiler, connection)
        return f"{text} LIKE {pattern}", (*first, *last)

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        sql, params = self.as_sql(compiler, connection)
        return rf"{sql} ESCAPE '\'", params


def matches(pattern: str) -> Like:
    """What a row is found by, as a pattern has it."""
    return Like(F("words"), pattern)


def pattern_of(word: str) -> str:
    """A word, or a part of one, in capitals."""
    return f"%{connection.ops.prep_for_like_query(folded(word))}%"


def folded(text: str) -> str:
    """A text as it is kept for finding: the name of a service, the title of evidence."""
    return text.upper()


def search_text(cycle: Cycle) -> str:
    """What a cycle is found by: how it is called, and what it is for."""
    return folded(f"{cycle.reference} {cycle.service.name} {cycle.purpose}")
