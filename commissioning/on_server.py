"""Statements that PostgreSQL keeps, parsed and planned, for as long as a connection lasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from psycopg2.extensions import AsIs


@dataclass
class _Kept:
    """The names of the statements that one connection knows."""

    names: WeakKeyDictionary[Any, str] = field(default_factory=WeakKeyDictionary)
    numbers: count[int] = field(default_factory=count)


_kept: WeakKeyDictionary[Any, _Kept] = WeakKeyDictionary()


def place(number: int) -> Any:
    """What stands in a statement for the value of that number, the first being 0."""
    return AsIs(f"${number + 1}")


def executing(connection: Any, statement: object, sql: str, params: Sequence[Any], values: int) -> str:
    """What executes the statement with so many values; this connection's server is told of it the first time.

    `params` has places where the values belong. The connection is Django's.
    """
    connection.ensure_connection()
    kept = _kept.setdefault(connection.connection, _Kept())
    name = kept.names.get(statement)
    if name is None:
        name = f"kept_{next(kept.numbers)}"
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute(f"PREPARE {name} AS {sql}", params)
        kept.names[statement] = name
    return f"EXECUTE {name} ({', '.join(['%s'] * values)})" if values else f"EXECUTE {name}"
