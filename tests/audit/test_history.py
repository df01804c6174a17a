"""Events are told in plain English, also those that lack something."""

from __future__ import annotations

import re
import string
from typing import Any

import pytest

from accounts.models import User
from audit import presenters as history
from audit import services as trail
from audit.models import Event
from tests.audit import NOW

pytestmark = pytest.mark.django_db


def event(verb: str, actor: User | None = None, **facts: Any) -> Event:
    return trail.record("test", verb, actor=actor, at=NOW, **facts)


@pytest.fixture
def ann() -> User:
    return User.objects.create_user("ann@example.org", "Ann Bell")


@pytest.fixture
def sam() -> User:
    return User.objects.create_user("sam@example.org", "Sam Whitby")


def test_ids_become_names_and_dates_become_readable(ann: User, sam: User) -> None:
    told = history.sentence(
        event("cover_given", person_id=ann.pk, stand_in_id=sam.pk, starts="2026-12-04", ends="2027-01-02")
    )

    assert told == "Named Sam Whitby to cover for Ann Bell from 4 December 2026 to 2 January 2027"


@pytest.mark.parametrize("verb", sorted(trail.history_sentences()))
def test_every_verb_is_told_even_without_its_facts(verb: str) -> None:
    assert history.sentence(event(verb))


@pytest.mark.parametrize("verb", sorted(trail.history_sentences()))
def test_every_sentence_names_its_facts_plainly(verb: str) -> None:
    for _, name, spec, conversion in string.Formatter().parse(trail.history_sentences()[verb]):
        assert name is None or (name.isidentifier() and not spec and not conversion)


def test_what_is_missing_or_unknown_is_said(ann: User) -> None:
    assert history.sentence(event("role_given", person_id=ann.pk)) == "Gave Ann Bell the role (not recorded)"
    assert history.sentence(event("role_given", person_id=10**9, role="x")) == "Gave a former officer the role x"
    unknown = event("role_given")
    unknown.verb = "paper_shredded"
    assert history.sentence(unknown) == "Paper shredded"


def test_braces_in_the_facts_are_only_text(ann: User) -> None:
    told = history.sentence(event("role_given", person_id=ann.pk, role="{person_id.password} {0} {"))

    assert told == "Gave Ann Bell the role {person_id.password} {0} {"


def test_an_entry_shows_who_and_what_changed_from_what_to_what(ann: User, sam: User) -> None:
    facts: dict[str, Any] = {
        "reason": "Ann moves to Place",
        "before": {"lead_id": ann.pk, "need_by": "2028-04-01", "restricted": False, "team_ids": []},
        "after": {"lead_id": sam.pk, "need_by": "2028-05-01", "restricted": True, "team_ids": [ann.pk, sam.pk]},
    }

    (entry,) = history.entries([event("person_changed", actor=ann, person_id=sam.pk, changed=["name"], **facts)])

    assert (entry.sentence, entry.who, entry.at) == ("Changed details of Sam Whitby: name", "Ann Bell", NOW)
    assert entry.reason == "Ann moves to Place"
    assert entry.changes == [
        ("Lead", "Ann Bell", "Sam Whitby"),
        ("Need by", "1 April 2028", "1 May 2028"),
        ("Restricted", "no", "yes"),
        ("Team", "nothing", "Ann Bell, Sam Whitby"),
    ]


def test_nobody_stands_for_the_system() -> None:
    (entry,) = history.entries([event("person_added")])

    assert entry.who == "The system"


@pytest.mark.parametrize("number", [1, 40])
def test_a_page_of_events_reads_all_names_at_once(
    number: int, ann: User, sam: User, django_assert_num_queries: Any
) -> None:
    made = [event("cover_given", actor=ann, person_id=ann.pk, stand_in_id=sam.pk) for _ in range(number)]

    with django_assert_num_queries(1):
        assert len(history.entries(made)) == number


def test_a_value_that_did_not_change_is_not_told() -> None:
    facts: dict[str, Any] = {
        "before": {"answer": "Met", "explanation": "Ten"},
        "after": {"answer": "Met", "explanation": "Twenty"},
    }
    (entry,) = history.entries([event("person_added", **facts)])
    assert entry.changes == [("Explanation", "Ten", "Twenty")]


def test_long_texts_stand_beside_each_other() -> None:
    before, after = "We asked ten people in Boston, and they " + "agreed. " * 5, "We asked ten people in Sleaford. " * 3
    facts: dict[str, Any] = {
        "before": {"purpose": before, "tier": "small"},
        "after": {"purpose": after, "tier": "medium"},
    }
    purpose, tier = history.entries([event("person_added", **facts)])[0].changes
    assert (purpose.is_text, tier.is_text) == (True, False)
    assert "".join(run.text for run in purpose.runs[1]) == after
    assert any(run.differs for run in purpose.runs[0])


@pytest.mark.parametrize(("verb", "wording"), sorted(trail.history_sentences().items()))
def test_every_sentence_starts_with_a_capital_and_leaves_the_name_to_the_page(verb: str, wording: str) -> None:
    assert not wording[:1].islower()
    assert " by {actor" not in wording
    assert not re.search(r"\b([a-z]+) \1\b", wording)
