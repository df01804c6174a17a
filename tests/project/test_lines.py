from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ui.charts.line_chart import APART, BOTTOM, TOP, chart


@given(st.lists(st.integers(0, 100), min_size=1, max_size=4))
def test_the_names_of_lines_stand_apart_and_within_the_picture(shares: list[int]) -> None:
    series = {str(place): [(date(2026, 1, 1), 50), (date(2026, 2, 1), share)] for place, share in enumerate(shares)}
    drawn = chart(series)
    assert drawn
    heights = sorted(line.name_at for line in drawn.lines)
    assert heights[0] >= TOP
    assert heights[-1] <= BOTTOM
    assert all(low - high > APART - 0.2 for high, low in pairwise(heights)), "but for their rounding"
