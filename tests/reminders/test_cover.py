"""The first day of a cover and its end, to the stand-in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import Cover, User
from accounts.services import cover
from notifications.models import Notification
from notifications.services.sweeping import sweep
from tests.accounts.people import somebody
from tests.approvals.test_deciding import waiting
from tests.council import AUTHORITY, NOW, Council
from tests.reminders.reminded import morning, subjects

pytestmark = pytest.mark.django_db

THURSDAY, FRIDAY, SATURDAY, MONDAY = (date(2026, 12, day) for day in (3, 4, 5, 7))


@pytest.fixture
def both(db: None) -> tuple[User, User]:
    return somebody("Daniel Okafor", "manager"), somebody("Hannah Price", "manager")


def given(both: tuple[User, User], starts: date, ends: date, **more: Any) -> Cover:
    values = {"starts": starts, "ends": ends, "created_at": NOW} | more
    return Cover.objects.create(person=both[0], stand_in=both[1], **values)


BEGINS = "Your cover begins: you decide for Daniel Okafor from 3 to 7 December 2026"


def test_the_first_day_is_told_once_it_has_come(both: tuple[User, User]) -> None:
    given(both, THURSDAY, MONDAY)

    assert subjects(THURSDAY - timedelta(days=1)) == set()
    assert subjects(THURSDAY) == {BEGINS}
    for day in (THURSDAY, FRIDAY):
        sweep(morning(day))
    assert [row.subject for row in Notification.objects.filter(kind="cover_begins")] == [BEGINS]


def test_a_first_day_off_is_told_on_the_working_day_before(both: tuple[User, User]) -> None:
    given(both, SATURDAY, MONDAY)

    assert subjects(THURSDAY) == set()
    assert subjects(FRIDAY) == {"Your cover begins: you decide for Daniel Okafor from 5 to 7 December 2026"}


@pytest.mark.parametrize(("days", "reminded"), [(0, False), (1, False), (2, True)])
def test_who_was_told_the_day_before_is_not_reminded(both: tuple[User, User], days: int, reminded: bool) -> None:
    given(both, THURSDAY, MONDAY, created_at=morning(THURSDAY - timedelta(days=days)))

    assert (subjects(THURSDAY) == {BEGINS}) is reminded


def test_cover_that_was_ended_neither_begins_nor_is_over(both: tuple[User, User]) -> None:
    given(both, THURSDAY, FRIDAY, ended_early_on=THURSDAY - timedelta(days=1))

    assert subjects(THURSDAY) == set()
    assert subjects(MONDAY) == set()


def test_the_end_is_told_after_the_last_day(both: tuple[User, User]) -> None:
    given(both, THURSDAY, FRIDAY)

    over = "You no longer decide for Daniel Okafor: the last day was 4 December 2026"
    assert over not in subjects(FRIDAY)
    assert over in subjects(MONDAY)
    for day in (FRIDAY, SATURDAY, MONDAY, MONDAY + timedelta(days=1)):
        sweep(morning(day))
    assert [row.subject for row in Notification.objects.filter(kind="cover_over")] == [over]


def test_who_goes_on_to_cover_is_not_told_of_an_end(both: tuple[User, User]) -> None:
    given(both, THURSDAY, FRIDAY)
    given(both, SATURDAY, MONDAY)

    assert not any("no longer" in subject for subject in subjects(MONDAY))


# A gate that waits already


def told_to_decide() -> list[str]:
    rows = Notification.objects.filter(kind="gate_waiting").order_by("pk")
    return [f"{row.person}: {row.subject}" for row in rows]


def test_a_stand_in_is_told_once_of_a_gate_that_waits_already(bench: Council) -> None:
    waiting(bench)
    first, last = date(2026, 11, 25), date(2026, 11, 27)
    cover.give_cover(bench["head"], bench["assistant"], starts=first, ends=last, actor=bench["head"], at=NOW)
    asked = "Please decide the Analyse gate by 26 November 2026: Street cleansing"

    sweep(morning(first - timedelta(days=1)))
    assert told_to_decide() == [f"Grace Holland: {asked}"]
    for day in (first, last):
        sweep(morning(day))
    assert told_to_decide() == [f"Grace Holland: {asked}", f"Daniel Okafor: {asked}"]


def test_the_next_grade_is_told_where_the_stand_in_is_barred(bench: Council) -> None:
    waiting(bench)
    days: dict[str, Any] = {"starts": NOW.date(), "ends": FRIDAY, **AUTHORITY}
    cover.give_cover(bench["head"], bench["lead"], **days, actor=bench["head"], at=NOW)

    sweep(NOW)

    assert [line.partition(":")[0] for line in told_to_decide()] == ["Grace Holland", "Daniel Okafor"]
