"""Working days, clear days, and the days on which councils decide."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.days import (
    Calendar,
    add_working_days,
    bank_holidays,
    clear_days_before,
    clear_working_days_before,
    in_force,
    is_working_day,
    on_or_after,
    on_or_before,
    published_by,
    same_day_of_month,
    working_days,
)

FRIDAY = date(2026, 11, 20)
DAYS = st.dates(date(2015, 1, 1), date(2045, 1, 1))
CALL_IN = 3


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (FRIDAY, FRIDAY, 0),
        (FRIDAY, date(2026, 11, 21), 0),
        (FRIDAY, date(2026, 11, 22), 0),
        (FRIDAY, date(2026, 11, 23), 1),
        (FRIDAY, date(2026, 11, 27), 5),
        (date(2026, 11, 21), date(2026, 11, 23), 1),
        (date(2026, 11, 9), date(2026, 11, 23), 10),
        (date(2026, 11, 23), FRIDAY, 0),
        (date(2026, 4, 2), date(2026, 4, 7), 1),  # over Easter: Good Friday and Easter Monday
        (date(2026, 12, 24), date(2026, 12, 29), 1),  # Boxing Day is a Saturday, so Monday is a bank holiday
        (date(2028, 2, 28), date(2028, 3, 1), 2),  # over 29 February
        (date(2026, 12, 31), date(2027, 1, 4), 1),
    ],
)
def test_counts_working_days_that_have_come_since(since: date, until: date, days: int) -> None:
    assert working_days(since, until) == days


@given(DAYS, st.integers(0, 900))
def test_is_the_count_of_working_days(since: date, days: int) -> None:
    gone = [since + timedelta(days=passed) for passed in range(1, days + 1)]
    assert working_days(since, gone[-1] if gone else since) == sum(map(is_working_day, gone))


@pytest.mark.parametrize(
    ("year", "holidays"),
    [
        (2021, ["1 1", "4 2", "4 5", "5 3", "5 31", "8 30", "12 27", "12 28"]),
        (2022, ["1 3", "4 15", "4 18", "5 2", "6 2", "6 3", "8 29", "9 19", "12 26", "12 27"]),
        (2027, ["1 1", "3 26", "3 29", "5 3", "5 31", "8 30", "12 27", "12 28"]),
    ],
)
def test_knows_englands_bank_holidays_as_they_are_moved(year: int, holidays: list[str]) -> None:
    assert [f"{day.month} {day.day}" for day in bank_holidays(year)] == holidays


def test_knows_bank_holidays_for_years_to_come() -> None:
    assert all(8 <= len(bank_holidays(year)) <= 9 for year in range(2026, 2046) if year != 2022)


@pytest.mark.parametrize(
    ("published", "effective"),
    [
        (date(2021, 2, 5), date(2021, 2, 11)),  # Lincolnshire's own published decisions
        (date(2020, 6, 4), date(2020, 6, 10)),
        (date(2019, 2, 13), date(2019, 2, 19)),
        (date(2026, 4, 1), date(2026, 4, 9)),  # over Easter
        (date(2026, 12, 23), date(2026, 12, 31)),
        (date(2028, 2, 28), date(2028, 3, 3)),
    ],
)
def test_a_decision_is_in_force_after_three_whole_working_days(published: date, effective: date) -> None:
    assert in_force(published, CALL_IN) == effective
    assert published_by(effective, CALL_IN) == published


@given(DAYS, st.integers(0, 10))
def test_what_is_published_in_time_is_in_force_in_time_and_a_day_later_is_not(day: date, call_in: int) -> None:
    last = published_by(day, call_in)
    assert in_force(last, call_in) <= day < in_force(add_working_days(last, 1), call_in)


@pytest.mark.parametrize(
    ("event", "number", "last"),
    [
        (date(2026, 3, 3), 28, date(2026, 2, 2)),
        (date(2028, 3, 7), 28, date(2028, 2, 7)),  # 29 February is among them
        (date(2026, 3, 3), 5, date(2026, 2, 25)),
    ],
)
def test_clear_days_count_neither_end(event: date, number: int, last: date) -> None:
    assert clear_days_before(event, number) == last
    assert len([last + timedelta(days=day) for day in range(1, (event - last).days)]) == number


@pytest.mark.parametrize(
    ("meeting", "published"),
    [
        (date(2027, 1, 5), date(2026, 12, 23)),  # over Christmas and New Year
        (date(2027, 2, 2), date(2027, 1, 25)),
        (date(2027, 6, 1), date(2027, 5, 21)),  # the day after a bank holiday
        (date(2028, 2, 1), date(2028, 1, 24)),
        (date(2029, 5, 8), date(2029, 4, 27)),
        (date(2027, 2, 27), date(2027, 2, 19)),  # a meeting on a Saturday
    ],
)
def test_an_agenda_is_published_five_clear_working_days_before(meeting: date, published: date) -> None:
    assert clear_working_days_before(meeting, 5) == published


@given(DAYS, st.integers(0, 30))
def test_clear_working_days_count_neither_end(event: date, number: int) -> None:
    last = clear_working_days_before(event, number)
    assert is_working_day(last)
    assert working_days(last, event - timedelta(days=1)) == number


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        (FRIDAY, FRIDAY, FRIDAY),
        (date(2026, 11, 22), FRIDAY, date(2026, 11, 23)),
        (date(2026, 4, 5), date(2026, 4, 2), date(2026, 4, 7)),
        (date(2027, 12, 27), date(2027, 12, 24), date(2027, 12, 29)),
    ],
)
def test_the_nearest_working_days(day: date, before: date, after: date) -> None:
    assert (on_or_before(day), on_or_after(day)) == (before, after)


@given(DAYS, st.integers(-200, 200))
def test_adding_working_days_is_undone_by_taking_them_away(day: date, number: int) -> None:
    start = on_or_before(day)
    there = add_working_days(start, number)
    assert is_working_day(there)
    assert add_working_days(there, -number) == start
    assert working_days(min(start, there), max(start, there)) == abs(number)


MEETINGS = (date(2027, 1, 5), date(2027, 2, 2), date(2027, 4, 20), date(2027, 6, 1))
BEFORE_ELECTION = ((date(2027, 3, 22), date(2027, 5, 6)),)


@pytest.mark.parametrize(
    ("by", "day"),
    [
        (date(2027, 2, 2), date(2027, 2, 2)),
        (date(2027, 3, 1), date(2027, 2, 2)),
        (date(2027, 5, 20), date(2027, 4, 20)),  # in the pre-election period: council business goes on
        (date(2027, 6, 1), date(2027, 6, 1)),
        (date(2027, 6, 6), date(2027, 6, 4)),  # nothing is listed so far ahead: the last working day
        (date(2026, 12, 1), date(2026, 12, 1)),
    ],
)
def test_decides_at_the_last_meeting_also_in_a_pre_election_period(by: date, day: date) -> None:
    assert Calendar(MEETINGS, BEFORE_ELECTION).last_decision_day(by) == day


def test_without_meetings_a_pre_election_period_moves_no_day_either() -> None:
    assert Calendar((), BEFORE_ELECTION).last_decision_day(date(2027, 4, 1)) == date(2027, 4, 1)


@pytest.mark.parametrize(
    ("day", "period"),
    [
        (date(2027, 3, 21), None),
        (date(2027, 3, 22), BEFORE_ELECTION[0]),
        (date(2027, 5, 6), BEFORE_ELECTION[0]),
        (date(2027, 5, 7), None),
    ],
)
def test_which_pre_election_period_a_day_lies_in(day: date, period: tuple[date, date] | None) -> None:
    assert Calendar((), BEFORE_ELECTION).pre_election(day) == period


def test_the_meetings_around_a_day() -> None:
    calendar = Calendar(MEETINGS[::-1])
    assert calendar.is_meeting(date(2027, 2, 2))
    assert not calendar.is_meeting(date(2027, 2, 3))
    assert calendar.listed_until == date(2027, 6, 1)
    assert (calendar.meeting_before(date(2027, 2, 2)), calendar.meeting_after(date(2027, 2, 2))) == (
        date(2027, 1, 5),
        date(2027, 4, 20),
    )
    assert (calendar.meeting_before(date(2027, 1, 5)), calendar.meeting_after(date(2027, 6, 1))) == (None, None)
    assert Calendar().listed_until is None


SATURDAY, BANK_HOLIDAY = date(2026, 8, 29), date(2026, 8, 31)


@pytest.mark.parametrize(
    ("by", "day"),
    [
        (date(2026, 8, 28), date(2026, 8, 28)),  # before the first meeting listed: the last working day
        (SATURDAY, SATURDAY),
        (date(2026, 8, 30), SATURDAY),
        (BANK_HOLIDAY, SATURDAY),
        (date(2026, 9, 1), date(2026, 9, 1)),
    ],
)
def test_more_time_after_a_meeting_on_a_saturday_gives_no_earlier_day(by: date, day: date) -> None:
    assert Calendar([SATURDAY]).last_decision_day(by) == day


# Three weeks over Christmas and over Easter: meetings, days off and periods before elections often meet.
OVER_HOLIDAYS = [
    [first + timedelta(days=number) for number in range(21)] for first in (date(2026, 12, 18), date(2027, 3, 20))
]


@given(st.sampled_from(OVER_HOLIDAYS), st.data())
def test_more_time_never_gives_an_earlier_decision_day_over_days_off(days: list[date], data: st.DataObject) -> None:
    meetings = data.draw(st.lists(st.sampled_from(days), max_size=4))
    periods = data.draw(st.lists(st.tuples(st.sampled_from(days), st.integers(0, 8)), max_size=2))
    before_elections = [(starts, starts + timedelta(days=length)) for starts, length in periods]
    decided = [Calendar(meetings, before_elections).last_decision_day(by) for by in days]
    assert decided == [Calendar(meetings).last_decision_day(by) for by in days]
    assert decided == sorted(decided)
    for by, day in zip(days, decided, strict=True):
        assert day <= by
        assert day in meetings or is_working_day(day)


@given(st.lists(DAYS, max_size=12), st.lists(st.tuples(DAYS, st.integers(0, 60)), max_size=3), DAYS, st.integers(0, 90))
def test_a_later_bound_never_gives_an_earlier_decision_day(
    meetings: list[date], periods: list[tuple[date, int]], by: date, more: int
) -> None:
    calendar = Calendar(meetings, [(starts, starts + timedelta(days=length)) for starts, length in periods])
    first = calendar.last_decision_day(by)
    assert first <= by
    assert first <= calendar.last_decision_day(by + timedelta(days=more))


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2027, 12, 15), 1, date(2028, 1, 15)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 3, 31), -1, date(2027, 2, 28)),
        (date(2027, 2, 28), 1, date(2027, 3, 28)),
    ],
)
def test_the_same_day_of_another_month(day: date, months: int, result: date) -> None:
    assert same_day_of_month(day, months) == result
