"""Days on which the offices are closed: every count of working days leaves them out, as soon as they are listed."""

from __future__ import annotations

from datetime import date, timedelta
from math import inf
from time import monotonic
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from calendars.days import (
    add_working_days,
    clear_working_days_before,
    in_force,
    is_working_day,
    on_or_after,
    on_or_before,
    published_by,
    working_days,
)
from calendars.models import CouncilDay
from calendars.selectors import READ_EVERY, closed_days_read, council_calendar
from calendars.services import add_council_day, delete_council_day
from cycles.models import Cycle
from cycles.services import scheduling
from cycles.services.scheduling import plan_date, recalculate_all_dates
from tests.calendars.test_council_days import DAYS, sends
from tests.checklists.views.asking import errors_of, text_of
from tests.council import LARGE, NOW, Council
from tests.cycles.assertions import finds, nothing_written
from tests.cycles.views.conftest import SignedIn
from tests.reminders.reminded import partly, told

CHRISTMAS = (date(2026, 12, 24), date(2026, 12, 31))
ONE_OFF = date(2027, 5, 14)  # a Friday


def closed(*periods: tuple[date, date]) -> None:
    """Without a database: as if these were listed."""
    closed_days_read.replace(periods, inf)


def close(council: Council, starts: date, ends: date) -> CouncilDay:
    return add_council_day("closed", "Closure", starts, ends, actor=council["admin"], at=NOW)


# Counting


def test_an_agenda_goes_out_before_a_closure() -> None:
    """The five working days before Tuesday 5 January 2027 are 4 January, and 23, 22, 21 and 18 December.

    1 January is a bank holiday, 24 to 31 December are closed, the others between are weekends. So it is published on
    the working day before 18 December, a Friday: on the 17th. Without the closure it would be on the 23rd.
    """
    closed(CHRISTMAS)
    assert clear_working_days_before(date(2027, 1, 5), 5) == date(2026, 12, 17)
    closed()
    assert clear_working_days_before(date(2027, 1, 5), 5) == date(2026, 12, 23)


def test_from_a_closure_to_the_next_working_day_and_back() -> None:
    """Wednesday 23 December 2026 is the last working day before the closure; Monday 4 January the first after it."""
    closed(CHRISTMAS)
    before, after = date(2026, 12, 23), date(2027, 1, 4)
    assert (add_working_days(before, 1), add_working_days(after, -1)) == (after, before)
    assert working_days(before, after) == 1
    assert working_days(before, date(2027, 1, 3)) == 0
    assert working_days(date(2026, 12, 22), date(2027, 1, 6)) == 4  # 23 December; 4, 5 and 6 January
    for number in range(8):
        day_off = CHRISTMAS[0] + timedelta(days=number)
        assert not is_working_day(day_off)
        assert (on_or_before(day_off), on_or_after(day_off)) == (before, after)


def test_a_one_off_bank_holiday_delays_call_in_by_a_day() -> None:
    """Published on Wednesday 12 May 2027: 13, 17 and 18 May elapse, as the 14th is closed and a weekend follows."""
    published, effective = date(2027, 5, 12), date(2027, 5, 19)
    assert in_force(published, 3) == date(2027, 5, 18)
    closed((ONE_OFF, ONE_OFF))
    assert in_force(published, 3) == effective
    assert published_by(effective, 3) == published
    assert working_days(date(2027, 5, 13), date(2027, 5, 17)) == 1


def test_a_closure_over_the_end_of_a_year_counts_in_both() -> None:
    """29, 30 and 31 December 2027 and 4 and 5 January 2028: Christmas and New Year's Day are moved to 27, 28 and 3."""
    since, until = date(2027, 12, 24), date(2028, 1, 7)
    assert working_days(since, until) == 7
    closed((date(2027, 12, 29), date(2028, 1, 5)))
    assert working_days(since, until) == 2
    assert add_working_days(since, 1) == date(2028, 1, 6)
    assert add_working_days(date(2028, 1, 6), -1) == since


def test_closures_may_overlap_each_other_weekends_and_bank_holidays() -> None:
    """Each of 21 to 24 and 29 to 31 December 2026 is left out once; 25 and 28 December are bank holidays."""
    assert working_days(date(2026, 12, 18), date(2026, 12, 31)) == 7
    closed((date(2026, 12, 19), date(2026, 12, 29)), (date(2026, 12, 24), date(2026, 12, 31)))
    assert working_days(date(2026, 12, 18), date(2026, 12, 31)) == 0
    assert working_days(date(2026, 12, 18), date(2027, 1, 4)) == 1


