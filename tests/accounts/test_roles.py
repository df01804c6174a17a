"""What roles and cover amount to on a day."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from accounts.models import Cover, Grade, User
from accounts.roles import advisers, covered_people, holders, managers_on, roles_of, with_roles
from tests.accounts.people import NOW, finance, place, somebody

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 1)


def cover(person: User, stand_in: User, ended: date | None = None) -> Cover:
    return Cover.objects.create(
        person=person,
        stand_in=stand_in,
        starts=date(2026, 12, 1),
        ends=date(2026, 12, 5),
        ended_early_on=ended,
        created_at=NOW,
    )


@pytest.mark.parametrize(
    ("day", "ended", "covers"),
    [(30, None, False), (1, None, True), (5, None, True), (6, None, False), (3, 3, False), (2, 3, True)],
)
def test_cover_holds_on_both_its_days_until_it_is_ended(
    manager: User, commissioner: User, day: int, ended: int | None, covers: bool
) -> None:
    made = cover(manager, commissioner, date(2026, 12, ended) if ended else None)
    on = date(2026, 11 if day == 30 else 12, day)

    assert covered_people(commissioner, on) == ([manager] if covers else [])
    assert {row.stand_in for row in managers_on(on)} == {commissioner if covers else None}
    assert made.holds_on(on) is covers


def test_nobody_stands_in_for_or_as_somebody_inactive(manager: User, commissioner: User) -> None:
    cover(manager, commissioner)
    on = date(2026, 12, 2)

    User.objects.filter(pk=manager.pk).update(is_active=False)
    assert covered_people(commissioner, on) == []
    User.objects.update(is_active=True)
    User.objects.filter(pk=commissioner.pk).update(is_active=False)
    assert [row.stand_in for row in managers_on(on)] == [None]


@pytest.mark.parametrize(("day", "statements"), [(1, 1), (5, 1), (6, 0)])
def test_who_stands_in_for_nobody_is_not_asked_for_whom(
    manager: User,
    commissioner: User,
    day: int,
    statements: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """A request reads the person once; another statement only where a cover has not passed."""
    cover(manager, commissioner)
    on = date(2026, 12, day)
    with django_assert_num_queries(1):
        who = with_roles(commissioner.pk, on)
        assert who == commissioner
        assert "commissioner" in roles_of(who).kinds
    with django_assert_num_queries(2 * statements):  # the covers, and the roles of whom they are for
        assert covered_people(who, on) == ([manager] if statements else [])


def test_a_person_is_read_with_every_role_of_theirs_or_with_none(db: None) -> None:
    several = somebody("Ann Bell", "manager", "adviser")
    none, gone = somebody("New Nash"), somebody("Left Long", "manager", active=False)
    for person in (several, none, gone):
        who = with_roles(person.pk, TODAY)
        assert who == person
        assert roles_of(who) == roles_of(person)
    assert roles_of(several).kinds == {"manager", "adviser"}
    assert not roles_of(none).kinds | roles_of(gone).kinds
    assert with_roles(0, TODAY) is None


def test_only_active_holders_and_advisers_are_named(db: None) -> None:
    present, gone = (
        somebody("Ann Bell", "manager", "adviser"),
        somebody("Left Long", "manager", "adviser", active=False),
    )

    assert holders(Grade.ASSISTANT_DIRECTOR, place().pk) == [present]
    assert holders(Grade.HEAD_OF_SERVICE, place().pk) == []
    assert advisers(finance().code) == [present]
    assert gone not in advisers(finance().code)


def test_roles_are_read_once_for_one_object(manager: User, django_assert_num_queries: object) -> None:
    first = roles_of(manager)
    manager.roles.all().delete()

    assert roles_of(manager) is first
    assert roles_of(User.objects.get(pk=manager.pk)).kinds == frozenset()


def test_a_councillor_alone_is_no_officer(db: None) -> None:
    assert not roles_of(somebody("Helen Marsh", "councillor")).is_officer
    assert not roles_of(somebody("Nora Bell")).is_officer
    assert roles_of(somebody("Both Bell", "councillor", "auditor")).is_officer


def test_a_commissioners_directorate_gives_no_rights_of_a_manager(commissioner: User, manager: User) -> None:
    commissioner.roles.update(directorate=place())

    assert str(commissioner.roles.get()) == "Commissioner, Place"
    assert roles_of(commissioner).grades == frozenset()
    assert not roles_of(commissioner).manages(place().pk)
    assert {row.user for row in managers_on(date(2026, 12, 1), [place().pk])} == {manager}
    assert holders("", place().pk) == []


@pytest.mark.parametrize("change", [{"stand_in_id": None}, {"ends": date(2026, 11, 30)}])
def test_impossible_cover_is_not_stored(manager: User, commissioner: User, change: dict[str, object]) -> None:
    made = cover(manager, commissioner)
    change = {"stand_in_id": manager.pk} if "stand_in_id" in change else change

    with pytest.raises(IntegrityError), transaction.atomic():
        Cover.objects.filter(pk=made.pk).update(**change)


def test_addresses_are_stored_in_lower_case(manager: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=manager.pk).update(email="Daniel@council.test")
