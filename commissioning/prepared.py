"""Statements that are put together once and asked again and again.

Django takes longer to build a statement of many parts than the database takes to answer it. The few that every page
asks are kept as they were sent the first time; only their values change. docs/adr/0015 has why, and what to mind.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, wraps
from itertools import count
from typing import Any, ParamSpec, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Model, QuerySet, prefetch_related_objects

from commissioning import on_server

Given = ParamSpec("Given")
Row = TypeVar("Row")
Facts = tuple[tuple[str, Hashable], ...]
Kind = type | tuple[type, int]  # of a value its type, of several of one type how many there are too

KEPT = 500  # statements, the one that was not asked for longest going first
FIRST = 2_000_000_000  # no statement names such a number by itself, and every column of numbers holds it
LAST_DAY = date.max.toordinal()


class NotPrepared(Exception):
    """A statement that changes with its values otherwise than where it asks for them."""


def prepared(build: Callable[Given, QuerySet[Any, Row]]) -> Callable[Given, list[Row]]:
    """Make a function that builds a statement give its rows, and build it only the first time.

    What is given by place are values of the statement: a number, a text, a day, or a sequence of them. `build` may
    do nothing with them but hand them on. What is given by name is what the statement is made of, hashable; there is
    a statement for each.
    """

    return _once(build, planned=True)


def built_once(build: Callable[Given, QuerySet[Any, Row]]) -> Callable[Given, list[Row]]:
    """The same where the best plan depends on the values, as with words to be found: it is planned each time."""
    return _once(build, planned=False)


def _once(build: Callable[Given, QuerySet[Any, Row]], *, planned: bool) -> Callable[Given, list[Row]]:
    @wraps(build)
    def rows(*values: Given.args, **facts: Given.kwargs) -> list[Row]:
        given = [_kept_as(value) for value in values]
        statement = _statement(build, tuple(map(_kind, given)), tuple(sorted(facts.items())))
        return cast("list[Row]", statement.rows(_flat(given), planned=planned) if statement else [])

    return rows


def _kept_as(value: Any) -> Any:
    return value if isinstance(value, str | int | date) else tuple(value)


def _kind(value: Any) -> Kind:
    if isinstance(value, tuple):
        return _type(value[0]) if value else int, len(value)
    return _type(value)


def _type(value: Any) -> type:
    return next(kind for kind in (str, int, date) if isinstance(value, kind))


def _flat(values: Sequence[Any]) -> list[Any]:
    return [one for value in values for one in (value if isinstance(value, tuple) else (value,))]


@lru_cache(maxsize=KEPT)
def _statement(build: Callable[..., QuerySet[Any]], kinds: tuple[Kind, ...], facts: Facts) -> _Statement | None:
    """The statement with places for its values; None where it can't find anything, whatever they are."""
    found = _built(build, kinds, facts, count())
    if found and build not in _checked:
        _check(build, found, _built(build, kinds, facts, count(500)))
    return found


_checked: set[Callable[..., Any]] = set()


def _check(build: Callable[..., QuerySet[Any]], found: _Statement, other: _Statement | None) -> None:
    """Whether it does more with its values than ask for them: then the same with other values is another statement."""
    if other is None or found.differs(other):
        raise NotPrepared(f"{build.__qualname__} does more with its values than ask for them")
    _checked.add(build)


def _built(
    build: Callable[..., QuerySet[Any]], kinds: tuple[Kind, ...], facts: Facts, numbers: Iterator[int]
) -> _Statement | None:
    values = [_stand_in(kind, numbers) for kind in kinds]
    queryset = build(*values, **dict(facts))
    compiler = queryset.query.get_compiler(queryset.db)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    places = {_sent(queryset.db, value): place for place, value in enumerate(_flat(values))}
    found = [places.get(param) if isinstance(param, Hashable) else None for param in params]
    return _Statement(queryset, compiler, sql, params, found)


def _stand_in(kind: Kind, numbers: Iterator[int]) -> Any:
    """Something that takes a value's place while the statement is built, and that nothing else is equal to."""
    if isinstance(kind, tuple):
        return tuple(_stand_in(kind[0], numbers) for _ in range(kind[1]))
    number = next(numbers)
    if kind is str:
        return f"value {number} of a prepared statement"
    return FIRST + number if kind is int else date.fromordinal(LAST_DAY - number)


def _sent(using: str, value: Any) -> Any:
    """As the database is sent it."""
    return connections[using].ops.adapt_datefield_value(value) if isinstance(value, date) else value


@dataclass(eq=False)
class _Statement:
    queryset: QuerySet[Any]
    compiler: Any
    sql: str
    params: Sequence[Any]
    places: Sequence[int | None]  # which of the values each parameter is
    times: int = 0  # that it was asked

    def differs(self, other: _Statement) -> bool:
        """Whether the same statement with other values is another one."""
        fixed = [
            [param for param, place in zip(one.params, one.places, strict=True) if place is None]
            for one in (self, other)
        ]
        return (self.sql, self.places, fixed[0]) != (other.sql, other.places, fixed[1])

    def rows(self, values: Sequence[Any], *, planned: bool) -> list[Any]:
        connection = connections[self.queryset.db]  # this thread's own
        sent = [_sent(connection.alias, value) for value in values]
        sql, params = self._planned(connection, sent) if planned else (self.sql, self._with(sent))
        compiler, query = copy(self.compiler), copy(self.queryset.query)
        compiler.connection = connection
        compiler.as_sql = lambda *args, **kwargs: (sql, tuple(params))
        query.get_compiler = lambda *args, **kwargs: compiler  # type: ignore[method-assign]
        return self._asked(query)

    def _planned(self, connection: Any, values: Sequence[Any]) -> tuple[str, Sequence[Any]]:
        """From the second time on PostgreSQL keeps it too: planning takes it longer than most answers."""
        self.times += 1
        if connection.vendor != "postgresql" or self.times == 1:
            return self.sql, self._with(values)
        asked = sorted({place for place in self.places if place is not None})
        places = {place: on_server.place(number) for number, place in enumerate(asked)}
        sql = on_server.executing(connection, self, self.sql, self._with(places), len(asked))
        return sql, [values[place] for place in asked]

    def _with(self, values: Any) -> list[Any]:
        """Its parameters with these values in their places."""
        return [p if place is None else values[place] for p, place in zip(self.params, self.places, strict=True)]

    def _asked(self, query: Any) -> list[Any]:
        like: Any = self.queryset
        asked: Any = like.__class__(like.model, query, like._db)
        for name in ("_iterable_class", "_fields", "_known_related_objects"):
            setattr(asked, name, getattr(like, name))
        found = list(asked)
        prefetch_related_objects(found, *like._prefetch_related_lookups)
        return found


def known(one: Model, related: str, rows: Sequence[Any]) -> None:
    """From now on `one.related.all()` is these rows, as if Django had prefetched them."""
    manager: Any = getattr(one, related)
    for row in rows:
        setattr(row, manager.field.name, one)
    found = manager.get_queryset()
    found._result_cache, found._prefetch_done = list(rows), True
    one.__dict__.setdefault("_prefetched_objects_cache", {})[manager.field.remote_field.cache_name] = found
