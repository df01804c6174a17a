"""What the database itself refuses: changing what was sealed, and deciding one's own gate."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SEALED = (
    "cycle_id",
    "stage",
    "visit",
    "number",
    "pack",
    "digest",
    "note",
    "next_step",
    "next_need_by",
    "submitted_by_id",
    "submitted_at",
)

OWN_GATE = "Nobody decides a gate of a cycle that they lead, submitted or wrote for"
OWN_GATE_RULE = """EXISTS (
    SELECT 1 FROM approvals_involved
    WHERE submission_id = NEW.submission_id AND user_id IN (NEW.decider_id, NEW.cover_for_id)
)"""
SEALED_PACK = "What a submission sealed is never changed"

FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {rule} THEN
        RAISE EXCEPTION '{says}' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""


def _create(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    _drop(apps, editor)
    statements = _postgresql() if editor.connection.vendor == "postgresql" else _sqlite()
    for statement in statements:
        editor.execute(statement, params=None)


def _drop(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    postgresql = editor.connection.vendor == "postgresql"
    for table, trigger in (
        ("approvals_decision", "approvals_decision_not_ones_own"),
        ("approvals_submission", "approvals_submission_sealed"),
        ("approvals_submission", "approvals_submission_no_delete"),
        ("approvals_submission", "approvals_submission_no_replace"),
    ):
        editor.execute(f"DROP TRIGGER IF EXISTS {trigger}" + (f" ON {table}" if postgresql else ""), params=None)


def _postgresql() -> Iterable[str]:
    """`refuse_change()` is the function of the record's own triggers."""
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in SEALED)
    yield FUNCTION.format(name="refuse_own_decision", rule=OWN_GATE_RULE, says=OWN_GATE)
    yield FUNCTION.format(name="refuse_unsealing", rule=changed, says=SEALED_PACK)
    yield _trigger("approvals_decision", "not_ones_own", "INSERT", "refuse_own_decision")
    yield _trigger("approvals_submission", "sealed", "UPDATE", "refuse_unsealing")
    yield _trigger("approvals_submission", "no_delete", "DELETE", "refuse_change")


def _trigger(table: str, name: str, event: str, function: str) -> str:
    return f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"


def _sqlite() -> Iterable[str]:
    """REPLACE deletes the row in its way without firing a delete trigger, so it has a trigger of its own."""
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in SEALED)
    in_the_way = "EXISTS (SELECT 1 FROM approvals_submission WHERE id = NEW.id)"
    for table, name, event, when, says in (
        ("approvals_decision", "not_ones_own", "INSERT", f"WHEN {OWN_GATE_RULE}", OWN_GATE),
        ("approvals_submission", "sealed", "UPDATE", f"WHEN {changed}", SEALED_PACK),
        ("approvals_submission", "no_delete", "DELETE", "", SEALED_PACK),
        ("approvals_submission", "no_replace", "INSERT", f"WHEN {in_the_way}", SEALED_PACK),
    ):
        yield (
            f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} {when} BEGIN SELECT RAISE(ABORT, '{says}'); END"
        )


def separation_of_duties() -> migrations.RunPython:
    """A migration operation: a sealed pack never changes, and nobody decides a gate that they are involved in.

    SQLite drops a table's triggers when a later migration alters the table; repeat the operation after it.
    """
    return migrations.RunPython(_create, _drop, elidable=False)
