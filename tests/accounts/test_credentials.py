"""Changes of what people sign in with: who hears of them, who confirms them, and what ends with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.policies.credentials import has_confirmed, may_confirm_in_place, may_set_password
from accounts.services.cover import give_cover
from accounts.services.credentials import confirm_in_place, send_confirmation, set_password
from accounts.services.people import activate, add_person, change_person, deactivate
from accounts.services.roles import grant_role
from accounts.verdict import YES, no
from audit import services as trail
from audit.models import Event
from audit.presenters import sentence
from notifications.models import Notification
from reminders.models import CalendarAddress
from reminders.services.calendar import new_address
from tests.accounts.letters import letters, link_in
from tests.accounts.people import NOW, PASSWORD, somebody

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
OLD, NEW = "ann.bell@council.test", "ann@elsewhere.test"
PASSWORD_SET = "Your password for Commissioning was set by you on 23 November 2026"
ADDRESS_CHANGED = "Your email address for Commissioning was changed by Nadia Khan on 23 November 2026"
CHANGED = "Your email address was changed by Nadia Khan on 23 November 2026."


@pytest.fixture(autouse=True)
def clock(settings: Settings) -> Iterator[time_machine.Traveller]:
    settings.REMINDERS = settings.DAILY_WORK = []
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def ann() -> User:
    return somebody("Ann Bell", "manager", password=PASSWORD)


def readdress(person: User, email: str, actor: User, at: datetime = NOW, **more: Any) -> User:
    fresh = User.objects.get(pk=person.pk)
    values: dict[str, Any] = {"name": fresh.name, "job_title": "", "seen_version": fresh.version} | more
    return change_person(fresh, email=email, actor=actor, at=at, **values)


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


# Invitations


def test_whoever_is_added_is_invited_and_the_link_is_stored_nowhere(admin: User, client: Client) -> None:
    nora = add_person(name="Nora Bell", email="nora@council.test", actor=admin, at=NOW)

    sent = letters()

    assert list(sent) == [("nora@council.test", "Nadia Khan has invited you to Commissioning: set your password")]
    link = link_in(next(iter(sent.values())))
    assert link.startswith("/sign-in/new-password/")
    row = Notification.objects.get()
    assert row.address == "/account/"
    assert link.split("/")[-2] not in repr(list(Notification.objects.values()) + list(Event.objects.values()))
    form = client.get(link, follow=True)
    client.post(form.redirect_chain[-1][0], {"new_password1": "three odd words"})
    assert fresh(nora).check_password("three odd words")


def test_a_corrected_address_of_somebody_never_there_gets_a_new_invitation(admin: User, client: Client) -> None:
    nora = add_person(name="Nora Bell", email="nora@council.test", actor=admin, at=NOW)
    first = link_in(next(iter(letters().values())))

    readdress(nora, "nora.bell@council.test", admin, NOW + HOUR)

    sent = letters(NOW + HOUR)
    invitation = "Nadia Khan has invited you to Commissioning: set your password"
    assert set(sent) == {
        ("nora.bell@council.test", invitation),
        ("nora.bell@council.test", ADDRESS_CHANGED),
        ("nora@council.test", ADDRESS_CHANGED),
    }
    assert fresh(nora).to_confirm_since is None
    assert "This link no longer works" in client.get(first, follow=True).content.decode()


def test_an_invitation_that_was_used_or_replaced_is_not_sent(admin: User) -> None:
    nora = add_person(name="Nora Bell", email="nora@council.test", actor=admin, at=NOW)
    set_password(nora, "three odd words", actor=nora, at=NOW)

    assert list(letters()) == [("nora@council.test", PASSWORD_SET)]


# Who hears of a change


def test_a_new_password_is_told(ann: User) -> None:
    set_password(ann, "three odd words", actor=ann, at=NOW)

    assert list(letters()) == [(OLD, PASSWORD_SET)]
    assert has_confirmed(fresh(ann)) == YES


def test_both_addresses_hear_of_another_address_and_only_the_former_can_confirm(ann: User, admin: User) -> None:
    readdress(ann, NEW, admin)

    sent = letters()

    assert set(sent) == {
        (NEW, ADDRESS_CHANGED),
        (OLD, f"{CHANGED} Please confirm it"),
    }
    assert "/confirm/" not in sent[NEW, ADDRESS_CHANGED]
    assert has_confirmed(fresh(ann)) == no(
        f"{CHANGED} Confirm it by the link sent to a...@council.test before you decide."
    )


def test_somebody_inactive_hears_of_it_too(ann: User, admin: User) -> None:
    """Else an address could be changed in silence between making somebody inactive and active again."""
    deactivate(ann, actor=admin, at=NOW)
    readdress(ann, NEW, admin)

    assert {recipient for recipient, _ in letters()} == {OLD, NEW}


def test_whoever_changes_their_own_address_confirms_nothing(admin: User) -> None:
    User.objects.filter(pk=admin.pk).update(password=somebody("X Y", password=PASSWORD).password)

    readdress(admin, "n.khan@council.test", admin)

    subject = "Your email address for Commissioning was changed by you on 23 November 2026"
    assert set(letters()) == {("nadia.khan@council.test", subject), ("n.khan@council.test", subject)}
    assert has_confirmed(fresh(admin)) == YES


def test_the_command_line_counts_as_somebody_else(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda prompt="": "three odd words")

    call_command("changepassword", OLD.upper(), verbosity=0)

    assert fresh(ann).check_password("three odd words")
    assert has_confirmed(fresh(ann)).reason.startswith(
        "Your sign-in details were changed by whoever runs this service on 23 November 2026."
    )
    assert {recipient for recipient, _ in letters()} == {OLD}
    assert sentence(Event.objects.latest("pk")) == "Set a new password for Ann Bell on the command line"


def test_the_command_line_refuses_what_anybody_guesses(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda prompt="": "lincolnshire2026")

    with pytest.raises(CommandError, match="more than the name of the council"):
        call_command("changepassword", OLD)
    with pytest.raises(CommandError, match="There is nobody with the email address x"):
        call_command("changepassword", "x")


def test_nobody_sets_the_password_of_somebody_else(ann: User, admin: User) -> None:
    refused = "Only Ann Bell can set this password."

    assert may_set_password(admin, ann) == no(refused)
    with pytest.raises(PermissionDenied, match=refused):
        set_password(ann, "three odd words", actor=admin, at=NOW)


# Confirming


def test_the_former_address_confirms_by_a_button_and_once(ann: User, admin: User, client: Client) -> None:
    readdress(ann, NEW, admin)
    link = link_in(letters()[OLD, f"{CHANGED} Please confirm it"])

    page = client.get(link).content.decode()
    assert CHANGED in page
    assert NEW in page
    assert fresh(ann).to_confirm_since == NOW  # opening it confirms nothing

    client.post(link)

    assert (fresh(ann).to_confirm_since, fresh(ann).to_confirm_at) == (None, "")
    assert "_auth_user_id" not in client.session
    event = Event.objects.latest("pk")
    assert (sentence(event), event.actor) == (
        "Confirmed from the former email address that sign-in details were changed",
        ann,
    )
    assert "This link no longer works" in client.get(link).content.decode()


@pytest.mark.parametrize("token", ["x", "1-x.y.z", "1-" + "a" * 64, "1:2:3"])
def test_an_invented_link_confirms_nothing(ann: User, admin: User, client: Client, token: str) -> None:
    readdress(ann, NEW, admin)

    assert "This link no longer works" in client.post(f"/sign-in/confirm/{token}/").content.decode()
    assert fresh(ann).to_confirm_since


def test_the_link_ends_after_three_days_and_is_sent_again(
    ann: User, admin: User, client: Client, clock: time_machine.Traveller
) -> None:
    readdress(ann, NEW, admin)
    link = link_in(letters()[OLD, f"{CHANGED} Please confirm it"])
    clock.shift(timedelta(days=3, seconds=1))
    assert "This link no longer works" in client.post(link).content.decode()

    send_confirmation(ann_now := fresh(ann), actor=ann_now, at=NOW + timedelta(days=4))

    client.post(link_in(letters()[OLD, f"{CHANGED} Please confirm it"]))
    assert has_confirmed(fresh(ann)) == YES


def test_a_further_change_still_waits_for_the_last_address_that_was_proved(ann: User, admin: User) -> None:
    readdress(ann, NEW, admin)
    letters()
    readdress(ann, "third@elsewhere.test", somebody("Olu Ade", "administrator"), NOW + HOUR)

    assert (fresh(ann).to_confirm_at, fresh(ann).to_confirm_since, fresh(ann).to_confirm_by) == (OLD, NOW, admin)
    assert (OLD, f"{CHANGED} Please confirm it") in letters(NOW + HOUR)


def test_another_administrator_confirms_with_a_reason(ann: User, admin: User) -> None:
    other = somebody("Olu Ade", "administrator")
    readdress(ann, NEW, admin)
    with pytest.raises(ValidationError, match="Enter how you know"):
        confirm_in_place(ann, reason=" ", actor=other, at=NOW)

    confirm_in_place(ann, reason="Saw her staff card", actor=other, at=NOW)

    assert has_confirmed(fresh(ann)) == YES
    event = Event.objects.latest("pk")
    assert (sentence(event), event.actor) == (
        "Confirmed for Ann Bell the sign-in details that Nadia Khan changed: Saw her staff card",
        other,
    )
    assert trail.verify(trail.SYSTEM) is None


def test_who_confirms_for_somebody_had_no_part_in_it(ann: User, admin: User) -> None:
    other, third = somebody("Olu Ade", "administrator"), somebody("Bo Lee", "administrator", password=PASSWORD)
    assert may_confirm_in_place(other, ann) == no("There is nothing to confirm.")
    readdress(ann, NEW, admin)
    readdress(ann, "third@elsewhere.test", third, NOW + HOUR)
    waiting = fresh(ann)
    mine = no("You changed this yourself. Another administrator can confirm it.")

    assert may_confirm_in_place(admin, waiting) == mine
    assert may_confirm_in_place(third, waiting) == mine
    assert may_confirm_in_place(other, waiting) == YES
    assert may_confirm_in_place(ann, waiting) == no("Only an administrator can manage people.")
    with pytest.raises(PermissionDenied):
        confirm_in_place(ann, reason="It is fine", actor=admin, at=NOW)


def test_an_administrator_made_for_it_confirms_nothing(ann: User, admin: User) -> None:
    readdress(ann, NEW, admin)
    puppet = add_person(name="Bo Lee", email="bo@council.test", actor=admin, at=NOW + HOUR)
    grant_role(puppet, "administrator", actor=admin, at=NOW + HOUR)
    taken = somebody("Olu Ade", "administrator", password=PASSWORD)
    readdress(taken, "olu@elsewhere.test", admin)

    assert may_confirm_in_place(puppet, fresh(ann)) == no(
        "Only somebody who was an administrator before the change can confirm it."
    )
    assert may_confirm_in_place(fresh(taken), fresh(ann)).reason.startswith("Your email address was changed by Nadia")


def test_until_then_no_cover_is_given(ann: User, admin: User, commissioner: User) -> None:
    """Else the decision would be made by a stand-in instead."""
    readdress(ann, NEW, admin)

    with pytest.raises(PermissionDenied, match="before you decide"):
        give_cover(fresh(ann), commissioner, starts=NOW.date(), ends=NOW.date(), actor=fresh(ann), at=NOW)


# What ends


def test_sessions_end_with_deactivation_for_good_and_with_an_address_that_another_changed(
    ann: User, admin: User, client: Client
) -> None:
    client.force_login(ann)
    deactivate(ann, actor=admin, at=NOW)
    activate(ann, actor=admin, at=NOW)
    assert client.get("/account/").status_code == 302
    client.force_login(fresh(ann))
    assert client.get("/account/").status_code == 200

    readdress(ann, NEW, admin)

    assert client.get("/account/").status_code == 302


def test_a_calendar_ends_with_the_password_and_with_the_address(ann: User, admin: User, client: Client) -> None:
    def feed() -> int:
        return client.get(f"/calendar/{secret}.ics").status_code

    secret = new_address(ann, at=NOW).secret
    readdress(ann, OLD, admin, name="Ann Ball")
    assert CalendarAddress.objects.count() == 1

    readdress(ann, NEW, admin)
    assert CalendarAddress.objects.count() == 0
    assert feed() == 404
    secret = new_address(ann, at=NOW).secret
    assert feed() == 200
    set_password(ann, "three odd words", actor=ann, at=NOW)

    assert feed() == 404
