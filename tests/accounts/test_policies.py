"""Who may do what to people and cover: each rule with its sentence."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import Cover, Role, RoleKind, User
from accounts.policies.cover import is_free, may_end, may_end_cover, may_have_cover, may_stand_in, may_start
from accounts.policies.people import may_deactivate, may_grant_role, may_manage_people, may_revoke_role, may_see_people
from accounts.verdict import YES, no
from tests.accounts.people import NOW, somebody

ONLY_ADMINISTRATORS = no("Only an administrator can manage people.")


@pytest.mark.parametrize("kind", sorted(set(RoleKind.values) - {"administrator"}))
def test_no_other_role_manages_people(db: None, kind: str) -> None:
    assert may_manage_people(somebody("Sam Whitby", kind)) == ONLY_ADMINISTRATORS


def test_an_administrator_and_the_command_line_manage_people(admin: User) -> None:
    assert may_manage_people(admin) == YES
    assert may_manage_people(None) == YES


def test_being_superuser_gives_no_power_over_people(db: None) -> None:
    root = User.objects.create_superuser("root@council.test", "Simon Root")

    assert may_manage_people(root) == ONLY_ADMINISTRATORS


def test_an_inactive_administrator_manages_nobody(db: None) -> None:
    assert not may_manage_people(somebody("Nadia Khan", "administrator", active=False))


def test_administrators_give_themselves_no_role_and_keep_their_own(admin: User, manager: User) -> None:
    other = somebody("Olu Ade", "administrator")
    own, others = admin.roles.get(), other.roles.get()

    assert may_grant_role(admin, manager) == YES
    assert may_grant_role(admin, admin) == no("You cannot give yourself a role. Ask another administrator.")
    assert may_revoke_role(admin, others) == YES
    assert may_revoke_role(admin, own) == no(
        "You cannot take away your own administrator role. Ask another administrator."
    )
    assert may_deactivate(admin, other) == YES
    assert may_deactivate(admin, admin) == no("You cannot make yourself inactive. Ask another administrator.")


def test_administrators_may_take_another_role_of_their_own(admin: User) -> None:
    role = Role.objects.create(user=admin, kind=RoleKind.AUDITOR)

    assert may_revoke_role(admin, role) == YES


def test_officers_see_people_and_councillors_do_not(db: None) -> None:
    refused = no("Only officers of the council can see people's pages.")

    assert may_see_people(somebody("Ann Bell", "adviser")) == YES
    assert may_see_people(somebody("Helen Marsh", "councillor")) == refused
    assert may_see_people(somebody("Nora Bell")) == refused


def test_only_managers_have_cover(manager: User, commissioner: User) -> None:
    assert may_have_cover(manager) == YES
    assert may_have_cover(commissioner) == no("Only managers decide gates, so only they need cover.")


def test_a_stand_in_is_another_active_manager_or_commissioner(manager: User, commissioner: User) -> None:
    unfit = no("Select an active manager or commissioner")

    assert may_stand_in(commissioner, manager) == YES
    assert may_stand_in(somebody("Hannah Price", "manager"), manager) == YES
    assert may_stand_in(manager, manager) == no("Select somebody other than yourself")
    assert may_stand_in(somebody("Sam Whitby", "adviser"), manager) == unfit
    assert may_stand_in(somebody("Left Long", "manager", active=False), manager) == unfit


def test_dates_of_cover() -> None:
    today = date(2026, 11, 23)

    assert may_start(today, today) == YES
    assert may_start(date(2026, 11, 22), today) == no("The first day must be today or later")
    assert may_end(today, today) == YES
    assert may_end(today, date(2026, 11, 22)) == no("The last day must be the first day or later")


# The other cover is from 10 to 20 December; ended early on that day or not at all.
OVERLAPS = [
    (None, 1, 9, True),
    (None, 1, 10, False),
    (None, 10, 10, False),
    (None, 12, 14, False),
    (None, 5, 25, False),
    (None, 20, 25, False),
    (None, 21, 25, True),
    (15, 15, 16, True),
    (15, 14, 16, False),
    (15, 1, 12, False),
    (5, 1, 12, True),  # ended before it began
    (10, 1, 12, True),  # ended on the day it was to begin
]


@pytest.mark.parametrize(("ended", "first", "last", "free"), OVERLAPS)
def test_one_person_covers_at_a_time(
    manager: User, commissioner: User, ended: int | None, first: int, last: int, free: bool
) -> None:
    Cover.objects.create(
        person=manager,
        stand_in=commissioner,
        starts=date(2026, 12, 10),
        ends=date(2026, 12, 20),
        ended_early_on=date(2026, 12, ended) if ended else None,
        created_at=NOW,
    )

    verdict = is_free(manager, date(2026, 12, first), date(2026, 12, last))

    assert verdict == (
        YES if free else no("Priya Nair covers for you already on some of these days. End that cover first")
    )


def test_cover_is_ended_by_whom_it_was_given_and_once(manager: User, commissioner: User) -> None:
    cover = Cover(person=manager, stand_in=commissioner, starts=date(2026, 12, 1), ends=date(2026, 12, 9))

    assert may_end_cover(manager, cover, date(2026, 12, 9)) == YES
    assert may_end_cover(commissioner, cover, date(2026, 12, 2)) == no("Only Daniel Okafor can end this cover.")
    assert may_end_cover(manager, cover, date(2026, 12, 10)) == no("This cover has ended already.")
    cover.ended_early_on = date(2026, 12, 2)
    assert may_end_cover(manager, cover, date(2026, 12, 3)) == no("This cover has ended already.")