CLOSURES = st.lists(st.tuples(st.integers(-300, 300), st.integers(0, 30)), max_size=4)
STARTS = st.dates(date(2015, 1, 1), date(2045, 1, 1))


@given(STARTS, st.integers(-200, 200), CLOSURES)
def test_adding_working_days_is_undone_by_taking_them_away_over_any_closure(
    day: date, number: int, closures: list[tuple[int, int]]
) -> None:
    periods = [(day + timedelta(days=place), length) for place, length in closures]
    closed(*((starts, starts + timedelta(days=length)) for starts, length in periods))
    start = on_or_before(day)
    there = add_working_days(start, number)
    assert is_working_day(start)
    assert is_working_day(there)
    assert add_working_days(there, -number) == start
    assert working_days(min(start, there), max(start, there)) == abs(number)


@given(STARTS, st.integers(0, 400), CLOSURES)
def test_the_count_is_that_of_working_days_over_any_closure(
    since: date, days: int, closures: list[tuple[int, int]]
) -> None:
    periods = [(since + timedelta(days=place), length) for place, length in closures]
    closed(*((starts, starts + timedelta(days=length)) for starts, length in periods))
    gone = [since + timedelta(days=passed) for passed in range(1, days + 1)]
    assert working_days(since, gone[-1] if gone else since) == sum(map(is_working_day, gone))


# Listing


def test_a_closed_day_counts_as_soon_as_it_is_listed_and_until_it_is_struck(bench: Council) -> None:
    row = close(bench, ONE_OFF, ONE_OFF)
    assert not is_working_day(ONE_OFF)
    delete_council_day(row, actor=bench["admin"], at=NOW)
    assert is_working_day(ONE_OFF)


def test_a_commit_mends_what_another_thread_has_read_meanwhile(
    bench: Council, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        close(bench, ONE_OFF, ONE_OFF)
        closed()  # the thread sees the list without what is not committed yet
        assert is_working_day(ONE_OFF)
    assert not is_working_day(ONE_OFF)


def test_another_process_knows_within_a_minute_and_reads_no_more_often(
    bench: Council, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    closed_days_read.replace([], monotonic())
    CouncilDay.objects.create(kind="closed", name="Closure", starts=ONE_OFF, ends=ONE_OFF)
    with django_assert_num_queries(0):
        assert is_working_day(ONE_OFF)
    closed_days_read.read_at -= READ_EVERY
    with django_assert_num_queries(1):
        assert not is_working_day(ONE_OFF)
        assert working_days(ONE_OFF - timedelta(days=1), ONE_OFF) == 0


def test_the_page_keeps_closed_days_beside_the_bank_holidays(bench: Council, as_: SignedIn) -> None:
    admin = as_("admin")
    assert "No closed days are listed." in text_of(admin.get(DAYS))
    page = text_of(admin.post(DAYS, sends("closed", "Christmas closure", *CHRISTMAS), follow=True))
    assert "Christmas closure is on the list. The dates of every cycle follow within a minute." in page
    assert "24 December 2026 to 31 December 2026" in page
    assert page.index("Closed days") < page.index("Christmas closure Closed") < page.index("Bank holidays in England")
    assert admin.post(DAYS, sends("closed", "A funeral", ONE_OFF)).status_code == 302
    assert CouncilDay.objects.get(name="A funeral").ends == ONE_OFF
    row = CouncilDay.objects.get(name="Christmas closure")
    page = text_of(admin.post(reverse("council-day-delete", args=[row.pk]), follow=True))
    assert "Christmas closure is off the list." in page
    assert "24 December 2026 to 31 December 2026" not in page


def test_what_is_over_stands_apart(bench: Council, as_: SignedIn) -> None:
    close(bench, date(2025, 12, 29), date(2025, 12, 31))
    page = text_of(as_("admin").get(DAYS))
    assert page.index("No closed days are listed.") < page.index("What is over") < page.index("29 December 2025")


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        (
            sends("closed", "Closure", date(2026, 12, 24), date(2036, 12, 31)),
            "Offices are closed for 31 days at most: check the last day",
        ),
        (
            sends("closed", "Closure", date(2026, 12, 24), date(2026, 12, 23)),
            "The last day must be on or after the first",
        ),
    ],
)
def test_a_closure_has_a_length_that_can_be_right(
    bench: Council, as_: SignedIn, sent: dict[str, Any], fault: str
) -> None:
    admin = as_("admin")
    with nothing_written():
        answer = admin.post(DAYS, sent)
    assert errors_of(answer) == [fault]


