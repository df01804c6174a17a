from __future__ import annotations

import pytest

from dashboard.signs import Sign, verdict

GOOD, BAD, NONE = (100, 100), (0, 100), (0, 0)


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ((GOOD, GOOD, GOOD, GOOD), "in_use"),
        ((GOOD, GOOD, BAD, GOOD), "in_use"),
        ((GOOD, BAD, BAD, GOOD), "slipping"),
        ((GOOD, BAD, BAD, BAD), "in_a_drawer"),
        ((BAD, BAD, BAD, BAD), "in_a_drawer"),
        ((NONE, NONE, NONE, NONE), "unknown"),
    ],
)
def test_the_verdict_counts_good_signs(parts: tuple[tuple[int, int], ...], kind: str) -> None:
    spend, moving, evidenced, decided = parts
    assert verdict(spend=spend, moving=moving, evidenced=evidenced, decided=decided).kind == kind


def test_a_sign_is_good_from_its_aim_and_not_a_penny_below() -> None:
    assert Sign("", "", "", 80, 100, aim=80).is_good
    assert not Sign("", "", "", 7_999_999, 10_000_000, aim=80).is_good
    assert Sign("", "", "", 7_999_999, 10_000_000, aim=80).share == 79


def test_what_nobody_can_know_yet_is_not_nought() -> None:
    nothing = Sign("", "", "", 0, 0, aim=80)
    assert (nothing.share, nothing.now, nothing.result, nothing.is_good) == (None, "Not known", "unknown", False)


def test_of_few_each_is_told_instead_of_a_percentage() -> None:
    assert Sign("", "", "", 1, 2, aim=90, things="cycle").now == "1 of 2"
    assert Sign("", "", "", 2, 4, aim=90, things="cycle").now == "50%"
    assert Sign("", "", "", 11, 12, aim=100, things="gate").now == "11 of 12"
