"""My work orders by harm: what lets an arrangement lapse comes first, and one unit says how long things wait."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cycles.models import Cycle
from demo import play
from overview.presenters.my_work import my_work
from tests.council import NOW, Council
from tests.overview.conftest import SignedIn
from tests.overview.texts import section
from ui.wording import waited


@pytest.mark.parametrize(
    ("running", "slack", "first"),
    [("arrangement", -1, True), ("arrangement", 0, False), ("nothing", -1, False), ("", -1, False)],
)
def test_what_lets_an_arrangement_lapse_comes_first(council: Council, running: str, slack: int, first: bool) -> None:
    council.cycle(service_name="Roads")
    lapsing = council.cycle(service_name="Zebra crossings", at=NOW + timedelta(hours=1))
    Cycle.objects.filter(pk=lapsing.pk).update(running=running, running_ends=None, running_notice_by=None, slack=slack)
    things = my_work(council["lead"], NOW.date()).things
    assert (things[0].cycle.pk == lapsing.pk) is first
    assert things[0].could_lapse is first
    places = [thing.could_lapse for thing in things]
    assert places == sorted(places, reverse=True)


def test_the_page_says_why_something_comes_first(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle(service_name="Roads")
    Cycle.objects.filter(pk=cycle.pk).update(slack=-5)
    assert "The present arrangement could lapse" in section(as_("lead").get("/my-work/"), "next")


def test_what_became_ready_today_says_so(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle(service_name="Roads", at=NOW - timedelta(days=30))
    play.ready(cycle, at=NOW)
    shown = section(as_("lead").get("/my-work/"), "next")
    assert "Since today Submit the Analyse gate" in shown


@pytest.mark.parametrize(("days", "words"), [(0, "Since today"), (1, "For 1 working day"), (30, "For 30 working days")])
def test_one_unit_says_how_long_something_waits(days: int, words: str) -> None:
    assert waited(days) == words