def test_a_closure_lasts_a_month_at_most(bench: Council) -> None:
    close(bench, date(2026, 8, 1), date(2026, 8, 31))
    with finds({"ends": "Offices are closed for 31 days at most: check the last day"}):
        close(bench, date(2026, 7, 31), date(2026, 8, 31))


def test_a_meeting_on_a_closed_day_is_asked_about(bench: Council, as_: SignedIn) -> None:
    close(bench, *CHRISTMAS)
    answer = as_("admin").post(DAYS, sends("meeting", "Executive", date(2026, 12, 30)))
    assert errors_of(answer) == ["30 December 2026 is a closed day. Tick to say that the meeting is really on that day"]


# What follows


def last_safe(cycle: Cycle) -> dict[str, date]:
    return dict(cycle.dates.values_list("milestone", "last_safe"))


def test_stored_dates_follow_a_closure_with_the_next_sweep(bench: Council) -> None:
    cycle = bench.cycle(LARGE, key_decision=True)
    before = last_safe(cycle)
    row = close(bench, before["call_in_end"], before["call_in_end"])
    assert recalculate_all_dates(NOW.date()) == 1
    after = last_safe(cycle)
    assert after["call_in_end"] < before["call_in_end"]
    assert after["decision"] == add_working_days(after["call_in_end"], -7) < before["decision"]
    assert after["agenda"] < before["agenda"]
    delete_council_day(row, actor=bench["admin"], at=NOW)
    recalculate_all_dates(NOW.date())
    assert last_safe(cycle) == before


def test_dates_are_stored_by_the_list_as_it_is_whatever_the_process_has_read(bench: Council) -> None:
    cycle = bench.cycle(LARGE, key_decision=True)
    before = last_safe(cycle)
    day = before["call_in_end"]
    CouncilDay.objects.create(kind="closed", name="Closure", starts=day, ends=day)  # by another process
    scheduling.mark_dates_outdated()
    assert is_working_day(day)
    recalculate_all_dates(NOW.date())
    assert last_safe(cycle)["call_in_end"] < day


def test_a_closure_listed_during_a_run_makes_another_calendar(bench: Council) -> None:
    before = council_calendar()
    row = close(bench, ONE_OFF, ONE_OFF)
    assert council_calendar() != before
    delete_council_day(row, actor=bench["admin"], at=NOW)
    assert council_calendar() == before


def test_planned_dates_of_the_team_stay_and_first_plans_follow(bench: Council) -> None:
    own, first = (bench.cycle(LARGE, key_decision=True, service_name=name) for name in ("Roads", "Libraries"))
    row = own.dates.get(milestone="decision")
    plan_date(row, row.planned + timedelta(days=7), reason="Moved", actor=bench["lead"], at=NOW, seen_version=0)
    before = dict(own.dates.values_list("milestone", "planned"))
    close(bench, before["decision"], before["decision"])
    close(bench, row.planned, row.planned)
    recalculate_all_dates(NOW.date())
    assert dict(own.dates.values_list("milestone", "planned")) == before
    assert own.dates.get(milestone="decision").breach.endswith("which is not a working day.")
    assert first.dates.get(milestone="decision").planned < row.planned
    assert not first.dates.exclude(breach="").exists()


def test_a_wait_is_counted_without_closed_days(bench: Council) -> None:
    """Due on Friday 29 January 2027: 30 November is the twentieth working day before it, as December is closed."""
    answer = partly(bench, bench.cycle(), date(2027, 1, 29))
    close(bench, date(2026, 12, 1), date(2026, 12, 31))
    assert told(bench, date(2026, 11, 27)) == set()
    assert told(bench, date(2026, 11, 30)) == {("question_due", "member", f"answer:{answer.pk}:2027-01-29:20")}
