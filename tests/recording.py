"""What a request writes: each statement as it goes, and the whole database as one figure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

READING = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "DECLARE", "FETCH", "CLOSE", "PRAGMA", "SET")


@dataclass
class Written:
    """The statements that change rows; sessions keep time by themselves."""

    statements: list[str] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.lstrip().upper().startswith(READING) and "django_session" not in sql:
            self.statements.append(sql[:120])
        return execute(sql, params, many, context)


@contextmanager
def written() -> Iterator[Written]:
    record = Written()
    with connection.execute_wrapper(record):
        yield record


def digest() -> str:
    """Every row of every table but sessions."""
    whole = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table != "django_session":
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                whole.update(repr((table, sorted(map(repr, cursor.fetchall())))).encode())
    return whole.hexdigest()
