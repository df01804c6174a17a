from __future__ import annotations

from collections import Counter
from statistics import median_low

from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures import below, median, name, total

TALLIES = st.dictionaries(st.sampled_from(("quiet", "live:do", "live:plan")), st.integers(0, 10**15))


@given(st.lists(TALLIES, max_size=5))
def test_a_total_is_the_sum_of_each_count(tallies: list[dict[str, int]]) -> None:
    keys = {key for tally in tallies for key in tally}
    assert dict(total(tallies)) == {key: sum(tally.get(key, 0) for tally in tallies) for key in keys}


def test_what_stands_below_a_name_is_read_by_what_follows_it() -> None:
    tally = {"days:plan:12": 2, "days:plan:90": 1, "days:do:12": 5, "days:planned:1": 7}
    assert below(tally, "days", "plan") == {"12": 2, "90": 1}
    assert name("days", "plan", 12) == "days:plan:12"


@given(st.lists(st.integers(0, 2000), min_size=1))
def test_the_median_is_that_of_the_numbers_one_by_one(numbers: list[int]) -> None:
    histogram = Counter(str(number) for number in numbers)
    assert median(histogram) == median_low(numbers)


def test_of_nothing_there_is_no_median() -> None:
    assert median({}) is None
