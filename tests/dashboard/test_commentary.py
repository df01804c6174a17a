from __future__ import annotations

import pytest
from django.core.cache import cache

from audit.models import Event
from cycles.services.editing import restrict
from dashboard.models import Commentary
from dashboard.services.commentary import publish_commentary
from tests.council import NOW, Council
from tests.dashboard.conftest import SignedIn, counted_now


def test_whoever_stands_for_it_is_named_with_the_day(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle()
    counted_now()
    text = f"Two contracts could lapse.\n\nStreets are first: {cycle.reference}."
    assert as_("owner").post("/dashboard/commentary/", {"text": text}).status_code == 302
    cache.clear()
    body = as_("councillor").get("/dashboard/").content.decode()
    assert "Written by Fiona Reid, 23 November 2026" in body
    assert f'<li>Streets are first: <a href="/cycles/{cycle.reference}/">{cycle.reference}</a>.</li>' in body
    assert Event.objects.get(verb="commentary_written").actor == council["owner"]


@pytest.mark.parametrize("name", ["councillor", "lead", "assistant", "auditor", "admin"])
def test_others_do_not_write_it(council: Council, as_: SignedIn, name: str) -> None:
    response = as_(name).post("/dashboard/commentary/", {"text": "All is well."})
    assert response.status_code == 403
    assert not Commentary.objects.exists()


def test_it_names_no_cycle_that_only_some_may_know_of(council: Council, as_: SignedIn) -> None:
    secret = council.cycle(restricted=True)
    client = as_("director")
    for reference in (secret.reference, "C-9999"):
        body = client.post("/dashboard/commentary/", {"text": f"See {reference}."}).content.decode()
        assert f"There is no cycle {reference} that everybody may read: leave it out" in body
    assert f"See {secret.reference}." not in client.get("/dashboard/").content.decode()


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (" \n ", "Enter what councillors should know"),
        ("a\nb\nc\nd\ne\nf", "Write at most 5 lines: there are 6"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_lost(council: Council, as_: SignedIn, text: str, error: str) -> None:
    response = as_("owner").post("/dashboard/commentary/", {"text": text})
    assert error in response.content.decode()
    assert not Commentary.objects.exists()


def test_what_it_says_of_a_cycle_restricted_since_is_left_out(council: Council, as_: SignedIn) -> None:
    """At once, before anything is counted again, and its author is told."""
    cycle = council.cycle(key_decision=True, service_name="Secret")
    counted_now()
    publish_commentary(f"All is well.\n{cycle.reference} is late.", actor=council["owner"], at=NOW)
    note = "A line of what you wrote is left out"
    assert f"/cycles/{cycle.reference}/" in as_("councillor").get("/dashboard/").content.decode()
    restrict(cycle, restricted=True, reason="Staff", actor=council["lead"], at=NOW)
    cache.delete("dashboard/all/all")
    for person in ("councillor", "lead", "owner"):
        body = as_(person).get("/dashboard/").content.decode()
        assert "All is well." in body
        assert cycle.reference not in body
        assert "Secret" not in body
        assert (note in body) is (person == "owner")
    assert cycle.reference not in as_("director").get("/dashboard/commentary/").content.decode()
