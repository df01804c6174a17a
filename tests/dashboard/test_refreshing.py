"""When figures are counted again, and what each day keeps."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from django.core.cache import cache

from audit import services as trail
from audit.models import Event
from calendars.models import CouncilDay
from calendars.services import add_council_day
from cycles.models import Cycle
from cycles.services.scheduling import recalculate_all_dates
from dashboard.figures import Figures, below
from dashboard.models import Snapshot
from dashboard.services.figures import refresh, refresh_after_changes
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
    days = {stage: below(figures().counts, "days", stage) for stage in ("analyse", "plan", "do")}
    assert days == {"analyse": {"20": 1}, "plan": {"10": 1}, "do": {}}


def test_after_no_change_nothing_is_counted_again(council: Council) -> None:
    assert refresh_after_changes(NOW)
    assert not refresh_after_changes(NOW)
    council.cycle()
    assert refresh_after_changes(NOW + timedelta(seconds=20))
    assert not refresh_after_changes(NOW + timedelta(seconds=40))
    assert refresh_after_changes(NOW + timedelta(days=1)), "slack and dates of another day"


def test_when_last_safe_dates_have_changed_it_is_counted_again(council: Council) -> None:
    """The day is on the list, and the sweep has worked dates out around it, before anybody looks."""
    council.add("office", "Olive Stone", {"kind": "administrator"})
    council.cycle()
    refresh(NOW)
    day = NOW.date() + timedelta(days=30)
    add_council_day("meeting", "Executive", day, day, actor=council["office"], at=NOW)
    recalculate_all_dates(NOW.date())
    assert refresh_after_changes(NOW + timedelta(seconds=20))


def test_a_day_keeps_its_last_figures(council: Council) -> None:
    refresh(NOW)
    council.cycle()
    refresh(NOW + timedelta(hours=2))
    refresh(NOW + timedelta(days=1))
    place = Snapshot.objects.filter(directorate="place").order_by("on")
    assert [row.on for row in place] == [NOW.date(), NOW.date() + timedelta(days=1)]
    assert Figures(Counter(place[0].counts)).live() == 1


def test_statuses_of_another_day_are_counted_when_they_are_worked_out(council: Council) -> None:
    """The day turns, and the sweep changes statuses without a word in the record."""
    council.cycle(need_by=date(2028, 4, 1))
    later = NOW + timedelta(days=600)
    refresh(NOW)
    assert refresh_after_changes(later)
    stood = figures()
    assert recalculate_all_dates(later.date()) == 1
    cache.clear()
    assert refresh_after_changes(later + timedelta(seconds=20))
    assert (stood.live(status="off_track"), figures().live(status="off_track")) == (0, 1)
    assert not refresh_after_changes(later + timedelta(seconds=40))


def test_a_day_of_the_council_moves_figures_when_dates_follow_it(council: Council) -> None:
    council.cycle()
    refresh(NOW)
    day = {"kind": "meeting", "name": "Executive", "starts": date(2027, 3, 2), "ends": date(2027, 3, 2)}
    CouncilDay.objects.create(**day)
    Cycle.objects.update(slack_on=None)
    assert refresh_after_changes(NOW)
    recalculate_all_dates(NOW.date())
    assert refresh_after_changes(NOW)


def test_an_event_that_was_committed_late_is_counted(council: Council) -> None:
    """It took its number before another, which was seen first."""
    council.cycle()
    last = Event.objects.latest("pk")
    event(last.pk + 2)
    assert refresh_after_changes(NOW)
    event(last.pk + 1)
    assert refresh_after_changes(NOW)
    assert not refresh_after_changes(NOW)


def event(number: int) -> None:
    digest = f"{number:064}"
    chain = f"cycle:{number}"
    Event.objects.create(pk=number, chain=chain, seq=1, at=NOW, verb="status_said", prev_hash=digest, hash=digest)


def test_what_is_no_change_of_a_cycle_counts_nothing_again(council: Council) -> None:
    refresh(NOW)
    trail.record(trail.SYSTEM, "password_set", actor=None, at=NOW)
    assert not refresh_after_changes(NOW)
    trail.record(trail.SYSTEM, "edition_loaded", actor=None, at=NOW)
    assert refresh_after_changes(NOW)
