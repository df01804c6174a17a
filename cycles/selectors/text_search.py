"""Finding services, cycles and evidence by their words: each keeps them in one column, in capitals.

So one index finds them, and looking through many of them changes no letter: databases differ in how they do that.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import F, Lookup

from cycles.models import Cycle


class Like(Lookup[str]):
    """LIKE with a ready pattern as the parameter; Django's `contains` would escape it within the statement."""

    lookup_name = "like"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        text, first = self.process_lhs(compiler, connection)
        pattern, last = self.process_rhs(compiler, connection)
        return f"{text} LIKE {pattern}", (*first, *last)

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        sql, params = self.as_sql(compiler, connection)
        return rf"{sql} ESCAPE '\'", params


def matches(pattern: str) -> Like:
    """The rows whose `words` match the pattern."""
    return Like(F("words"), pattern)


def pattern_of(word: str) -> str:
    """The pattern that finds a word or a part of one."""
    return f"%{connection.ops.prep_for_like_query(folded(word))}%"


def folded(text: str) -> str:
    """A text as it is stored in `words`."""
    return text.upper()


def search_text(cycle: Cycle) -> str:
    """The words by which a cycle is found: reference, service and purpose."""
    return folded(f"{cycle.reference} {cycle.service.name} {cycle.purpose}")
