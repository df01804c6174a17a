"""What makes a list easy to read: downloads above it, short names, the number of a second cycle, a complete key."""

from __future__ import annotations

import re
from datetime import date

import pytest

from accounts.models.lists import short_directorate
from cycles.models import Cycle
from cycles.presenters.dates import stage_bars
from tests.council import NOW, Council
from tests.portfolio.conftest import SignedIn


@pytest.mark.parametrize(
    ("name", "code", "short"),
    [
        ("Adult Care and Community Wellbeing", "accw", "ACCW"),
        ("Children's Services", "childrens", "Children's Services"),
        ("Place", "place", "Place"),
    ],
)
def test_a_directorate_has_a_short_name(name: str, code: str, short: str) -> None:
    assert short_directorate(name, code) == short


@pytest.mark.parametrize("path", ["/cycles/", "/cycles/board/", "/cycles/timeline/"])
def test_downloads_stand_above_what_they_hold(council: Council, as_: SignedIn, path: str) -> None:
    council.cycle(service_name="Roads")
    body = as_("lead").get(path).content.decode()
    assert body.index("export.xlsx") < body.index(">Roads<")


def test_both_cycles_of_a_service_can_be_told_apart(council: Council, as_: SignedIn) -> None:
    council.cycle_at("closed", service_name="Roads")
    for path in ("/cycles/", "/cycles/timeline/", "/cycles/board/"):
        body = as_("lead").get(path).content.decode()
        assert re.search(r"[Cc]ycle 2\b", body), path


def test_the_key_of_the_timeline_stands_above_it_and_names_every_fill(council: Council, as_: SignedIn) -> None:
    council.cycle(service_name="Roads")
    stopped = council.cycle(service_name="Paths")
    Cycle.objects.filter(pk=stopped.pk).update(stage="stopped", stopped_in="analyse", status="", ended_at=NOW)
    body = as_("lead").get("/cycles/timeline/").content.decode()
    key, lanes = body.index('class="app-legend"'), body.index('class="app-lanes"')
    assert key < lanes
    drawn = set(re.findall(r'<rect class="(app-fill--[a-z-]+)"', body))
    assert drawn <= set(re.findall(r"app-legend__key (app-fill--[a-z-]+)", body[key:lanes]))


def test_review_is_drawn_before_its_gate_has_a_date(council: Council) -> None:
    cycle = council.cycle(service_name="Roads", need_by=date(2028, 4, 1))
    days = {row.milestone: row.planned for row in cycle.dates.all()}
    assert "review_gate" not in days
    name, starts, ends, state = stage_bars(cycle, days)[-1]
    assert (name, starts, state) == ("4 Review", days["do_gate"], "to_come")
    assert ends > starts
    cycle.review_on = date(2029, 12, 1)
    assert stage_bars(cycle, days)[-1][2] == date(2029, 12, 1)
