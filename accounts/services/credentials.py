"""Passwords, sessions, the links that prove an address, and the confirmation of what somebody else has changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q

from accounts.cleaning import clean_address
from accounts.links import (
    CONFIRMATION,
    INVITATION,
    NEW_PASSWORD,
    new_password_path,
    person_to_confirm,
    person_to_sign_in,
)
from accounts.models import SignInLinkRequest, User
from accounts.policies.credentials import (
    is_not_too_often,
    may_confirm_in_place,
    may_resend_confirmation,
    may_send_link,
    may_set_password,
)
from accounts.services.recording import ask_to_confirm, credentials_changed, locked, record, request_link
from accounts.verdict import require

# Links to sign in within LINK_PERIOD: to one address from one network, from one network, and to one address in all. So
# whoever asks for an address of somebody else does not use up what its owner may ask for from elsewhere.
SIGN_IN_LINKS, LINKS_FROM_NETWORK, LINKS_TO_ADDRESS = 3, 30, 12
LINK_PERIOD = timedelta(hours=1)


@transaction.atomic
def send_password_link(person: User, *, actor: User | None, at: datetime) -> None:
    """E-mail the person a link to set a password: the invitation again, while they have none."""
    require(may_send_link(actor, person))
    fresh = locked(person)
    require(is_not_too_often(fresh, at))
    link = NEW_PASSWORD if fresh.has_usable_password() else INVITATION
    record("password_link_sent" if link == NEW_PASSWORD else "invitation_sent", person, actor, at)
    request_link(link, person, actor, at)


@transaction.atomic
def make_first_link(person: User, *, at: datetime) -> str:
    """The path at which a new person sets a password, for the command line alone: there may be no e-mail yet."""
    record("sign_in_link_made", person, None, at)
    return new_password_path(person)


@transaction.atomic
def set_password(person: User, password: str, *, actor: User | None, at: datetime) -> User:
    """Also ends all their sessions, and the link that they used. `actor` is the person, or None: the command line."""
    require(may_set_password(actor, person))
    fresh, fields = locked(person), ["password"]
    changed_by_another = actor is None and fresh.has_usable_password()
    fresh.set_password(password)
    if changed_by_another:
        fields += ask_to_confirm(fresh, fresh.email, actor, at)
    fresh.save(update_fields=fields)
    record("password_set" if actor else "password_set_for", fresh, actor, at)
    credentials_changed(fresh, actor, at)
    if changed_by_another:
        request_link(CONFIRMATION, fresh, actor, at)
    return fresh


@transaction.atomic
def end_sessions(person: User, *, at: datetime) -> User:
    """Sign the person out everywhere; the view keeps the session in which they ask for it."""
    fresh = locked(person)
    fresh.session_epoch += 1
    fresh.save(update_fields=["session_epoch"])
    record("sessions_ended", fresh, fresh, at)
    return fresh


def request_sign_in_link(address: str, *, network: str, at: datetime) -> bool:
    """False where there were too many. The same statements for every address: time tells nobody which of them exist."""
    address = clean_address(address)
    to_address, from_network = Q(address=address), Q(network=network)
    asked = SignInLinkRequest.objects.filter(to_address | from_network, asked_at__gt=at - LINK_PERIOD).aggregate(
        both=Count("pk", filter=to_address & from_network),
        network=Count("pk", filter=from_network),
        address=Count("pk", filter=to_address),
    )
    if asked["both"] >= SIGN_IN_LINKS or asked["network"] >= LINKS_FROM_NETWORK or asked["address"] >= LINKS_TO_ADDRESS:
        return False
    SignInLinkRequest.objects.create(address=address, network=network, asked_at=at)
    return True


@transaction.atomic
def use_sign_in_link(token: str, *, at: datetime) -> User | None:
    """The person to be signed in; None where the link no longer works. Works once, because it sets `last_login`."""
    person = person_to_sign_in(token)
    if person is None:
        return None
    fresh = locked(person)
    if fresh.last_login != person.last_login:  # used in another window meanwhile
        return None
    fresh.last_login = at
    fresh.save(update_fields=["last_login"])
    record("link_used", fresh, fresh, at)
    return fresh


@transaction.atomic
def send_confirmation(person: User, *, actor: User, at: datetime) -> None:
    """E-mail the link to the former address again."""
    require(may_resend_confirmation(actor, person))
    require(is_not_too_often(locked(person), at))
    record("confirmation_sent", person, actor, at)
    request_link(CONFIRMATION, person, actor, at)


@transaction.atomic
def confirm_credentials(token: str, *, at: datetime) -> User | None:
    """By the link sent to the former address: whoever reads that is the person. None where it no longer works."""
    person = person_to_confirm(token)
    if person is None:
        return None
    fresh = locked(person)
    if fresh.to_confirm_since != person.to_confirm_since or fresh.email != person.email:
        return None
    record("credentials_confirmed", fresh, fresh, at)
    return _end_confirmation(fresh)


@transaction.atomic
def confirm_in_place(person: User, *, reason: str, actor: User, at: datetime) -> User:
    """By another administrator than the one who changed it, where nobody reads the former address any more."""
    fresh = locked(person)
    require(may_confirm_in_place(actor, fresh))
    if not reason.strip():
        raise ValidationError({"reason": "Enter how you know that the change is right"})
    changed_by = {"changed_by_id": fresh.to_confirm_by_id} if fresh.to_confirm_by_id else {}
    verb = "credentials_confirmed_for" if changed_by else "command_line_confirmed_for"
    record(verb, fresh, actor, at, reason=reason.strip(), **changed_by)
    return _end_confirmation(fresh)


def _end_confirmation(person: User) -> User:
    person.to_confirm_since, person.to_confirm_at, person.to_confirm_by = None, "", None
    person.save(update_fields=["to_confirm_since", "to_confirm_at", "to_confirm_by"])
    return person
