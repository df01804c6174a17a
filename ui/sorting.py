"""The order of a dictionary for names and titles, in the database and in Python: apple, Éclair, Łódź, Zebra.

It is that of the root collation of ICU: a migration of accounts tells PostgreSQL, each new connection tells SQLite.
"""

from __future__ import annotations

import icu

COLLATION = "dictionary"  # for `db_collation` of what lists are sorted by
_collator = icu.Collator.createInstance(icu.Locale.getRoot())


def sort_key(text: str) -> tuple[bytes, str]:
    """By which names are sorted; of two that a dictionary takes for one, the text itself decides."""
    return _collator.getSortKey(text), text


def compare(first: str, second: str) -> int:
    """0 only for the same text: SQLite asks for equality by it, too."""
    return _collator.compare(first, second) or (first > second) - (first < second)
