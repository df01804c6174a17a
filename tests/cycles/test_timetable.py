"""How long something has waited, in weekdays."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cycles.timetable import working_days

TUESDAY = date(2026, 11, 17)


def test_a_week_with_its_week_end() -> None:
    days = [working_days(TUESDAY, TUESDAY + timedelta(days=after)) for after in range(-1, 9)]
    assert days == [0, 0, 1, 2, 3, 3, 3, 4, 5, 6]


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 800))
def test_it_counts_as_one_would_by_hand(since: date, length: int) -> None:
    by_hand = sum((since + timedelta(days=after)).weekday() < 5 for after in range(1, length + 1))
    assert working_days(since, since + timedelta(days=length)) == by_hand
