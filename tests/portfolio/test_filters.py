"""What each filter finds, how what is filtered by is told, and what is done with what can't be read."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Division
from cycles.models import Cycle
from cycles.services.participants import renew_participants
from cycles.services.scheduling import recalculate_all_dates
from cycles.services.starting import start_next
from demo import play
from tests.council import NOW, SMALL, Council
from tests.exports.reading import csv_of
from tests.overview.conftest import SignedIn
from tests.overview.texts import rows, text_of
from tests.portfolio.cycles import names, three
from ui.wording import LEFT_OUT


@pytest.fixture
def portfolio(council: Council) -> Council:
    """The three, of which Parks lies in Boston North alone; and a second turn for Roads."""
    three(council)
    Division.objects.bulk_create([Division(name=name, district="Boston") for name in ("Boston North", "Fenside")])
    Division.objects.create(name="Carholme", district="City of Lincoln")
    parks = Cycle.objects.get(service__name="Parks")
    Cycle.objects.filter(pk=parks.pk).update(all_divisions=False, status="off_track", sponsor=council["head"])
    parks.divisions.set(Division.objects.filter(name="Boston North"))
    Cycle.objects.filter(service__name="Roads").update(status="")
    return council


def test_each_filter_finds_its_cycles(portfolio: Council, as_: SignedIn) -> None:
    roads = Cycle.objects.get(service__name="Roads")
    assert roads.delivery_route
    found = {
        "q=road": ["Roads"],
        "q=WINTER+safe": ["Roads"],
        "q=winter+summer": [],
        f"q={roads.reference}": ["Roads"],
        "directorate=place": ["Parks", "Roads", "Trees"],
        "directorate=childrens": [],
        "stage=analyse": ["Parks", "Roads"],
        "stage=live": ["Parks", "Roads"],
        "stage=stopped": ["Trees"],
        "status=off_track": ["Parks"],
        "status=unknown": ["Roads"],
        "key=yes": ["Roads"],
        "key=no": ["Parks", "Trees"],
        "tier=S": ["Parks", "Trees"],
        "tier=S&stage=live&q=par": ["Parks"],
        f"ambition={roads.ambitions.get().code}": ["Roads"],
        f"route={roads.delivery_route.code}": ["Roads"],
        f"lead={roads.lead_id}": ["Roads"],
        f"sponsor={portfolio['head'].pk}": ["Parks"],
        "ends-before=31+3+2027": ["Trees"],
        "ends-before=1+April+2027": ["Parks", "Trees"],
        "ends-before=2028-04-01": ["Parks", "Roads", "Trees"],
        "area=boston": ["Parks", "Roads", "Trees"],
        "area=boston-north": ["Parks", "Roads", "Trees"],
        "area=fenside": ["Roads", "Trees"],
        "area=city-of-lincoln&status=off_track": [],
        "stage=&area=%20&tier=%00": ["Parks", "Roads", "Trees"],
    }
    client = as_("lead")
    assert {query: names(client.get(f"/cycles/?sort=name&{query}")) for query in found} == found
    for query in ("area=fenside&stage=live", "status=unknown"):
        assert (
            names(client.get(f"/cycles/board/?{query}")) == names(client.get(f"/cycles/timeline/?{query}")) == ["Roads"]
        )


def test_what_a_cycle_put_in_place_ends_on_its_own_day(portfolio: Council, as_: SignedIn) -> None:
    """Parks delivers it already, of Roads nobody has said how long it lasts; Trees was stopped before."""
    Cycle.objects.filter(service__name="Parks").update(
        stage="do", need_by=NOW.date(), arrangement_ends=date(2030, 3, 31)
    )
    Cycle.objects.filter(service__name="Roads").update(stage="review", arrangement_ends=None)
    client = as_("lead")
    found = {
        "ends-before=1+1+2026": ["Trees"],
        "ends-before=31+3+2030": ["Trees"],
        "ends-before=1+4+2030": ["Parks", "Trees"],
    }
    assert {query: names(client.get(f"/cycles/?sort=name&{query}")) for query in found} == found
    assert names(client.get("/cycles/?sort=ends")) == ["Parks", "Roads", "Trees"]
    parks, roads, _ = rows(client.get("/cycles/?sort=name"))
    assert parks.endswith("31 March 2030 (typed) £30,000") and roads.endswith("Not known £900,000")
    said = text_of(client.get("/cycles/timeline/"))
    assert "The present arrangement ends on 31 March 2030, as typed in the cycle." in said
    assert "Review. The present arrangement has no known end." in said
    assert [row["Contract ends"] for row in csv_of(client, "?sort=name")] == ["2030-03-31", "", "2025-12-31"]


def test_quiet_cycles_are_live_ones_that_nobody_changed_for_longer(portfolio: Council, as_: SignedIn) -> None:
    """The daily run that keeps slack true changes nothing in this sense."""
    client = as_("lead")
    assert names(client.get("/cycles/?quiet=30")) == []
    at = timezone.make_aware(datetime(2026, 10, 23, 23, 59))  # the 31st day before
    Cycle.objects.exclude(service__name="Parks").update(changed_at=at)
    Cycle.objects.filter(service__name="Parks").update(changed_at=at + timedelta(minutes=1))
    recalculate_all_dates(NOW.date() + timedelta(days=1))
    assert names(client.get("/cycles/?quiet=30")) == ["Roads"]
    assert names(client.get("/cycles/?quiet=60")) == []


def test_the_latest_turn_is_that_of_those_who_look(portfolio: Council, as_: SignedIn) -> None:
    """A next turn that is hidden hides nothing."""
    first = portfolio.cycle_at("plan", service_name="Lanes")
    following = start_next(first, need_by=date(2030, 4, 1), actor=first.lead, at=NOW)
    client = as_("lead")
    assert names(client.get("/cycles/?q=lanes")) == ["Lanes", "Lanes"]
    latest = client.get("/cycles/?q=lanes&turn=latest")
    assert names(latest) == ["Lanes"] and following.reference in text_of(latest)
    assert names(client.get("/cycles/?q=lanes&stage=plan&turn=latest")) == []
    Cycle.objects.filter(pk=following.pk).update(restricted=True, lead=portfolio["other"])
    renew_participants(Cycle.objects.get(pk=following.pk))
    for name, query in (("lead", ""), ("other", "&restricted=no")):
        seen = text_of(as_(name).get(f"/cycles/?q=lanes&turn=latest{query}"))
        assert first.reference in seen and following.reference not in seen
    assert following.reference in text_of(as_("other").get("/cycles/?q=lanes&turn=latest"))


def test_says_when_restricted_cycles_are_left_out(portfolio: Council, as_: SignedIn) -> None:
    Cycle.objects.filter(service__name="Roads").update(restricted=True)
    client = as_("auditor")
    assert names(client.get("/cycles/?sort=name")) == ["Parks", "Roads", "Trees"]
    without = client.get("/cycles/?sort=name&restricted=no")
    assert names(without) == ["Parks", "Trees"]
    assert "Restricted cycles are left out here" in text_of(without)


def test_every_list_says_to_everybody_what_it_leaves_out(portfolio: Council, as_: SignedIn) -> None:
    lists = (
        "/cycles/",
        "/cycles/board/",
        "/cycles/timeline/",
        "/search/?q=road",
        "/search/?q=xx",
        "/changes/",
        "/exports/",
    )
    for name in ("lead", "councillor", "auditor"):
        for path in lists:
            assert LEFT_OUT in text_of(as_(name).get(path)), (name, path)


def test_what_is_filtered_is_named_with_a_link_that_takes_it_off(portfolio: Council, as_: SignedIn) -> None:
    lead = portfolio["other"]
    query = f"q=road&stage=live&lead={lead.pk}&ends-before=1+1+2029&sort=name"
    response = as_("lead").get(f"/cycles/board/?{query}")
    page = response.content.decode()
    rest = f"stage=live&amp;lead={lead.pk}&amp;ends-before=2029-01-01&amp;sort=name"
    assert f'href="/cycles/board/?{rest}"><span class="app-vh">Remove the filter </span>“road”' in page
    for told in ("Live", f"Led by {lead}", "Contract ends before 1 January 2029"):
        assert f"Remove the filter </span>{told} " in page
    assert "1 cycle with these filters" in text_of(response)
    assert f'href="/cycles/timeline/?q=road&amp;{rest}"' in page
    assert 'name="ends-before" value="1 1 2029"' in page
    assert '<details class="app-filter__more" open>' in page


def test_a_date_that_is_none_is_said_beside_it_and_stays(portfolio: Council, as_: SignedIn) -> None:
    for typed in ("soon", "31 2 2028", "1 4 28", "2028"):
        page = as_("lead").get("/cycles/", {"ends-before": typed, "stage": "live", "sort": "name"}).content.decode()
        assert page.count("Enter a date like 31 3 2028") == 2, typed
        assert f'name="ends-before" value="{typed}"' in page
        assert "<title>Error: Cycles" in page and 'href="#filter-ends-before"' in page
        assert "2 cycles</strong> with these filters" in page


@pytest.mark.parametrize("way", ["", "board/", "timeline/"])
def test_a_value_that_is_offered_no_more_finds_nothing_and_can_be_taken_off(
    portfolio: Council, as_: SignedIn, way: str
) -> None:
    """Tom Baines leads Roads until he hands it over: then his view holds nothing, and not the whole council."""
    client, query = as_("lead"), f"lead={portfolio['other'].pk}"
    assert names(client.get(f"/cycles/{way}?{query}")) == names(client.get("/cycles/?q=road")) == ["Roads"]
    Cycle.objects.filter(service__name="Roads").update(lead=portfolio["member"])
    page = client.get(f"/cycles/{way}?{query}&stage=live")
    assert "No cycles match" in text_of(page)
    chip = "Remove the filter </span>Lead commissioner: this value is no longer there"
    assert f'<a href="/cycles/{way}?stage=live"><span class="app-vh">{chip}' in page.content.decode()
    assert csv_of(client, f"?{query}") == []
    for odd in ("stage=nowhere", "quiet=-1", "turn=x", "restricted=yes&sort=-met", "area=nowhere&tier=Z"):
        assert names(client.get(f"/cycles/{way}?{odd}")) == [], odd


def test_says_when_none_match(portfolio: Council, as_: SignedIn) -> None:
    for path in ("/cycles/", "/cycles/board/", "/cycles/timeline/"):
        assert "No cycles match. Clear the filter or start a cycle" in text_of(as_("lead").get(f"{path}?q=nothing"))


def test_a_cycle_says_when_somebody_changed_it(council: Council) -> None:
    cycle = council.cycle(SMALL, at=NOW - timedelta(days=90))
    assert cycle.changed_at == NOW - timedelta(days=90)
    play.add_evidence(cycle, "Needs assessment", at=NOW)
    assert Cycle.objects.get(pk=cycle.pk).changed_at == NOW
