"""A key decision in a pre-election period: what is said of it, and the other days that are offered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from calendars.days import Calendar
from calendars.pre_election import pre_election_warning

MEETINGS = (date(2029, 2, 6), date(2029, 3, 6), date(2029, 4, 10), date(2029, 5, 8), date(2029, 6, 5))
COUNTY = (date(2029, 3, 19), date(2029, 5, 3))
CALENDAR = Calendar(MEETINGS, [COUNTY])
TODAY, LATE = date(2028, 11, 1), date(2029, 12, 31)
PLANNED = (
    "The key decision is planned for 10 April 2029, in the pre-election period from 19 March to 3 May 2029. "
    "Council business goes on, but publicity is limited"
)


def sentence(calendar: Calendar, planned: date, last_safe: date = LATE, earliest: date = TODAY) -> str:
    warning = pre_election_warning(calendar, planned, last_safe, earliest)
    return warning.sentence if warning else ""


@pytest.mark.parametrize(
    ("last_safe", "earliest", "rest"),
    [
        (
            LATE,
            TODAY,
            ": keep the date, or plan the decision for the meeting of 6 March 2029 or the meeting of 8 May 2029.",
        ),
        (date(2029, 4, 20), TODAY, ": keep the date, or plan the decision for the meeting of 6 March 2029."),
        (LATE, date(2029, 3, 7), ": keep the date, or plan the decision for the meeting of 8 May 2029."),
        (date(2029, 4, 20), date(2029, 3, 7), ". No other day is in time."),
    ],
)
def test_a_decision_planned_in_the_period_has_the_meetings_around_it_as_a_choice(
    last_safe: date, earliest: date, rest: str
) -> None:
    assert sentence(CALENDAR, date(2029, 4, 10), last_safe, earliest) == PLANNED + rest


def test_a_last_safe_date_in_the_period_names_the_last_day_before_it() -> None:
    assert sentence(CALENDAR, date(2029, 2, 6), date(2029, 4, 10)) == (
        "The last safe date of the key decision, 10 April 2029, is in the pre-election period from 19 March to "
        "3 May 2029. Council business goes on, but publicity is limited: the last day before it is the meeting of "
        "6 March 2029."
    )


@pytest.mark.parametrize(
    ("planned", "last_safe"),
    [(date(2029, 3, 6), date(2029, 3, 18)), (date(2029, 2, 6), date(2029, 5, 4)), (date(2029, 5, 8), LATE)],
)
def test_outside_the_period_nothing_is_said(planned: date, last_safe: date) -> None:
    assert pre_election_warning(CALENDAR, planned, last_safe, TODAY) is None


@pytest.mark.parametrize(
    "calendar",
    [replace(CALENDAR, meetings=()), replace(CALENDAR, meetings=[date(2028, 6, 6)])],
    ids=["no meeting is needed", "the list ends before it"],
)
def test_without_meetings_around_it_working_days_are_offered(calendar: Calendar) -> None:
    warning = pre_election_warning(calendar, date(2029, 4, 16), LATE, TODAY)
    assert warning
    assert warning.other_days == (date(2029, 3, 16), date(2029, 5, 4))
    assert warning.sentence.endswith(": keep the date, or plan the decision for 16 March 2029 or 4 May 2029.")


def test_a_day_in_another_period_is_not_offered() -> None:
    by_elections = [(date(2029, 2, 26), date(2029, 3, 20)), (date(2029, 5, 1), date(2029, 5, 10))]
    warning = pre_election_warning(
        replace(CALENDAR, pre_election_periods=[COUNTY, *by_elections]), date(2029, 4, 10), LATE, TODAY
    )
    assert warning
    assert warning.other_days == (date(2029, 2, 6), date(2029, 6, 5))


def test_a_period_over_the_turn_of_a_year_names_both_years() -> None:
    calendar = Calendar((), [(date(2028, 12, 11), date(2029, 1, 18))])
    assert "from 11 December 2028 to 18 January 2029" in sentence(calendar, date(2029, 1, 9))
