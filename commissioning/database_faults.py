"""What is wrong with the database itself, told from a fault of the program by the codes of its errors."""

from __future__ import annotations

import sqlite3
from enum import StrEnum

import psycopg2
from django.db import Error, InterfaceError, OperationalError

from commissioning.postgresql import NoAnswerError


class DatabaseFault(StrEnum):
    """Each has its sentences in templates/503.html, and one for monitors here."""

    LOCKED = "locked"
    READ_ONLY = "read-only"
    FULL = "full"
    SILENT = "silent"
    AWAY = "away"

    @property
    def sentence(self) -> str:
        return {
            DatabaseFault.LOCKED: "The database is locked by another program",
            DatabaseFault.READ_ONLY: "The database can only be read",
            DatabaseFault.FULL: "The disk of the database is full",
            DatabaseFault.SILENT: "The database does not answer",
            DatabaseFault.AWAY: "The database cannot be reached",
        }[self]


POSTGRESQL = {
    "55P03": DatabaseFault.LOCKED,  # a row stayed locked for too long
    "40P01": DatabaseFault.LOCKED,  # two transactions waited for each other
    "40001": DatabaseFault.LOCKED,
    "25006": DatabaseFault.READ_ONLY,
    "53100": DatabaseFault.FULL,
    "57014": DatabaseFault.SILENT,  # a statement took too long
}
AWAY_CLASSES = ("08", "53", "57", "58")  # connection, resources, an operator's doing, the system
SQLITE = {
    sqlite3.SQLITE_BUSY: DatabaseFault.LOCKED,
    sqlite3.SQLITE_LOCKED: DatabaseFault.LOCKED,
    sqlite3.SQLITE_READONLY: DatabaseFault.READ_ONLY,
    sqlite3.SQLITE_FULL: DatabaseFault.FULL,
    sqlite3.SQLITE_IOERR: DatabaseFault.AWAY,
    sqlite3.SQLITE_CANTOPEN: DatabaseFault.AWAY,
}


def fault_of(error: BaseException | None) -> DatabaseFault | None:
    """None for an error of the program, such as a column that is not there."""
    cause = error.__cause__ if isinstance(error, Error) else None
    if isinstance(cause, sqlite3.Error):
        return SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    if isinstance(cause, NoAnswerError):
        return DatabaseFault.SILENT
    if isinstance(cause, psycopg2.Error) and (code := cause.pgcode):
        return POSTGRESQL.get(code) or (DatabaseFault.AWAY if code.startswith(AWAY_CLASSES) else None)
    # without a code: no connection came about, or it broke
    is_broken = isinstance(cause, psycopg2.Error) and isinstance(error, (OperationalError, InterfaceError))
    return DatabaseFault.AWAY if is_broken else None
