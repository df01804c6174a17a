"""Who may stand in: the grade in each directorate, or a recorded authority; nobody who is away on the same days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Cover, Directorate, Grade, Role, RoleKind, User
from accounts.policies.cover import holds_grades_of, may_end_cover
from accounts.services.cover import end_cover, give_cover
from accounts.services.people import activate, deactivate
from accounts.services.roles import grant_role, revoke_role
from audit.models import Event
from audit.presenters import sentence
from tests.accounts.people import NOW, place, somebody
from tests.council import AUTHORITY

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
HEAD, ASSISTANT, EXECUTIVE = Grade.HEAD_OF_SERVICE, Grade.ASSISTANT_DIRECTOR, Grade.EXECUTIVE_DIRECTOR


def on(day: int) -> date:
    return date(2026, 12, day)


def manager_of(name: str, **grades: str) -> User:
    """`grades` by the code of their directorate."""
    person = somebody(name)
    for code, grade in grades.items():
        directorate, _ = Directorate.objects.get_or_create(code=code, defaults={"name": code.capitalize()})
        Role.objects.create(user=person, kind=RoleKind.MANAGER, grade=grade, directorate=directorate)
    return person


def give(person: User, stand_in: User, days: tuple[int, int] = (1, 5), actor: User | None = None, **more: Any) -> Cover:
    starts, ends = (on(day) for day in days)
    return give_cover(person, stand_in, starts=starts, ends=ends, actor=actor or person, at=NOW, **more)


def fault(*arguments: Any, **more: Any) -> dict[str, list[str]]:
    """What is refused, by field; nothing is saved."""
    before = Cover.objects.count()
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        give(*arguments, **more)
    assert Cover.objects.count() == before
    return refused.value.message_dict


def newest() -> Event:
    return Event.objects.order_by("-pk")[0]


# The grade


@pytest.mark.parametrize(
    ("held", "missing"),
    [
        ({"place": ASSISTANT}, ""),
        ({"place": EXECUTIVE}, ""),
        ({"place": HEAD}, "an assistant director or higher in Place"),
        ({"adults": EXECUTIVE}, "an assistant director or higher in Place"),
        ({}, "an assistant director or higher in Place"),
    ],
)
def test_the_stand_in_holds_the_grade_there_or_a_higher_one(manager: User, held: dict[str, str], missing: str) -> None:
    place()
    stand_in = manager_of("Tom Baines", **held)

    said = f"Enter what lets Tom Baines decide, who is not {missing}, or select somebody else" if missing else ""
    assert holds_grades_of(stand_in, manager).reason == said


def test_the_grade_is_held_in_each_directorate_of_the_person() -> None:
    person = manager_of("Grace Holland", place=HEAD, adults=ASSISTANT)

    assert holds_grades_of(manager_of("Ann Bell", place=EXECUTIVE, adults=ASSISTANT), person)
    assert not holds_grades_of(manager_of("Bob Cole", place=EXECUTIVE, adults=HEAD), person)
    assert not holds_grades_of(manager_of("Cy Dean", adults=EXECUTIVE), person)


def test_a_commissioner_needs_an_authority_and_its_reason(manager: User, commissioner: User) -> None:
    missing = "an assistant director or higher in Place"
    needs = f"Enter what lets Priya Nair decide, who is not {missing}, or select somebody else"
    assert fault(manager, commissioner) == {"authority": [needs]}
    assert fault(manager, commissioner, authority="  ", reason="Nobody is free") == {"authority": [needs]}
    why = {"reason": ["Enter why Priya Nair decides by this authority"]}
    assert fault(manager, commissioner, authority="Paragraph 4.2") == why

    cover = give(manager, commissioner, authority=" Paragraph 4.2 ", reason=" Nobody is free ")

    assert cover.basis == "By authority of Paragraph 4.2. Reason: Nobody is free"
    assert (newest().authority, newest().facts["reason"]) == ("Paragraph 4.2", "Nobody is free")


def test_the_database_asks_for_the_reason_too(manager: User, commissioner: User, admin: User) -> None:
    row: dict[str, Any] = {
        "person": manager,
        "stand_in": commissioner,
        "starts": TODAY,
        "ends": TODAY,
        "created_at": NOW,
    }
    for wrong in (
        {"authority": "Paragraph 4.2"},
        {"given_by": admin},
        {"given_by": manager, "reason": "Ill"},
        {"given_by": commissioner, "reason": "Ill"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Cover.objects.create(**row, **wrong)


# Being away on the same days


def test_nobody_stands_in_while_they_are_away(manager: User) -> None:
    away, other = somebody("Hannah Price", "manager"), somebody("Walter Cole", "manager")
    give(away, other, (3, 8))

    said = {"stand_in": ["Hannah Price is away from 3 to 8 December 2026. Select somebody else, or other days"]}
    assert fault(manager, away, (1, 3)) == said
    assert fault(manager, away, (8, 9)) == said
    give(manager, away, (9, 10))


def test_who_came_back_early_may_stand_in(manager: User) -> None:
    away, other = somebody("Hannah Price", "manager"), somebody("Walter Cole", "manager")
    end_cover(give(away, other, (3, 8)), actor=away, at=NOW)

    give(manager, away, (3, 8))


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_no_ring_of_cover_closes(order: tuple[int, ...]) -> None:
    """Each of three names the next, in every order in which they may do it."""
    ring = [somebody(name, "manager") for name in ("Ann Bell", "Bob Cole", "Cy Dean")]
    refused = []
    for position in order:
        try:
            give(ring[position], ring[(position + 1) % 3])
        except ValidationError as error:
            refused += error.message_dict["stand_in"]
    assert refused
    assert all("is away from 1 to 5 December 2026" in sentence for sentence in refused)


def test_who_stands_in_for_somebody_may_go_away(manager: User) -> None:
    stand_in, other = somebody("Hannah Price", "manager"), somebody("Walter Cole", "manager")
    give(manager, stand_in)

    assert give(stand_in, other).stand_in == other


# Entered by an administrator


def test_an_administrator_enters_cover_for_somebody_absent(manager: User, admin: User) -> None:
    stand_in = somebody("Hannah Price", "manager")

    cover = give(manager, stand_in, actor=admin, reason="Absent until further notice")

    assert (cover.person, cover.stand_in, cover.given_by) == (manager, stand_in, admin)
    said = "Entered cover for Daniel Okafor, who is absent, by Hannah Price from 1 December 2026 to 5 December 2026"
    assert (sentence(newest()), newest().actor_id) == (said, admin.pk)
    assert newest().facts["reason"] == "Absent until further notice"


def test_an_absence_that_has_begun_is_recorded_from_today(manager: User, admin: User) -> None:
    stand_in, before = somebody("Hannah Price", "manager"), TODAY - timedelta(days=9)
    entered: dict[str, Any] = {"starts": before, "ends": on(5), "actor": admin, "at": NOW}

    assert give_cover(manager, stand_in, **entered, reason="Ill").starts == TODAY
    with pytest.raises(ValidationError, match="The last day must be the first day or later"):
        give_cover(manager, stand_in, **entered | {"ends": before}, reason="Ill")


def test_an_administrator_gives_a_reason_and_never_names_themselves(manager: User, admin: User) -> None:
    Role.objects.create(user=admin, kind="manager", grade=EXECUTIVE, directorate=place())
    other = somebody("Hannah Price", "manager")

    assert fault(manager, other, actor=admin) == {"reason": ["Enter why you enter cover for Daniel Okafor"]}
    oneself = "Select somebody other than yourself, or ask another administrator to enter this"
    assert fault(manager, admin, actor=admin, reason="Ill") == {"stand_in": [oneself]}


def test_cover_that_is_there_already_is_refused_by_name(manager: User, admin: User) -> None:
    give(manager, somebody("Hannah Price", "manager"))

    said = "Hannah Price covers for Daniel Okafor already on some of these days. End that cover first"
    assert fault(manager, somebody("Walter Cole", "manager"), actor=admin, reason="Ill") == {"starts": [said]}


def test_who_is_no_manager_needs_no_cover(commissioner: User, admin: User, manager: User) -> None:
    with pytest.raises(PermissionDenied, match="Only managers decide gates"):
        give(commissioner, manager, actor=admin, reason="Ill")


def test_administrators_end_only_what_an_administrator_entered(manager: User, admin: User) -> None:
    stand_in, other = somebody("Hannah Price", "manager"), somebody("Olu Ade", "administrator")
    own = give(manager, stand_in)
    entered = give(manager, stand_in, (7, 9), actor=admin, reason="Ill")

    assert may_end_cover(admin, own, TODAY).reason == "Only Daniel Okafor can end this cover."
    assert may_end_cover(stand_in, entered, TODAY).reason == "Only Daniel Okafor can end this cover."
    assert may_end_cover(other, entered, TODAY)
    assert may_end_cover(manager, entered, TODAY)
    assert end_cover(entered, actor=admin, at=NOW).ended_early_on == TODAY


def test_administrators_end_what_can_not_be_used(manager: User, admin: User) -> None:
    """Manager and stand-in are away together, or the stand-in has left: an administrator names somebody else."""
    stand_in, walter = somebody("Hannah Price", "manager"), somebody("Walter Cole", "manager")
    cover = give(manager, stand_in)
    absence = give(stand_in, walter, (5, 9))

    assert may_end_cover(admin, cover, TODAY)
    assert not may_end_cover(walter, cover, TODAY)
    end_cover(absence, actor=stand_in, at=NOW)
    assert not may_end_cover(admin, cover, TODAY)
    deactivate(stand_in, actor=admin, at=NOW)
    end_cover(Cover.objects.get(pk=cover.pk), actor=admin, at=NOW)
    assert give(manager, walter, actor=admin, reason="Ill").lasts(TODAY)


# What lets the stand-in decide comes to an end


Change = Callable[[User, User, User], None]


def loses_the_grade(person: User, stand_in: User, admin: User) -> None:
    revoke_role(stand_in.roles.get(), actor=admin, at=NOW)


def is_promoted(person: User, stand_in: User, admin: User) -> None:
    grant_role(person, "manager", grade=EXECUTIVE, directorate=place(), actor=admin, at=NOW)


def is_no_manager(person: User, stand_in: User, admin: User) -> None:
    revoke_role(person.roles.get(), actor=admin, at=NOW)


def leaves(person: User, stand_in: User, admin: User) -> None:
    deactivate(person, actor=admin, at=NOW)


@pytest.mark.parametrize("change", [loses_the_grade, is_promoted, is_no_manager, leaves])
def test_cover_ends_with_what_it_rests_on(manager: User, admin: User, change: Change) -> None:
    stand_in = somebody("Hannah Price", "manager")
    cover, over = give(manager, stand_in), give(manager, stand_in, (8, 9))
    end_cover(over, actor=manager, at=NOW)

    change(manager, stand_in, admin)

    cover.refresh_from_db()
    assert cover.ended_early_on == TODAY
    lapsed = Event.objects.filter(verb="cover_lapsed")
    assert [sentence(event) for event in lapsed] == [
        "The cover of Hannah Price for Daniel Okafor lapsed on 23 November 2026"
    ]


def gains_a_role(person: User, stand_in: User, admin: User) -> None:
    grant_role(stand_in, "commissioner", actor=admin, at=NOW)


def loses_another_role(person: User, stand_in: User, admin: User) -> None:
    role = Role.objects.create(user=stand_in, kind="auditor")
    revoke_role(role, actor=admin, at=NOW)


def is_away_and_back(person: User, stand_in: User, admin: User) -> None:
    activate(deactivate(stand_in, actor=admin, at=NOW), actor=admin, at=NOW)


@pytest.mark.parametrize("change", [gains_a_role, loses_another_role, is_away_and_back])
def test_cover_lasts_while_it_rests_on_something(manager: User, admin: User, change: Change) -> None:
    stand_in = somebody("Hannah Price", "manager")
    cover = give(manager, stand_in)

    change(manager, stand_in, admin)

    cover.refresh_from_db()
    assert cover.ended_early_on is None


def test_with_an_authority_the_grade_is_not_asked_for(manager: User, admin: User) -> None:
    stand_in = somebody("Hannah Price", "manager", "commissioner")
    cover = give(manager, stand_in, **AUTHORITY)

    revoke_role(stand_in.roles.get(kind="manager"), actor=admin, at=NOW)
    cover.refresh_from_db()
    assert cover.ended_early_on is None

    revoke_role(stand_in.roles.get(kind="commissioner"), actor=admin, at=NOW)
    cover.refresh_from_db()
    assert cover.ended_early_on == TODAY


def test_times_are_local(manager: User) -> None:
    """Half past midnight on 1 July in Lincoln is still 30 June in UTC."""
    at: datetime = NOW.replace(month=6, day=30, hour=23, minute=30)
    stand_in, july = somebody("Hannah Price", "manager"), date(2026, 7, 1)
    cover = give_cover(manager, stand_in, starts=july, ends=july, actor=manager, at=at)

    assert end_cover(cover, actor=manager, at=at).ended_early_on == july
