from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.charts.projection_chart import APART, BOTTOM, LEFT, RIGHT, TOP, projection_chart


def test_what_was_counted_comes_before_what_is_projected() -> None:
    drawn = projection_chart({2020: 50, 2025: 75}, {2030: (80, 90, 100), 2040: (60, 80, 100)})
    assert drawn
    # 100 is the top, 0 the bottom; 20 years over 350: 17.5 a year
    assert drawn.history == "M70.0 108.0L157.5 62.0"
    assert [(line.name, line.path) for line in drawn.lines] == [
        ("High 100", "M245.0 16.0L420.0 16.0"),
        ("Central 80", "M245.0 34.4L420.0 52.8"),
        ("Low 60", "M245.0 52.8L420.0 89.6"),
    ]
    assert drawn.band == "M245.0 52.8L420.0 89.6L420.0 16.0L245.0 16.0Z"
    assert drawn.grid == [(200.0, "0"), (154.0, "25"), (108.0, "50"), (62.0, "75"), (16.0, "100")]
    assert drawn.years == [(LEFT, "2020"), (157.5, "2025"), (245.0, "2030"), (RIGHT, "2040")]


@pytest.mark.parametrize("projected", [{}, {2030: (1, 2, 3)}, {2030: (0, 0, 0), 2031: (0, 0, 0)}])
def test_nothing_is_drawn_of_a_single_year_or_of_nothing(projected: dict[int, tuple[float, float, float]]) -> None:
    assert projection_chart({}, projected) is None


@given(st.lists(st.floats(0, 10**9), min_size=3, max_size=3), st.floats(0, 10**9))
def test_names_stand_apart_and_lines_within_the_picture(ends: list[float], before: float) -> None:
    low, central, high = sorted(ends)
    drawn = projection_chart({2020: before}, {2026: (low, central, high), 2030: (low, central, high)})
    if drawn is None:
        assert max(high, before) == 0
        return
    heights = [line.name_at for line in drawn.lines]
    assert heights[0] >= TOP
    assert heights[-1] <= BOTTOM
    assert all(lower - upper > APART - 0.2 for upper, lower in pairwise(heights)), "but for their rounding"
    assert all(TOP - 0.1 <= y <= BOTTOM for line in drawn.lines for _, y in [line.end])
