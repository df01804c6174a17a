"""The database refuses to change the record, whoever asks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from audit import services as trail
from audit.models import Event
from tests.audit import NOW

pytestmark = pytest.mark.django_db


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


UPSERT = (
    "INSERT INTO audit_event (id, chain, seq, at, authority, verb, object_type, facts, prev_hash, hash)"
    " SELECT id, chain, seq, at, authority, 'forged', object_type, facts, prev_hash, hash"
    " FROM audit_event WHERE chain = 'test' ON CONFLICT (chain, seq) DO UPDATE SET verb = excluded.verb"
)
REPLACE_BY_KEY = (
    "INSERT OR REPLACE INTO audit_event (id, chain, seq, at, authority, verb, object_type, facts, prev_hash, hash)"
    " SELECT id, 'other', 1, at, authority, 'forged', object_type, facts, prev_hash, hash"
    " FROM audit_event WHERE chain = 'test'"
)

REPLACE_BY_PLACE = REPLACE_BY_KEY.replace("SELECT id, 'other', 1,", "SELECT id + 1000, chain, seq,")
REPLACE_BY_HASH = REPLACE_BY_KEY.replace("SELECT id, 'other', 1,", "SELECT id + 1000, chain, seq + 1000,")


def replace_from_a_shell() -> None:
    """A shell on the SQLite file has none of the site's settings."""
    execute("PRAGMA recursive_triggers=OFF")
    try:
        execute(REPLACE_BY_KEY)
    finally:
        execute("PRAGMA recursive_triggers=ON")


ANYWHERE: dict[str, Callable[[], object]] = {
    "save": lambda: Event.objects.get(chain="test").save(),
    "update": lambda: Event.objects.filter(chain="test").update(verb="forged"),
    "delete": lambda: Event.objects.filter(chain="test").delete(),
    "raw update": lambda: execute("UPDATE audit_event SET verb = 'forged'"),
    "raw delete": lambda: execute("DELETE FROM audit_event"),
    "upsert": lambda: execute(UPSERT),
}
OF_VENDOR: dict[str, dict[str, Callable[[], object]]] = {
    "sqlite": {
        "replace by key": lambda: execute(REPLACE_BY_KEY),
        "replace by place": lambda: execute(REPLACE_BY_PLACE),
        "replace by hash": lambda: execute(REPLACE_BY_HASH),
        "replace from a shell": replace_from_a_shell,
    },
    "postgresql": {
        "truncate": lambda: execute("TRUNCATE audit_event"),
        "truncate from people": lambda: execute("TRUNCATE accounts_user CASCADE"),
    },
}
WAYS = ANYWHERE | OF_VENDOR[connection.vendor]


@pytest.mark.parametrize("way", WAYS)
def test_no_statement_changes_the_record(way: str) -> None:
    trail.record("test", "person_added", actor=None, at=NOW)
    if connection.vendor == "postgresql":
        execute("SET CONSTRAINTS ALL IMMEDIATE")  # TRUNCATE wants no check pending
    before = list(Event.objects.values())

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        WAYS[way]()

    assert list(Event.objects.values()) == before
