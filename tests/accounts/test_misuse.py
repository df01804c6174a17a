"""What an administrator might try in order to decide by the account of somebody else, or to flood a mailbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.policies.credentials import has_confirmed, may_confirm_in_place
from accounts.roles import covered_people
from accounts.services.cover import give_cover
from accounts.services.credentials import confirm_in_place, send_confirmation, send_password_link, set_password
from accounts.services.people import add_person
from accounts.services.roles import grant_role
from accounts.verdict import YES, no
from tests.accounts.letters import letters, link_in
from tests.accounts.people import NOW, PASSWORD, somebody
from tests.accounts.test_credentials import ADDRESS_CHANGED, CHANGED, HOUR, NEW, OLD, ann, fresh, readdress

__all__ = ["ann"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(settings: Settings) -> Iterator[time_machine.Traveller]:
    settings.REMINDERS = settings.DAILY_WORK = []
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def test_an_administrator_made_shortly_before_confirms_nothing(ann: User, admin: User) -> None:
    """Else whoever plans it makes themselves a second account first."""
    puppet = add_person(name="Bo Lee", email="bo@council.test", actor=admin, at=NOW)
    grant_role(puppet, "administrator", actor=admin, at=NOW)
    unused = somebody("Una Orr", "administrator")
    readdress(unused, "una@elsewhere.test", admin)
    confirm_in_place(unused, reason="Met her", actor=somebody("Olu Ade", "administrator"), at=NOW)
    on_command_line = add_person(name="Cy Ode", email="cy@council.test", actor=None, at=NOW)
    grant_role(on_command_line, "administrator", actor=None, at=NOW)
    readdress(ann, NEW, admin, NOW + timedelta(days=30))
    late = no(
        "Only somebody who was an administrator, with the same email address, for 30 days before the change can"
        " confirm it."
    )

    assert may_confirm_in_place(fresh(puppet), fresh(ann)) == late
    assert may_confirm_in_place(fresh(unused), fresh(ann)) == late
    assert may_confirm_in_place(fresh(on_command_line), fresh(ann)) == YES

    confirm_in_place(ann, reason="Met her", actor=on_command_line, at=NOW + timedelta(days=30))
    readdress(ann, OLD, admin, NOW + timedelta(days=31))
    assert may_confirm_in_place(fresh(puppet), fresh(ann)) == YES


def test_an_address_with_roles_is_confirmed_although_nobody_has_signed_in(admin: User) -> None:
    """Else an administrator would sign in as a manager who has not come yet."""
    nora = somebody("Nora Bell", "manager")

    readdress(nora, "nora@elsewhere.test", admin)

    assert set(letters()) == {
        ("nora@elsewhere.test", "Nadia Khan has invited you to Commissioning: set your password"),
        ("nora@elsewhere.test", ADDRESS_CHANGED),
        ("nora.bell@council.test", f"{CHANGED} Please confirm it"),
    }
    assert has_confirmed(fresh(nora)).reason.startswith(CHANGED)


def test_a_password_set_from_an_address_in_between_does_not_outlive_it(ann: User, admin: User, client: Client) -> None:
    """Else it would still open the account once the owner has confirmed that their own address is back."""
    readdress(ann, NEW, admin)
    letters()
    set_password(ann, "three odd words", actor=fresh(ann), at=NOW + HOUR)
    assert {recipient for recipient, _ in letters(NOW + HOUR)} == {NEW, OLD}
    readdress(ann, OLD, admin, NOW + HOUR)

    sent = letters(NOW + HOUR)
    details = "Your sign-in details were changed by Nadia Khan on 23 November 2026."
    client.post(link_in(sent[OLD, f"{details} Please confirm it"]))

    assert has_confirmed(fresh(ann)) == YES
    client.post("/sign-in/", {"username": OLD, "password": "three odd words"})
    assert "_auth_user_id" not in client.session
    client.post(
        client.get(link_in(sent[OLD, "Nadia Khan has invited you to Commissioning: set your password"])).headers[
            "Location"
        ],
        {"new_password1": "four odd words more"},
    )
    assert fresh(ann).check_password("four odd words more")


def test_whoever_waits_to_be_confirmed_lets_nobody_in(admin: User) -> None:
    """Else an administrator would give themselves a role by the account of another one."""
    other = somebody("Olu Ade", "administrator", password=PASSWORD)
    readdress(other, "olu@elsewhere.test", admin)
    other = fresh(other)

    with pytest.raises(PermissionDenied, match="before you decide"):
        grant_role(admin, "auditor", actor=other, at=NOW)
    with pytest.raises(PermissionDenied, match="before you decide"):
        readdress(admin, "n@elsewhere.test", other)
    assert may_confirm_in_place(other, other).reason.startswith("You cannot confirm this for yourself")


def test_three_links_an_hour_are_sent_to_somebody_by_others(ann: User, admin: User) -> None:
    for _ in range(3):
        send_password_link(ann, actor=admin, at=NOW)
    often = "3 links were sent to Ann Bell within an hour. Wait before you send another."
    with pytest.raises(PermissionDenied, match=often):
        send_password_link(ann, actor=somebody("Olu Ade", "administrator"), at=NOW + HOUR - timedelta(seconds=1))
    readdress(ann, NEW, admin)
    waiting = fresh(ann)
    for actor in (waiting, admin):  # the former address is no more to be flooded
        with pytest.raises(PermissionDenied, match=often):
            send_confirmation(waiting, actor=actor, at=NOW)

    send_confirmation(waiting, actor=waiting, at=NOW + HOUR)
    send_password_link(somebody("Bo Lee"), actor=admin, at=NOW)


def test_until_then_nobody_enters_cover_for_them(ann: User, admin: User, commissioner: User) -> None:
    """Whom they named before decides; else whoever changed the address would name a friend."""
    other = somebody("Una Orr", "manager", password=PASSWORD)
    more: dict[str, Any] = {"starts": NOW.date(), "ends": NOW.date(), "authority": "Scheme", "reason": "Illness"}
    before = give_cover(other, commissioner, **more, actor=other, at=NOW)
    for person in (ann, other):
        readdress(person, f"{person.pk}@elsewhere.test", admin)

    with pytest.raises(PermissionDenied, match=r"Ann Bell's email address was changed .* nobody can be named to cover"):
        give_cover(fresh(ann), commissioner, **more, actor=admin, at=NOW)
    assert fresh(other) in covered_people(fresh(commissioner), NOW.date())
    assert before.holds_on(NOW.date())
