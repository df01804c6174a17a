from __future__ import annotations

from collections import Counter

import pytest

from dashboard.figures import Figures
from dashboard.indicators import Indicator, Share, indicator_set

GOOD, BAD, NONE = Share(100, 100, 9), Share(0, 100, 9), Share(0, 0, 0)


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ((GOOD, GOOD, GOOD, GOOD), "in_use"),
        ((GOOD, GOOD, BAD, GOOD), "in_use"),
        ((GOOD, BAD, BAD, GOOD), "slipping"),
        ((GOOD, BAD, BAD, BAD), "in_a_drawer"),
        ((BAD, BAD, BAD, BAD), "in_a_drawer"),
        ((NONE, NONE, NONE, NONE), "unknown"),
        ((GOOD, GOOD, NONE, NONE), "unknown"),
        ((GOOD, GOOD, BAD, NONE), "unknown"),
        ((GOOD, GOOD, GOOD, NONE), "in_use"),
        ((GOOD, BAD, NONE, BAD), "unknown"),
        ((BAD, BAD, BAD, NONE), "in_a_drawer"),
    ],
)
def test_the_verdict_counts_good_signs(parts: tuple[Share, ...], kind: str) -> None:
    spend, moving, evidenced, decided = parts
    assert indicator_set(spend=spend, moving=moving, evidenced=evidenced, decided=decided).status == kind


def sign(part: int, whole: int, cycles: int = 9, aim: int = 80, counts: tuple[int, int] | None = None) -> Indicator:
    return Indicator("", "", "", Share(part, whole, cycles, counts), aim)


def test_a_sign_is_good_from_its_aim_and_not_a_penny_below() -> None:
    assert sign(80, 100).is_good
    assert not sign(7_999_999, 10_000_000).is_good
    assert sign(7_999_999, 10_000_000).percent == 79


def test_what_nobody_can_know_yet_is_not_nought() -> None:
    nothing = sign(0, 0, cycles=0)
    assert (nothing.percent, nothing.value, nothing.status, nothing.is_good) == (None, "Not known", "unknown", False)
    assert nothing.percentage == "Not known"


def test_of_few_cycles_each_is_told_instead_of_a_percentage() -> None:
    """Of however many answers, and of services where the figure is money."""
    assert sign(1, 2, cycles=2).value == "1 of 2"
    assert sign(30, 40, cycles=2).value == "30 of 40"
    assert sign(30, 40, cycles=3).value == "75%"
    assert sign(500, 900, cycles=2, counts=(1, 2)).value == "1 of 2"


def test_where_all_is_aimed_at_each_is_told_and_over_time_the_percentage() -> None:
    assert (sign(11, 12, aim=100).value, sign(11, 12, aim=100).percentage) == ("11 of 12", "92%")
    assert sign(1, 2, cycles=2, aim=100).percentage == "1 of 2"


def test_of_few_gates_there_is_no_median() -> None:
    figures = Figures(Counter({"days:plan:10": 2, "days:do:10": 1, "days:do:40": 2}))
    assert (figures.median_days("plan"), figures.passes("plan"), figures.median_days("do")) == (None, 2, 40)
