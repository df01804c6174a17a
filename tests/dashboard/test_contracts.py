"""Contracts: only what runs can lapse, what is not known is counted apart, and headings name the last day counted."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cycles.models import Cycle
from dashboard.presenters.names import quarter_name
from tests.council import NOW, Council, make_restricted
from tests.dashboard.conftest import SignedIn, counted_now
from tests.dashboard.test_pages import listed, page

TODAY = NOW.date()
LAST = date(2028, 3, 24)  # the last day counted from 23 November 2026
ENDS = date(2027, 9, 30)
LATE = {"status": "off_track", "slack": -20}  # four weeks


def counted() -> tuple[int, int, int]:
    """Contracts that could lapse, those in time, and those of which it is not known."""
    counted_now()
    figures = page().figures
    return figures.could_lapse, figures.contracts(kind="in_time"), figures.contracts("unknown")


def outcomes(text: str) -> list[str]:
    return [
        re.sub("<[^>]+>", "", cell).strip() for cell in re.findall('data-l="Could lapse" *>(.*?)</td>', text, re.DOTALL)
    ]


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        ({}, (0, 1, 0)),
        (LATE, (1, 0, 0)),
        (LATE | {"running": "nothing", "running_ends": None}, (0, 0, 0)),
        ({"running": "nothing", "running_ends": None}, (0, 0, 0)),
        (LATE | {"running": "", "running_ends": None}, (0, 0, 1)),
        (LATE | {"running_ends": None}, (0, 0, 1)),
        ({"running_ends": TODAY - timedelta(1)}, (1, 0, 0)),
        ({"running_ends": ENDS - timedelta(1)}, (1, 0, 0)),
        (LATE | {"running_ends": ENDS + timedelta(27)}, (1, 0, 0)),
        (LATE | {"running_ends": ENDS + timedelta(28)}, (0, 1, 0)),
        ({"slack": -1, "running_ends": ENDS + timedelta(1)}, (1, 0, 0)),
        ({"slack": -1, "running_ends": ENDS + timedelta(2)}, (0, 1, 0)),
        ({"slack": -6, "running_ends": ENDS + timedelta(8)}, (1, 0, 0)),
        ({"slack": -6, "running_ends": ENDS + timedelta(9)}, (0, 1, 0)),
        ({"running_ends": LAST}, (0, 1, 0)),
        ({"running_ends": LAST + timedelta(1)}, (0, 0, 0)),
        ({"stage": "review", "arrangement_ends": None}, (0, 0, 1)),
        ({"stage": "review", "arrangement_ends": LAST, "running": "nothing", "running_ends": None}, (0, 1, 0)),
        (LATE | {"stage": "review", "arrangement_ends": LAST}, (1, 0, 0)),
        ({"stage": "closed", "status": "", "ended_at": NOW, "arrangement_ends": LAST}, (0, 1, 0)),
        ({"stage": "stopped", "stopped_in": "plan", "status": "", "ended_at": NOW}, (1, 0, 0)),
        ({"stage": "stopped", "stopped_in": "plan", "status": "", "running_ends": TODAY}, (1, 0, 0)),
        ({"stage": "stopped", "stopped_in": "plan", "status": "", "running_ends": TODAY - timedelta(1)}, (0, 0, 0)),
        ({"stage": "stopped", "stopped_in": "plan", "status": "", "running_ends": None}, (0, 0, 1)),
        (
            {"stage": "stopped", "stopped_in": "plan", "status": "", "running_ends": None, "running": "nothing"},
            (0, 0, 0),
        ),
        ({"stage": "stopped", "stopped_in": "review", "status": "", "arrangement_ends": LAST}, (1, 0, 0)),
        ({"stage": "stopped", "stopped_in": "plan", "status": "", "running_ends": None, "running": ""}, (0, 0, 0)),
    ],
)
def test_only_what_runs_can_lapse(
    values: dict[str, Any], counts: tuple[int, int, int], council: Council, as_: SignedIn
) -> None:
    """Needed by 1 October 2027, with slack enough: each case changes some of it. As many rows are listed."""
    cycle = council.cycle(service_name="Parks", need_by=ENDS + timedelta(1), running_ends=ENDS)
    Cycle.objects.filter(pk=cycle.pk).update(**{"status": "on_track", "slack": 50} | values)
    assert counted() == counts
    client, found = as_("councillor"), page()
    urls = (found.lapse_url, found.ending.in_time.url, found.end_not_known.url)
    assert tuple(len(listed(client, url)) for url in urls) == counts
    for url, outcome in zip(urls, ("Yes", "No", "Not known"), strict=True):
        assert set(outcomes(client.get(url).content.decode())) <= {outcome}
    alone = "1 not known</a>" in client.get("/dashboard/").content.decode()
    assert alone is bool(counts[2])


def test_a_stopped_cycle_counts_until_a_later_one_of_the_service_exists(council: Council, as_: SignedIn) -> None:
    """It is among the services that no live cycle looks after too; a restricted one after it changes no figure."""
    cycle = council.cycle(need_by=ENDS + timedelta(1), yearly_value=Decimal(30))
    Cycle.objects.filter(pk=cycle.pk).update(stage="stopped", stopped_in="plan", status="", ended_at=NOW)
    assert counted() == (1, 0, 0)
    client = as_("councillor")
    body = client.get(page().lapse_url).content.decode()
    assert "The cycle that was to replace it was stopped" in body
    assert listed(client, "/dashboard/in-use/covered/") == [cycle.reference]
    assert "30 September 2027" in client.get("/dashboard/in-use/covered/").content.decode()
    assert page().figures.counts["uncovered:spend"] == 3_000
    again = council.cycle(service=cycle.service, service_name="", need_by=ENDS + timedelta(1))
    make_restricted(again.pk)
    assert counted() == (1, 0, 0)
    Cycle.objects.filter(pk=again.pk).update(restricted=False)
    assert counted() == (0, 1, 0)
    assert listed(client, page().ending.url) == [again.reference]
    assert listed(client, "/dashboard/in-use/covered/") == []


def test_a_second_stopped_cycle_of_a_service_counts_instead_of_the_first(council: Council, as_: SignedIn) -> None:
    for number in (1, 2):
        service = Cycle.objects.latest("serial").service if number == 2 else None
        more: dict[str, Any] = {"service": service, "service_name": ""} if service else {}
        cycle = council.cycle(need_by=ENDS + timedelta(number), **more)
        Cycle.objects.filter(pk=cycle.pk).update(stage="stopped", stopped_in="plan", status="", ended_at=NOW)
    assert counted() == (1, 0, 0)
    assert listed(as_("councillor"), page().lapse_url) == ["C-0002"]


def test_a_cycle_started_early_does_not_hide_what_ends_before(council: Council, as_: SignedIn) -> None:
    """The first replaces what runs today and is late; the second replaces what the first will put in place."""
    first = council.cycle(need_by=ENDS + timedelta(1))
    Cycle.objects.filter(pk=first.pk).update(stage="plan", **LATE)
    council.cycle(service=first.service, service_name="", need_by=date(2032, 4, 1), running_ends=None)
    assert counted() == (1, 0, 0)
    assert listed(as_("councillor"), page().lapse_url) == [first.reference]
    Cycle.objects.filter(pk=first.pk).update(stage="do", need_by=TODAY)
    assert counted() == (0, 0, 1)
    assert listed(as_("councillor"), page().end_not_known.url) == ["C-0002"]


def test_a_gap_is_told_beside_its_contract(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle(need_by=date(2027, 12, 1), running_ends=ENDS)
    unknown = council.cycle(running="")
    Cycle.objects.filter(pk__in=(cycle.pk, unknown.pk)).update(status="on_track", slack=50)
    assert counted() == (1, 0, 1)
    client = as_("councillor")
    assert (
        "Analyse: the need-by date of the new one is 1 December 2027" in client.get(page().lapse_url).content.decode()
    )
    assert "Nobody has said what runs today" in client.get(page().end_not_known.url).content.decode()


def test_headings_name_the_last_day_that_is_counted(council: Council, as_: SignedIn) -> None:
    council.cycle(need_by=LAST + timedelta(1))
    council.cycle(service_name="After", need_by=LAST + timedelta(2))
    council.cycle(service_name="Today", need_by=TODAY + timedelta(1))
    counted_now()
    client, found = as_("councillor"), page()
    body = client.get("/dashboard/").content.decode()
    assert "Contracts ending by 24 March 2028</h2>" in body
    assert "End by 24 March 2028, before what replaces them can start" in body
    assert [quarter.name for quarter in found.quarters] == [
        "23 November to 31 December 2026",
        "1 January to 24 March 2028",
    ]
    assert [quarter.contracts for quarter in found.quarters] == [1, 1]
    assert "2 contracts by 24 March 2028." in client.get(found.contracts_url).content.decode()
    last = client.get(found.quarters[-1].url).content.decode()
    assert "1 contract: 1 January to 24 March 2028." in last
    definitions = client.get("/dashboard/definitions/").content.decode()
    assert "ending by 24 March 2028:" in definitions
    assert "planned up to 24 May 2027" in definitions
    assert "Key decisions up to 24 May 2027</dt>" in body
    assert "up to 24 May 2027" in client.get(found.soon_url).content.decode()


@pytest.mark.parametrize(
    ("quarter", "name"),
    [
        ("2026-4", "23 November to 31 December 2026"),
        ("2027-1", "January to March 2027"),
        ("2027-4", "October to December 2027"),
        ("2028-1", "1 January to 24 March 2028"),
        ("2028-2", "April to June 2028"),
        ("ended", "Ended already"),
        ("unknown", "End not known"),
    ],
)
def test_a_quarter_counted_in_part_has_its_first_and_last_day(quarter: str, name: str) -> None:
    assert quarter_name(quarter, TODAY, LAST) == name
