"""Somebody who owns the database can take its triggers away. What they then change is found, and named."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from audit import services as trail
from audit import tasks
from audit.models import Event
from tests.audit import NOW

pytestmark = pytest.mark.django_db

CHAIN, LENGTH, ROUNDS = "tampered", 30, 500


@pytest.fixture(autouse=True)
def _chain_without_triggers() -> None:
    for number in range(LENGTH):
        trail.record(CHAIN, "role_given", actor=None, at=NOW + timedelta(minutes=number), role="Manager", n=number)
    on = " ON audit_event" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for what in ("update", "delete", "replace", "truncate"):
            cursor.execute(f"DROP TRIGGER IF EXISTS audit_event_no_{what}{on}")


def rows() -> Any:
    return Event.objects.filter(chain=CHAIN)


def put(seq: int, /, **values: Any) -> None:
    rows().filter(seq=seq).update(**values)


def edit(dice: random.Random) -> int:
    """One value of one event, the hashes among them."""
    seq = dice.randint(1, LENGTH)
    event = rows().get(seq=seq)
    changes: list[dict[str, Any]] = [
        {"at": event.at + timedelta(microseconds=1)},
        {"authority": "somebody else's"},
        {"verb": "role_taken"},
        {"object_type": "cycle"},
        {"object_id": dice.randint(1, 99)},
        {"facts": event.facts | {"role": "Auditor"}},
        {"facts": {}},
        {"prev_hash": "f" * 64},
        {"hash": "f" * 64},
        {"chain": "elsewhere"} if seq < LENGTH else {"verb": "role_taken"},
    ]
    put(seq, **dice.choice(changes))
    return seq


def edit_and_seal_again(dice: random.Random) -> int:
    """The event has a right digest of its own, but the next one follows what was there."""
    event: Event = rows().get(seq=dice.randint(1, LENGTH - 1))
    event.facts = event.facts | {"role": "Auditor"}
    put(event.seq, facts=event.facts, hash=trail.digest_of(event))
    return event.seq + 1


def delete(dice: random.Random) -> int:
    seq = dice.randint(1, LENGTH - 1)
    rows().filter(seq=seq).delete()
    return seq


def insert(dice: random.Random) -> int:
    """A forged event with a right digest, those after it moved on by one and tied to it."""
    seq = dice.randint(1, LENGTH)
    forged = rows().get(seq=seq)
    forged.pk, forged.facts = None, {"role": "Auditor"}
    forged.hash = trail.digest_of(forged)
    for later in range(LENGTH, seq - 1, -1):
        put(later, seq=later + 1)
    put(seq + 1, prev_hash=forged.hash)
    forged.save(force_insert=True)
    return seq + 1


def swap(dice: random.Random) -> int:
    one, other = sorted(dice.sample(range(1, LENGTH + 1), 2))
    put(one, seq=LENGTH + 100)
    put(other, seq=one)
    put(LENGTH + 100, seq=other)
    return one


MUTATIONS: list[Callable[[random.Random], int]] = [edit, edit_and_seal_again, delete, insert, swap]


def test_every_single_change_is_found_and_the_first_bad_event_named() -> None:
    dice = random.Random(147)
    assert trail.verify(CHAIN) is None

    for _ in range(ROUNDS):
        mutation = dice.choice(MUTATIONS)
        with transaction.atomic():
            expected = mutation(dice)
            fault = trail.verify(CHAIN)
            assert (mutation.__name__, fault and fault.seq) == (mutation.__name__, expected)
            transaction.set_rollback(True)

    assert trail.verify(CHAIN) is None


def test_the_command_says_that_the_record_is_whole() -> None:
    out = StringIO()

    call_command("verify_audit", stdout=out)

    assert out.getvalue().startswith("The record is whole: ")


def test_the_command_names_the_first_bad_event_of_each_chain_and_fails() -> None:
    trail.record("second", "role_given", actor=None, at=NOW)
    Event.objects.filter(chain="second").update(verb="role_taken")
    put(7, verb="role_taken")
    put(9, verb="role_taken")
    err = StringIO()

    with pytest.raises(CommandError, match="chains with a fault: 2") as failed:
        call_command("verify_audit", stderr=err)

    assert failed.value.returncode == 1
    assert err.getvalue().splitlines() == [
        "Chain second, event 1: it was changed after it was written",
        "Chain tampered, event 7: it was changed after it was written",
    ]


def test_the_nightly_task_logs_an_error_for_each_fault(caplog: pytest.LogCaptureFixture) -> None:
    assert tasks.verify_chains() == 0
    put(7, verb="role_taken")

    assert tasks.verify_chains() == 1

    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "chain tampered, event 7" in caplog.text
