"""Finding rows by their words: each keeps the text that it is found by, folded, in one column.

So one index finds them, and no database has to know which letters are alike: they differ in that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.apps.registry import Apps
from django.db import connection, migrations
from django.db.models import F, Lookup, Q
from django.db.models.functions import Lower

from ui.text import clean_line, folded

MOST_LETTERS = 200
MOST_WORDS = 8
NEVER = "(?!)"  # a pattern that nothing fits
REFERENCE = re.compile(r"([acw])\s*-?\s*0*([0-9]{1,8})")


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


def holds(word: str, field: str = "words") -> Q:
    """The rows whose folded words hold a word, a part of one, or the reference that it means."""
    condition = Q()
    for form in _forms_of(word):
        condition |= Q(Like(F(field), f"%{connection.ops.prep_for_like_query(form)}%"))
    return condition


def holds_sql(words: Iterable[str], column: str) -> tuple[str, list[str]]:
    """`holds` of each of these words as one condition of SQL, with its values."""
    like = rf"{column} LIKE %s ESCAPE '\'"
    patterns = [[f"%{connection.ops.prep_for_like_query(form)}%" for form in _forms_of(word)] for word in words]
    conditions = [f"({' OR '.join([like] * len(forms))})" for forms in patterns if forms]
    return " AND ".join(conditions) or "1 = 1", [pattern for forms in patterns for pattern in forms]


def reference_of(typed: str) -> str:
    """The reference that all of the text means: C-0147, written as "c147", "C 0147" or "c–147"; else ""."""
    named = REFERENCE.fullmatch(folded(clean_line(typed)))
    return f"{named[1].upper()}-{int(named[2]):04d}" if named else ""


def words_of(typed: str) -> list[str]:
    """The first few words of what was typed; a whole reference is one."""
    line = clean_line(typed[:MOST_LETTERS])
    return ["".join(line.split())] if reference_of(line) else line.split()[:MOST_WORDS]


@lru_cache(maxsize=2_000)
def _folded_letter(letter: str) -> str:
    """A page of hits folds thousands of letters, and few different ones."""
    return folded(letter)


def in_bold(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is one of the words: escaping is left to the template."""
    pieces, done = [], 0
    for begin, end in _places_of(text, _any_of(tuple(words))):
        start = max(done, begin)
        pieces += [(text[done:start], False), (text[start:end], True)]
        done = end
    return [piece for piece in (*pieces, (text[done:], False)) if piece[0]]


@lru_cache(maxsize=100)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """What a page of hits marks in each of its texts, the longest words first."""
    forms = {form for word in words for form in _forms_of(word)}
    return re.compile("|".join(map(re.escape, sorted(forms, key=lambda form: (-len(form), form)))) or NEVER)


def _places_of(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """From which letter up to which the folded text fits the pattern; of most texts the letters fold one by one."""
    if text.isascii():
        yield from (match.span() for match in pattern.finditer(folded(text)))
        return
    letters = [_folded_letter(letter) for letter in text]
    places = [place for place, letter in enumerate(letters) for _ in letter]
    for match in pattern.finditer("".join(letters)):
        start, end = places[match.start()], places[match.end() - 1] + 1
        while end < len(text) and not letters[end]:  # the accents of the last letter
            end += 1
        yield start, end


def _forms_of(word: str) -> list[str]:
    """What a word is looked for by: a road may be called A46, too."""
    return list(dict.fromkeys(filter(None, (folded(word), reference_of(word).lower()))))


def fold_words(app: str, *models: str) -> migrations.RunPython:
    """A migration operation: fold the column `words` of these models, which held capitals."""

    def fold(apps: Apps, _editor: Any) -> None:
        for name in models:
            rows = apps.get_model(app, name)._default_manager.order_by("pk")
            rows.update(words=Lower("words"))
            batch = []
            for row in rows.filter(words__regex=r"[^\x01-\x7f]").only("words").iterator(500):
                row.words = folded(row.words)
                batch.append(row)
                if len(batch) == 500:
                    rows.model._default_manager.bulk_update(batch, ["words"])
                    batch = []
            rows.model._default_manager.bulk_update(batch, ["words"])

    return migrations.RunPython(fold, migrations.RunPython.noop, elidable=False)
