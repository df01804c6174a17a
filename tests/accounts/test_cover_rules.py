"""The rules of cover, asked of a row and asked of the database: over every case of a few days."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations_with_replacement

import pytest

from accounts.models import Cover, User
from tests.accounts.people import NOW

pytestmark = pytest.mark.django_db

DAYS = [date(2026, 12, 1) + timedelta(days=count) for count in range(6)]


@pytest.fixture
def covers(manager: User, commissioner: User) -> list[Cover]:
    """Every cover that begins and ends on one of the days, lasting and ended early on each of them."""
    return Cover.objects.bulk_create(
        Cover(person=manager, stand_in=commissioner, starts=starts, ends=ends, ended_early_on=ended, created_at=NOW)
        for starts, ends in combinations_with_replacement(DAYS, 2)
        for ended in (None, *DAYS)
    )


def numbers(covers: object) -> set[int]:
    return {cover.pk for cover in covers}  # type: ignore[attr-defined]


@pytest.mark.parametrize("day", DAYS)
def test_cover_on_a_day(day: date, covers: list[Cover], manager: User) -> None:
    expected = {cover.pk for cover in covers if cover.holds_on(day)}
    assert expected
    assert numbers(Cover.objects.filter(Cover.holding_on(day))) == expected
    held = User.objects.filter(Cover.holding_on(day, "cover_given__")).values_list("cover_given", flat=True)
    assert set(held) == expected
    lasting = {cover.pk for cover in covers if cover.lasts(day)}
    assert numbers(Cover.objects.filter(Cover.lasting(day))) == lasting


@pytest.mark.parametrize(("first", "last"), list(combinations_with_replacement(DAYS, 2)))
def test_cover_on_one_of_several_days(first: date, last: date, covers: list[Cover]) -> None:
    days = [day for day in DAYS if first <= day <= last]
    expected = {cover.pk for cover in covers if any(cover.holds_on(day) for day in days)}
    assert numbers(Cover.objects.filter(Cover.holding_between(first, last))) == expected
