"""Tables to which rows are only ever added: the database itself refuses every change."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REFUSE_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def append_only(table: str) -> migrations.RunPython:
    """A migration operation: afterwards UPDATE, DELETE, TRUNCATE and REPLACE on the table raise IntegrityError.

    SQLite drops a table's triggers when a later migration alters the table; repeat the operation after it.
    """
    return migrations.RunPython(_each(table, _create_statements), _each(table, _drop_statements), elidable=False)


def _each(
    table: str, statements: Callable[[BaseDatabaseSchemaEditor, str], Iterable[str]]
) -> Callable[[Any, BaseDatabaseSchemaEditor], None]:
    def run(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in statements(editor, table):
            editor.execute(statement, params=None)

    return run


def _create_statements(editor: BaseDatabaseSchemaEditor, table: str) -> list[str]:
    if editor.connection.vendor == "postgresql":
        # TRUNCATE fires no row trigger, so it needs one of the statement
        units = (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT"))
        triggers = [
            f'CREATE TRIGGER "{table}_no_{event}" BEFORE {event.upper()} ON "{table}"'
            f" FOR EACH {unit} EXECUTE FUNCTION refuse_change()"
            for event, unit in units
        ]
        return [REFUSE_FUNCTION, *_drop_statements(editor, table), *triggers]
    return [*_drop_statements(editor, table), *_sqlite(editor, table)]


def _drop_statements(editor: BaseDatabaseSchemaEditor, table: str) -> list[str]:
    on = f' ON "{table}"' if editor.connection.vendor == "postgresql" else ""
    return [f'DROP TRIGGER IF EXISTS "{table}_no_{what}"{on}' for what in ("update", "delete", "truncate", "replace")]


def _sqlite(editor: BaseDatabaseSchemaEditor, table: str) -> list[str]:
    """INSERT OR REPLACE deletes the row in its way without firing a delete trigger, so it has one of its own."""
    refuse = f"BEGIN SELECT RAISE(ABORT, 'Rows of {table} are never changed'); END"
    clash = " OR ".join(
        "(" + " AND ".join(f'"{column}" = NEW."{column}"' for column in columns) + ")"
        for columns in _unique_columns(editor, table)
    )
    when = {"update": "", "delete": "", "replace": f'WHEN EXISTS (SELECT 1 FROM "{table}" WHERE {clash})'}
    return [
        f'CREATE TRIGGER "{table}_no_{what}" BEFORE {event} ON "{table}" {when[what]} {refuse}'
        for what, event in (("update", "UPDATE"), ("delete", "DELETE"), ("replace", "INSERT"))
    ]


def _unique_columns(editor: BaseDatabaseSchemaEditor, table: str) -> list[list[str]]:
    """The primary key and every plain unique index; partial ones don't hold for all rows."""
    with editor.connection.cursor() as cursor:
        cursor.execute(f"""SELECT name FROM pragma_index_list('{table}') WHERE "unique" AND NOT partial""")
        indexes = []
        for (index,) in cursor.fetchall():
            cursor.execute(f"SELECT name FROM pragma_index_info('{index}') ORDER BY seqno")
            indexes.append([column for (column,) in cursor.fetchall()])
    return [["id"], *(columns for columns in indexes if None not in columns)]
