"""What the database itself refuses: changing what was sealed or decided, and deciding one's own gate."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from audit.triggers import append_only

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
    SELECT 1 FROM cycles_involved
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


def create(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    statements = _postgresql() if editor.connection.vendor == "postgresql" else _sqlite()
    for statement in statements:
        editor.execute(statement, params=None)


def drop(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    postgresql = editor.connection.vendor == "postgresql"
    for table, trigger in (
        ("cycles_decision", "cycles_decision_not_ones_own"),
        ("cycles_submission", "cycles_submission_sealed"),
        ("cycles_submission", "cycles_submission_no_delete"),
        ("cycles_submission", "cycles_submission_no_replace"),
    ):
        editor.execute(f"DROP TRIGGER IF EXISTS {trigger}" + (f" ON {table}" if postgresql else ""), params=None)


def _postgresql() -> Iterable[str]:
    """`refuse_change()` is the function of the record's own triggers."""
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in SEALED)
    yield FUNCTION.format(name="refuse_own_decision", rule=OWN_GATE_RULE, says=OWN_GATE)
    yield FUNCTION.format(name="refuse_unsealing", rule=changed, says=SEALED_PACK)
    yield _trigger("cycles_decision", "not_ones_own", "INSERT", "refuse_own_decision")
    yield _trigger("cycles_submission", "sealed", "UPDATE", "refuse_unsealing")
    yield _trigger("cycles_submission", "no_delete", "DELETE", "refuse_change")


def _trigger(table: str, name: str, event: str, function: str) -> str:
    return f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"


def _sqlite() -> Iterable[str]:
    """REPLACE takes the row in its way out without a word to a delete trigger, so it has one of its own."""
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in SEALED)
    in_the_way = "EXISTS (SELECT 1 FROM cycles_submission WHERE id = NEW.id)"
    for table, name, event, when, says in (
        ("cycles_decision", "not_ones_own", "INSERT", f"WHEN {OWN_GATE_RULE}", OWN_GATE),
        ("cycles_submission", "sealed", "UPDATE", f"WHEN {changed}", SEALED_PACK),
        ("cycles_submission", "no_delete", "DELETE", "", SEALED_PACK),
        ("cycles_submission", "no_replace", "INSERT", f"WHEN {in_the_way}", SEALED_PACK),
    ):
        yield (
            f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} {when} BEGIN SELECT RAISE(ABORT, '{says}'); END"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("cycles", "0001_initial"),
        ("audit", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("cycle", "details_version", models.PositiveIntegerField(default=0)),
        migrations.AlterField(
            "condition",
            "state",
            models.CharField(
                choices=[
                    ("open", "Open"),
                    ("claimed", "Done, waiting to be checked"),
                    ("met", "Met"),
                    ("lapsed", "Lapsed: its gate did not pass on it"),
                ],
                default="open",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            "decision",
            models.UniqueConstraint(
                condition=models.Q(("replaces__isnull", True)),
                fields=("submission", "decider"),
                name="one_person_signs_one_step",
            ),
        ),
        append_only("cycles_decision"),
        append_only("cycles_answerrevision"),
        append_only("cycles_involved"),
        migrations.RunPython(create, drop, elidable=False),
    ]
