"""Every change to people: what it does, what it records, what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.http import urlsafe_base64_decode

from accounts.council_lists import LISTS
from accounts.history import SENTENCES
from accounts.links import confirmation_path, sign_in_path
from accounts.models import Cover, Directorate, Division, Grade, Role, User
from accounts.roles import roles_of
from accounts.services import credentials
from accounts.services.cover import end_cover, give_cover
from accounts.services.credentials import make_first_link, send_password_link, set_password
from accounts.services.lists import add_entry, change_entry, end_entry, reopen_entry
from accounts.services.people import activate, add_person, change_person, deactivate
from accounts.services.roles import grant_role, revoke_role
from audit import services as trail
from audit.models import Event
from audit.presenters import sentence
from tests.accounts.people import NOW, finance, place, somebody
from tests.council import AUTHORITY

pytestmark = pytest.mark.django_db


def told() -> str:
    """The newest event of the system chain."""
    return sentence(Event.objects.filter(chain=trail.SYSTEM).order_by("-seq")[0])


def recorded() -> int:
    return Event.objects.count()


def test_somebody_is_added_who_cannot_sign_in_yet(admin: User) -> None:
    person = add_person(name=" Ann Bell ", email=" Ann.Bell@Council.TEST ", actor=admin, at=NOW)

    person.refresh_from_db()
    assert (person.name, person.email, person.is_active) == ("Ann Bell", "ann.bell@council.test", True)
    assert not person.has_usable_password()
    assert told() == "Added Ann Bell"


def test_an_address_is_used_once_whatever_its_case(admin: User, manager: User) -> None:
    with pytest.raises(ValidationError) as refused:
        add_person(name="Daniel Two", email=manager.email.upper(), actor=admin, at=NOW)

    assert refused.value.message_dict == {"email": ["Somebody with this email address is already here"]}


def test_details_change_and_the_record_keeps_no_names(admin: User, manager: User) -> None:
    changed = change_person(
        manager,
        name="Daniel O'Kafor",
        email="D.Okafor@council.test",
        job_title="Director",
        seen_version=manager.version,
        actor=admin,
        at=NOW,
    )

    assert (changed.name, changed.email, changed.version) == ("Daniel O'Kafor", "d.okafor@council.test", 2)
    assert told() == "Changed details of Daniel O'Kafor: name, email address, job title"
    held = json.dumps(list(Event.objects.filter(verb="person_changed").values_list("facts", flat=True)))
    assert "Okafor" not in held
    assert "Kafor" not in held


def test_saving_unchanged_details_records_nothing(admin: User, manager: User) -> None:
    before = recorded()

    change_person(manager, name=manager.name, email=manager.email, job_title="", seen_version=1, actor=admin, at=NOW)

    assert recorded() == before


def test_the_second_of_two_who_edit_reads_what_the_first_saved(admin: User, manager: User) -> None:
    more: dict[str, Any] = {"email": manager.email, "seen_version": manager.version, "actor": admin, "at": NOW}
    change_person(manager, name="Dan Okafor", job_title="Director", **more)

    with pytest.raises(ValidationError, match=r"They are now: Dan Okafor, daniel\.okafor@council\.test, Director"):
        change_person(manager, name="Danny Okafor", job_title="", **more)

    manager.refresh_from_db()
    assert manager.name == "Dan Okafor"


def test_roles_are_given_and_count_at_once(admin: User, commissioner: User) -> None:
    grant_role(commissioner, "manager", grade=Grade.HEAD_OF_SERVICE, directorate=place(), actor=admin, at=NOW)
    assert told() == "Gave Priya Nair the role Head of service, Place"
    grant_role(commissioner, "adviser", specialism=finance(), actor=admin, at=NOW)

    held = roles_of(commissioner)
    assert held.kinds == {"commissioner", "manager", "adviser"}
    assert held.grades == {(place().pk, "head_of_service")}
    assert held.specialisms == {"finance"}


def incomplete_roles() -> dict[str, dict[str, Any]]:
    division = Division.objects.get_or_create(name="Louth South", defaults={"district": "East Lindsey"})[0]
    return {
        "manager without grade": {"kind": "manager", "directorate": place()},
        "manager without directorate": {"kind": "manager", "grade": Grade.HEAD_OF_SERVICE},
        "adviser without specialism": {"kind": "adviser"},
        "auditor with directorate": {"kind": "auditor", "directorate": place()},
        "commissioner with specialism": {"kind": "commissioner", "specialism": finance()},
        "auditor with division": {"kind": "auditor", "division": division},
        "no such role": {"kind": "emperor"},
        "no such grade": {"kind": "manager", "grade": "emperor", "directorate": place()},
    }


@pytest.mark.parametrize(
    "name",
    [
        "manager without grade",
        "manager without directorate",
        "adviser without specialism",
        "auditor with directorate",
        "commissioner with specialism",
        "auditor with division",
        "no such role",
        "no such grade",
    ],
)
def test_a_role_that_makes_no_sense_is_refused(admin: User, name: str) -> None:
    person, before = somebody("Nora Bell"), recorded()

    with pytest.raises(ValidationError):
        grant_role(person, **incomplete_roles()[name], actor=admin, at=NOW)

    assert (person.roles.count(), recorded()) == (0, before)


def test_a_commissioner_works_in_one_directorate_in_two_or_for_the_whole_council(admin: User) -> None:
    person, childrens = somebody("Nora Bell"), Directorate.objects.create(code="children", name="Children")

    for directorate in (None, place(), childrens):
        grant_role(person, "commissioner", directorate=directorate, actor=admin, at=NOW)

    names = [str(role) for role in person.roles.order_by("pk")]
    assert names == ["Commissioner", "Commissioner, Place", "Commissioner, Children"]
    assert roles_of(person).grades == frozenset()
    with pytest.raises(ValidationError, match="only a manager has a grade"):
        grant_role(person, "commissioner", grade="head_of_service", directorate=place(), actor=admin, at=NOW)


@pytest.mark.parametrize("kind", ["commissioner", "adviser", "manager"])
def test_the_same_role_is_given_once(admin: User, kind: str) -> None:
    person = somebody("Nora Bell", kind)
    role = person.roles.get()
    same: dict[str, Any] = {"grade": role.grade, "directorate": role.directorate, "specialism": role.specialism}

    with pytest.raises(ValidationError, match="This person has that role already"):
        grant_role(person, kind, **same, actor=admin, at=NOW)


def test_a_role_is_taken_once(admin: User, commissioner: User) -> None:
    role = commissioner.roles.get()

    revoke_role(role, actor=admin, at=NOW)
    assert told() == "Took the role Commissioner from Priya Nair"
    before = recorded()
    revoke_role(role, actor=admin, at=NOW)

    assert recorded() == before
    assert roles_of(User.objects.get(pk=commissioner.pk)).kinds == frozenset()


def test_somebody_inactive_has_no_standing_until_they_are_active_again(admin: User, manager: User) -> None:
    gone = deactivate(manager, actor=admin, at=NOW)
    assert told() == "Made Daniel Okafor inactive"
    assert roles_of(gone).kinds == frozenset()

    back = activate(gone, actor=admin, at=NOW)
    assert told() == "Made Daniel Okafor active again"
    assert roles_of(back).kinds == {"manager"}


def test_making_somebody_inactive_twice_is_recorded_once(admin: User, manager: User) -> None:
    deactivate(manager, actor=admin, at=NOW)
    before = recorded()

    deactivate(manager, actor=admin, at=NOW)

    assert recorded() == before


DAYS: dict[str, Any] = {"starts": date(2026, 12, 1), "ends": date(2026, 12, 5)} | AUTHORITY


def test_cover_is_given_for_oneself_and_ended_early(manager: User, commissioner: User) -> None:
    cover = give_cover(manager, commissioner, **DAYS, actor=manager, at=NOW)
    assert told() == "Named Priya Nair to cover for Daniel Okafor from 1 December 2026 to 5 December 2026"

    ended = end_cover(cover, actor=manager, at=NOW)
    assert ended.ended_early_on == date(2026, 11, 23)
    assert told() == "Ended the cover of Priya Nair for Daniel Okafor early, on 23 November 2026"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"starts": date(2026, 11, 22)}, "starts"),
        ({"ends": date(2026, 11, 30)}, "ends"),
        ({"stand_in": "Sam Whitby"}, "stand_in"),
    ],
)
def test_cover_that_cannot_be_is_refused_beside_its_field(
    manager: User, commissioner: User, change: dict[str, Any], field: str
) -> None:
    somebody("Sam Whitby", "adviser")
    stand_in = User.objects.get(name=change.pop("stand_in", "Priya Nair"))

    with pytest.raises(ValidationError) as refused:
        give_cover(manager, stand_in, **DAYS | change, actor=manager, at=NOW)

    assert list(refused.value.message_dict) == [field]
    assert not Cover.objects.exists()


def test_the_first_day_counts_in_local_time(manager: User, commissioner: User) -> None:
    """Half past midnight on 1 July in Lincoln is still 30 June in UTC."""
    at = NOW.replace(month=6, day=30, hour=23, minute=30)
    days = DAYS | {"starts": date(2026, 6, 30), "ends": date(2026, 7, 2)}

    with pytest.raises(ValidationError):
        give_cover(manager, commissioner, **days, actor=manager, at=at)


def test_overlapping_cover_is_refused(manager: User, commissioner: User) -> None:
    give_cover(manager, commissioner, **DAYS, actor=manager, at=NOW)

    with pytest.raises(ValidationError, match="covers for you already"):
        give_cover(manager, somebody("Hannah Price", "manager"), **DAYS, actor=manager, at=NOW)


def test_nobody_but_an_administrator_gives_cover_for_somebody_else(manager: User, commissioner: User) -> None:
    with pytest.raises(PermissionDenied, match="Only Daniel Okafor can say who covers for them"):
        give_cover(manager, commissioner, **DAYS, actor=somebody("Hannah Price", "manager"), at=NOW)


def test_a_link_to_set_a_password_works_until_it_was_used(commissioner: User) -> None:
    link = make_first_link(commissioner, at=NOW)
    assert told() == "Made a link for Priya Nair to set a new password"
    _, coded, token, _ = link.rsplit("/", 3)
    assert urlsafe_base64_decode(coded).decode() == str(commissioner.pk)
    assert default_token_generator.check_token(commissioner, token)

    changed = set_password(commissioner, "correct horse battery", actor=commissioner, at=NOW)

    assert told() == "Set a new password"
    assert not default_token_generator.check_token(changed, token)


def test_nobody_inactive_gets_a_link(admin: User) -> None:
    with pytest.raises(PermissionDenied, match="Left Long is inactive"):
        send_password_link(somebody("Left Long", active=False), actor=admin, at=NOW)


def changes(person: User, role: Role) -> dict[str, Callable[[User], object]]:
    return {
        "add": lambda actor: add_person(name="X", email="x@council.test", actor=actor, at=NOW),
        "change": lambda actor: change_person(
            person, name="X", email="x@council.test", job_title="", seen_version=1, actor=actor, at=NOW
        ),
        "inactive": lambda actor: deactivate(person, actor=actor, at=NOW),
        "active": lambda actor: activate(person, actor=actor, at=NOW),
        "give role": lambda actor: grant_role(person, "auditor", actor=actor, at=NOW),
        "take role": lambda actor: revoke_role(role, actor=actor, at=NOW),
        "link": lambda actor: send_password_link(person, actor=actor, at=NOW),
    }


@pytest.mark.parametrize("change", ["add", "change", "inactive", "active", "give role", "take role", "link"])
def test_who_is_no_administrator_changes_nobody(manager: User, commissioner: User, change: str) -> None:
    before = (recorded(), User.objects.count(), Role.objects.count())

    with pytest.raises(PermissionDenied, match="Only an administrator can manage people"):
        changes(commissioner, commissioner.roles.get())[change](manager)

    assert (recorded(), User.objects.count(), Role.objects.count()) == before


def change_confirmed_in_each_way(person: User, admin: User) -> None:
    other = somebody("Olu Ade", "administrator")
    person = User.objects.get(pk=person.pk)
    email: dict[str, Any] = {"name": person.name, "job_title": "", "actor": admin, "at": NOW}
    changed = change_person(person, email="a.ball@council.test", seen_version=person.version, **email)
    credentials.send_confirmation(changed, actor=admin, at=NOW)
    credentials.confirm_credentials(confirmation_path(changed).split("/")[-2], at=NOW)
    changed = change_person(changed, email="ann.ball@council.test", seen_version=changed.version, **email)
    credentials.confirm_in_place(changed, reason="Met her", actor=other, at=NOW)
    set_password(changed, "three odd words", actor=None, at=NOW)
    credentials.confirm_in_place(changed, reason="She asked for it", actor=other, at=NOW)


def test_every_verb_of_people_was_recorded_somewhere(admin: User, manager: User, commissioner: User) -> None:
    """A verb that no service writes would be dead."""
    person = add_person(name="Ann Bell", email="ann@council.test", actor=admin, at=NOW)
    more: dict[str, Any] = {"actor": admin, "at": NOW}
    change_person(person, name="Ann Ball", email=person.email, job_title="", seen_version=1, **more)
    revoke_role(grant_role(person, "auditor", **more), **more)
    activate(deactivate(person, **more), **more)
    make_first_link(person, at=NOW)
    send_password_link(person, **more)
    set_password(person, "correct horse battery", actor=person, at=NOW)
    send_password_link(person, **more)
    credentials.end_sessions(person, at=NOW)
    person = User.objects.get(pk=person.pk)
    credentials.use_sign_in_link(sign_in_path(person).split("/")[-2], at=NOW)
    change_confirmed_in_each_way(person, admin)
    end_cover(give_cover(manager, commissioner, **DAYS, actor=manager, at=NOW), actor=manager, at=NOW)
    give_cover(manager, commissioner, **DAYS, **more)
    revoke_role(manager.roles.get(), **more)
    entry = add_entry(LISTS["portfolios"], {"name": "Highways"}, **more)
    change_entry(entry, {"name": "Highways and Flooding"}, seen_version=1, **more)
    reopen_entry(end_entry(entry, NOW.date(), **more), **more)

    assert set(Event.objects.values_list("verb", flat=True)) >= set(SENTENCES)
    assert trail.verify(trail.SYSTEM) is None
