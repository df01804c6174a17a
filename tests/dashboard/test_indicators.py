from __future__ import annotations

from collections import Counter

import pytest

from dashboard.figures import Figures
from dashboard.indicators import Part, Sign, verdict

GOOD, BAD, NONE = Part(100, 100, 9), Part(0, 100, 9), Part(0, 0, 0)


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
def test_the_verdict_counts_good_signs(parts: tuple[Part, ...], kind: str) -> None:
    spend, moving, evidenced, decided = parts
    assert verdict(spend=spend, moving=moving, evidenced=evidenced, decided=decided).kind == kind


def sign(part: int, whole: int, cycles: int = 9, aim: int = 80, told: tuple[int, int] | None = None) -> Sign:
    return Sign("", "", "", Part(part, whole, cycles, told), aim)


def test_a_sign_is_good_from_its_aim_and_not_a_penny_below() -> None:
    assert sign(80, 100).is_good
    assert not sign(7_999_999, 10_000_000).is_good
    assert sign(7_999_999, 10_000_000).share == 79


def test_what_nobody_can_know_yet_is_not_nought() -> None:
    nothing = sign(0, 0, cycles=0)
    assert (nothing.share, nothing.now, nothing.result, nothing.is_good) == (None, "Not known", "unknown", False)
    assert nothing.percentage == "Not known"


def test_of_few_cycles_each_is_told_instead_of_a_percentage() -> None:
    """Of however many answers, and of services where the figure is money."""
    assert sign(1, 2, cycles=2).now == "1 of 2"
    assert sign(30, 40, cycles=2).now == "30 of 40"
    assert sign(30, 40, cycles=3).now == "75%"
    assert sign(500, 900, cycles=2, told=(1, 2)).now == "1 of 2"


def test_where_all_is_aimed_at_each_is_told_and_over_time_the_percentage() -> None:
    assert (sign(11, 12, aim=100).now, sign(11, 12, aim=100).percentage) == ("11 of 12", "91%")
    assert sign(1, 2, cycles=2, aim=100).percentage == "1 of 2"


def test_of_few_gates_there_is_no_median() -> None:
    figures = Figures(Counter({"days:plan:10": 2, "days:do:10": 1, "days:do:40": 2}))
    assert (figures.took("plan"), figures.passes("plan"), figures.took("do")) == (None, 2, 40)
