"""What goes into the record comes back the same, and only what can be told goes in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from audit import services as trail
from audit.models import Event
from tests.audit import NOW

pytestmark = pytest.mark.django_db

AWKWARD: dict[str, Any] = {
    "money": Decimal("12345678901234567890.10"),
    "share": 0.1,
    "huge": 1e22,
    "minus_nothing": -0.0,
    "not_a_number": float("nan"),
    "count": 2**70,
    "on": date(2028, 2, 29),
    "at": datetime(2026, 10, 25, 1, 30, 0, 7, tzinfo=timezone(timedelta(hours=1))),
    "word": "Pàrc Ŵyn – “naïve” 🌳 \u2028",
    "nul": "a\0b",
    "surrogate": "a\ud800b",
    "nested": {"z": [None, True, {"b": Decimal("1.10"), "a": 1.5}], "a": {3: "three"}},
    "several": {"plan", "analyse"},
}


def record(chain: str = "test", verb: str = "person_added", at: datetime = NOW, **facts: Any) -> Event:
    return trail.record(chain, verb, actor=None, at=at, **facts)


def test_awkward_facts_come_back_with_the_same_digest() -> None:
    facts = {f"fact_{name}": value for name, value in AWKWARD.items()}

    event = record(at=datetime(2026, 11, 23, 9, 0, 0, 123457, tzinfo=UTC), **facts)

    read = Event.objects.get(pk=event.pk)
    assert (read.facts, trail.digest_of(read)) == (event.facts, event.hash)
    assert trail.verify("test") is None


def test_facts_are_kept_as_plain_values() -> None:
    event = record(money=Decimal("1.10"), on=date(2026, 12, 4), share=0.5, stages={"plan", "do"}, word="a\0b")

    assert event.facts == {"money": "1.10", "on": "2026-12-04", "share": "0.5", "stages": ["do", "plan"], "word": "ab"}


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.decimals() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.text(min_size=1), plain, max_size=4))
def test_any_facts_come_back_with_the_same_digest(facts: dict[str, Any]) -> None:
    event = record(chain="any", before=facts)

    assert trail.digest_of(Event.objects.get(pk=event.pk)) == event.hash


def test_events_of_a_chain_follow_one_another() -> None:
    first, second, elsewhere = record(), record(), record(chain="elsewhere")

    assert [(e.seq, e.prev_hash) for e in (first, second)] == [(1, trail.START), (2, first.hash)]
    assert (elsewhere.seq, elsewhere.prev_hash) == (1, trail.START)


def test_an_event_names_its_actor_and_its_object() -> None:
    person = User.objects.create_user("a@example.org", "Ann Bell")

    event = trail.record("test", "person_added", actor=person, at=NOW, about=person, authority="administrator")

    read = Event.objects.get(pk=event.pk)
    assert (read.actor_id, read.object_type, read.object_id) == (person.pk, "user", person.pk)
    assert read.authority == "administrator"


def test_a_verb_without_a_sentence_is_refused() -> None:
    with pytest.raises(KeyError, match="danced has no sentence"):
        record(verb="danced")


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        record(at=datetime(2026, 11, 23, 9, 0))


def test_a_person_in_the_facts_is_refused() -> None:
    with pytest.raises(TypeError, match="ids, not objects"):
        record(owner=User(name="Ann Bell"))


def test_one_more_event_costs_the_same_queries_at_any_length(django_assert_num_queries: Any) -> None:
    for _ in range(30):
        record()
    with django_assert_num_queries(2):  # the event before, the new one
        record()
