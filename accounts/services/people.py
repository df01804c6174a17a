"""Adding people, changing their details, and whether they are active."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from accounts.cleaning import clean_address
from accounts.follow_ups import PersonActivated, PersonDeactivated, follow_ups
from accounts.links import CONFIRMATION, INVITATION
from accounts.models import User, Visit
from accounts.policies.credentials import has_confirmed
from accounts.policies.people import may_deactivate, may_manage_people
from accounts.services.cover import end_cover_of_leaver
from accounts.services.recording import (
    ask_to_confirm,
    credentials_changed,
    directorates_of,
    keep_an_administrator,
    locked,
    managers_changed,
    record,
    request_link,
)
from accounts.verdict import require
from ui.text import clean_line

DETAILS = {"name": "name", "email": "email address", "job_title": "job title"}


@transaction.atomic
def add_person(*, name: str, email: str, job_title: str = "", actor: User | None, at: datetime) -> User:
    """Somebody who can sign in once they have set a password through the link of the invitation that they are sent."""
    require(may_manage_people(actor))
    person = User(name=clean_line(name), email=clean_address(email), job_title=clean_line(job_title))
    person.set_unusable_password()
    person.full_clean()
    person.save()
    record("person_added", person, actor, at)
    request_link(INVITATION, person, actor, at)
    return person


@transaction.atomic
def change_person(
    person: User, *, name: str, email: str, job_title: str, seen_version: int, actor: User | None, at: datetime
) -> User:
    """Raises ValidationError with what somebody else has saved since `seen_version`.

    An address that somebody else changed is confirmed from the former one. Without a password the new address gets an
    invitation, and without a role besides there is nothing to protect. A further change before that ends the password,
    which may have been set from the address in between.
    """
    require(may_manage_people(actor))
    require(has_confirmed(actor))
    fresh = locked(person)
    if fresh.version != seen_version:
        details = ", ".join(value for value in (fresh.name, fresh.email, fresh.job_title) if value)
        raise ValidationError(
            f"Somebody else changed these details while you were editing them. They are now: {details}."
            " Save again to replace them with what is below.",
            code="stale",
        )
    wanted = {"name": clean_line(name), "email": clean_address(email), "job_title": clean_line(job_title)}
    changed = [field for field, value in wanted.items() if getattr(fresh, field) != value]
    if not changed:
        return fresh
    former_address, fields, links = fresh.email, [*changed, "version"], list[str]()
    for field in changed:
        setattr(fresh, field, wanted[field])
    fresh.version += 1
    by_another = "email" in changed and actor != fresh
    to_protect = fresh.has_usable_password() or fresh.to_confirm_since is not None or fresh.roles.exists()
    if by_another and fresh.to_confirm_since:
        fresh.set_unusable_password()
        fields.append("password")
    if "email" in changed and not fresh.has_usable_password():
        links.append(INVITATION)
    if by_another and to_protect:
        links.append(CONFIRMATION)
        fields += ask_to_confirm(fresh, former_address, actor, at)
    fresh.full_clean()
    fresh.save(update_fields=fields)
    record("person_changed", fresh, actor, at, changed=[DETAILS[field] for field in changed])
    if "email" in changed:
        credentials_changed(fresh, actor, at, former_address)
    for link in links:
        request_link(link, fresh, actor, at)
    if "name" in changed:  # managers sign in the order of their names
        managers_changed(directorates_of(fresh), at)
    return fresh


@transaction.atomic
def deactivate(person: User, *, actor: User | None, at: datetime) -> User:
    """They lose access with their next request, for good in the sessions that they have now.

    Others are asked at once for what waits for them.
    """
    require(may_deactivate(actor, person))
    keep_an_administrator(person)
    return _set_active(person, False, "person_made_inactive", actor, at)


@transaction.atomic
def activate(person: User, *, actor: User | None, at: datetime) -> User:
    require(may_manage_people(actor))
    return _set_active(person, True, "person_made_active", actor, at)


def _set_active(person: User, active: bool, verb: str, actor: User | None, at: datetime) -> User:
    fresh = locked(person)
    if fresh.is_active != active:
        fresh.is_active = active
        fresh.session_epoch += 1
        fresh.save(update_fields=["is_active", "session_epoch"])
        record(verb, fresh, actor, at)
        passing_on: list[PersonDeactivated | PersonActivated] = follow_ups(
            "person_activated" if active else "person_deactivated"
        )
        for pass_on in passing_on:  # before the signers of gates are stored anew, so that theirs are still known
            pass_on(fresh, actor=actor, at=at)
        managers_changed(directorates_of(fresh), at)
        if not active:
            end_cover_of_leaver(fresh, actor=actor, at=at)
    return fresh


def note_visit(user: User, at: datetime) -> None:
    """Store that somebody uses the service now. A visit ends after `SESSION_IDLE` without a request.

    One statement while the visit lasts. It is no change to the person, so it is not recorded.
    """
    visit, idle_since = Visit.objects.filter(user=user), at - settings.SESSION_IDLE
    if visit.filter(seen_at__gt=idle_since).update(seen_at=at):
        return
    if not visit.filter(seen_at__lte=idle_since).update(before=F("seen_at"), seen_at=at):
        Visit.objects.bulk_create([Visit(user=user, seen_at=at)], ignore_conflicts=True)
