"""Working days between two dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycles.timetable import working_days

FRIDAY = date(2026, 11, 20)


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
    ],
)
def test_counts_mondays_to_fridays_that_have_come_since(since: date, until: date, days: int) -> None:
    assert working_days(since, until) == days


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 900))
def test_is_the_count_of_weekdays(since: date, days: int) -> None:
    gone = [since + timedelta(days=passed) for passed in range(1, days + 1)]
    assert working_days(since, gone[-1] if gone else since) == sum(day.weekday() < 5 for day in gone)
