"""When what runs today ends, on the list, the board, the timeline and in the file; new services, and not known."""

from __future__ import annotations

from datetime import date

import pytest

from cycles.models import Cycle
from tests.council import NOW, Council
from tests.exports.reading import csv_of
from tests.overview.conftest import SignedIn
from tests.overview.texts import rows, text_of
from tests.portfolio.cycles import names


@pytest.fixture
def portfolio(council: Council) -> Council:
    """Of every kind one; Early ends before its need-by date, Gone was stopped."""
    council.cycle(service_name="Early", need_by=date(2028, 4, 1), running_ends=date(2027, 9, 30))
    council.cycle(service_name="Fresh", running="nothing")
    council.cycle(service_name="Gone", need_by=date(2027, 4, 1))
    council.cycle(service_name="Odd", running="")
    council.cycle(service_name="Open", running_ends=None)
    council.cycle(service_name="Own", running="nothing", need_by=NOW.date())
    Cycle.objects.filter(service__name="Own").update(
        stage="do", arrangement_ends=date(2030, 3, 31), arrangement_source="A-0001"
    )
    Cycle.objects.filter(service__name="Gone").update(stage="stopped", stopped_in="plan", ended_at=NOW, status="")
    return council


def test_the_list_says_when_what_runs_ends(portfolio: Council, as_: SignedIn) -> None:
    client = as_("lead")
    shown = [row.removesuffix(" Not known") for row in rows(client.get("/cycles/?sort=name"))]  # the yearly value
    first = ("30 September 2027 (typed)", "New service", "31 March 2027 (typed)", "Not known", "Not known")
    ends = (*first, "31 March 2030 (A-0001)")
    assert [row.endswith(text) for row, text in zip(shown, ends, strict=True)] == [True] * 6
    assert names(client.get("/cycles/?sort=ends")) == ["Early", "Own", "Fresh", "Odd", "Open", "Gone"]
    board = text_of(client.get("/cycles/board/"))
    assert "New service" in board


def test_the_file_says_what_runs_beside_the_day(portfolio: Council, as_: SignedIn) -> None:
    names_of = ("What runs today", "Contract ends", "Contract end set by")
    told = [tuple(row[name] for name in names_of) for row in csv_of(as_("lead"), "?sort=name")]
    assert told == [
        ("An arrangement", "2027-09-30", "Typed in the cycle"),
        ("New service", "", ""),
        ("An arrangement", "2027-03-31", "Typed in the cycle"),
        ("Not known", "", ""),
        ("An arrangement, its end not known", "", ""),
        ("An arrangement", "2030-03-31", "A-0001"),
    ]


def test_the_timeline_tells_it_to_who_does_not_see_the_mark(portfolio: Council, as_: SignedIn) -> None:
    text = text_of(as_("lead").get("/cycles/timeline/?sort=name"))
    for sentence in (
        "The present arrangement ends on 30 September 2027, as typed in the cycle.",
        "Nothing runs yet: the service is new.",
        "What runs today is not known.",
        "The present arrangement has no known end.",
        "The present arrangement ends on 31 March 2030, by A-0001.",
    ):
        assert sentence in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("running=nothing", ["Fresh"]),
        ("running=unknown", ["Odd"]),
        ("running=arrangement", ["Early", "Gone", "Open", "Own"]),
        ("running=something", []),
        ("ends-before=1+10+2027", ["Early", "Gone"]),
        ("ends-before=30+9+2027", ["Gone"]),
    ],
)
def test_cycles_are_filtered_by_what_runs(query: str, found: list[str], portfolio: Council, as_: SignedIn) -> None:
    page = as_("lead").get(f"/cycles/?sort=name&{query}")
    assert names(page) == found
    if query == "running=nothing":
        assert "Remove the filter What runs today: New service" in text_of(page)
