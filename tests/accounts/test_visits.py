"""When somebody was here before: a visit ends when they were idle for half an hour, however their session ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.selectors import last_visit

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


def come(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.get("/help/")
    return client


def test_a_visit_ends_after_half_an_hour(commissioner: User, clock: time_machine.Traveller) -> None:
    client = come(commissioner)
    assert last_visit(commissioner) is None
    clock.shift(20 * MINUTE)
    client.get("/help/")
    clock.shift(MINUTE / 2)
    client.get("/help/")  # within the minute: not written
    clock.shift(29 * MINUTE)
    client = come(commissioner)  # signed in again within the same visit
    assert last_visit(commissioner) is None
    clock.shift(timedelta(days=3))
    come(commissioner)
    assert last_visit(commissioner) == START + 49.5 * MINUTE
    clock.shift(5 * MINUTE)
    come(commissioner)
    assert last_visit(commissioner) == START + 49.5 * MINUTE


def test_of_somebody_else_nothing_is_known(commissioner: User, manager: User, clock: time_machine.Traveller) -> None:
    come(commissioner)
    clock.shift(timedelta(hours=1))
    come(commissioner)
    come(manager)
    assert last_visit(manager) is None
    assert last_visit(commissioner) == START


def test_it_costs_one_statement_a_minute_and_otherwise_none(commissioner: User, clock: time_machine.Traveller) -> None:
    client, counts = come(commissioner), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/help/")
        counts.append(sum("accounts_visit" in query["sql"] for query in queries))
        clock.shift(2 * MINUTE)
    assert counts == [0, 1]
