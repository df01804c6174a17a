"""What a request writes: each statement as it goes, and the whole database as one figure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

KEEP_TIME = ("django_session", "accounts_visit", "accounts_signinattempt", "audit_securityevent", "unsaved_sentform")
READING = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "DECLARE", "FETCH", "CLOSE", "PRAGMA", "SET")
WRITING = re.compile(r"\b(INSERT|UPDATE|DELETE|MERGE)\b", re.IGNORECASE)


@dataclass
class Written:
    """The statements that change rows. Sessions, visits, presses and the security record keep time."""

    statements: list[str] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        start = sql.lstrip().upper()
        reads = start.startswith(READING) or (start.startswith("WITH") and not WRITING.search(sql))
        if not reads and not any(table in sql for table in KEEP_TIME):
            self.statements.append(sql[:120])
        return execute(sql, params, many, context)


@contextmanager
def written() -> Iterator[Written]:
    record = Written()
    with connection.execute_wrapper(record):
        yield record


def digest() -> str:
    """Every row of every table but those that keep time."""
    whole = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table not in KEEP_TIME:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                whole.update(repr((table, sorted(map(repr, cursor.fetchall())))).encode())
    return whole.hexdigest()
