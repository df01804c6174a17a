"""When figures are counted again, and what each day keeps."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from dashboard.models import Snapshot
from dashboard.queries.figures import Figures
from dashboard.services.refreshing import refresh, refresh_after_changes
from demo import play
from tests.council import NOW, Council
from tests.dashboard.conftest import counted_now
from tests.dashboard.test_counting import figures


def test_a_stage_takes_from_the_gate_before_to_its_own(council: Council) -> None:
    """Its first stage from the start; of what was passed on one day nothing is left."""
    cycle = council.cycle(at=NOW - timedelta(days=60))
    cycle = play.pass_gate(cycle, at=NOW - timedelta(days=40))
    play.pass_gate(cycle, at=NOW - timedelta(days=30))
    counted_now()
    found = figures()
    assert (found.months("analyse"), found.passes("analyse")) == (0.7, 1)
    assert (found.months("plan"), found.passes("plan")) == (0.3, 1)
    assert (found.months("do"), found.passes("do")) == (None, 0)


def test_after_no_change_nothing_is_counted_again(council: Council) -> None:
    assert refresh_after_changes(NOW)
    assert not refresh_after_changes(NOW)
    council.cycle()
    assert refresh_after_changes(NOW + timedelta(seconds=20))
    assert not refresh_after_changes(NOW + timedelta(seconds=40))
    assert refresh_after_changes(NOW + timedelta(days=1)), "slack and dates of another day"


def test_a_day_keeps_its_last_figures(council: Council) -> None:
    refresh(NOW)
    council.cycle()
    refresh(NOW + timedelta(hours=2))
    refresh(NOW + timedelta(days=1))
    place = Snapshot.objects.filter(directorate="place").order_by("on")
    assert [row.on for row in place] == [NOW.date(), NOW.date() + timedelta(days=1)]
    assert Figures(Counter(place[0].counts)).live() == 1
