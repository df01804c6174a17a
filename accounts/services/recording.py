"""What the changes to people share: the lock on their row, the event, and the follow-ups of managers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.follow_ups import (
    AdviserRolesChanged,
    CredentialsChanged,
    LinkRequested,
    ManagersChanged,
    follow_ups,
)
from accounts.models import Role, RoleKind, User
from accounts.verdict import no, require
from audit import services as trail


def locked(person: User) -> User:
    """The person's row, locked. No key changes, so other transactions may add rows that refer to it."""
    return User.objects.select_for_update(no_key=True).get(pk=person.pk)


def keep_an_administrator(person: User) -> None:
    """Raise PermissionDenied where nobody else who can sign in administers people.

    All administrators are locked first, so that two who act on each other at once are checked one after the other.
    """
    if not person.roles.filter(kind=RoleKind.ADMINISTRATOR).exists():
        return
    rows = User.objects.filter(pk__in=Role.objects.filter(kind=RoleKind.ADMINISTRATOR).values("user"))
    list(rows.select_for_update(no_key=True).order_by("pk"))
    active = set(rows.filter(is_active=True).values_list("pk", flat=True))
    if active == {person.pk}:
        require(no(f"{person} is the only administrator of people. Give the role to somebody else first."))


def directorates_of(person: User) -> Iterable[int | None]:
    """The directorates that the person manages, and those of the managers for whom they cover."""
    managers = Role.objects.filter(Q(user=person) | Q(user__cover_given__stand_in=person), kind=RoleKind.MANAGER)
    return managers.values_list("directorate", flat=True)


def managers_changed(directorates: Iterable[int | None], at: datetime) -> None:
    changed = {directorate for directorate in directorates if directorate}
    renewals: list[ManagersChanged] = follow_ups("managers_changed") if changed else []
    for renew in renewals:
        renew(changed, at=at)


def role_changed(role: Role, at: datetime) -> None:
    """Call the follow-ups of a role that was granted or revoked."""
    if role.kind == RoleKind.MANAGER:
        managers_changed([role.directorate_id], at)
    renewals: list[AdviserRolesChanged] = follow_ups("adviser_roles_changed") if role.specialism_id else []
    for renew in renewals:
        renew(role.user, at=at)


def request_link(link: str, person: User, actor: User | None, at: datetime) -> None:
    requests: list[LinkRequested] = follow_ups("link_requested")
    for request in requests:
        request(link, person, actor=actor, at=at)


def credentials_changed(person: User, actor: User | None, at: datetime, former_address: str = "") -> None:
    notices: list[CredentialsChanged] = follow_ups("credentials_changed")
    for notice in notices:
        notice(person, former_address=former_address, actor=actor, at=at)


def ask_to_confirm(person: User, address: str, actor: User | None, at: datetime) -> list[str]:
    """Somebody else changed the password or address: end all sessions, and let nothing be decided until confirmed.

    `address` is what the person had before. What still waits from an earlier change keeps its day and its address.
    The caller saves the fields that are returned, and then requests the link.
    """
    person.session_epoch += 1
    if person.to_confirm_since is None:
        person.to_confirm_since, person.to_confirm_at, person.to_confirm_by = at, address, actor
    return ["session_epoch", "to_confirm_since", "to_confirm_at", "to_confirm_by"]


def record(verb: str, person: User, actor: User | None, at: datetime, **facts: Any) -> None:
    trail.record(trail.SYSTEM, verb, actor=actor, at=at, about=person, person_id=person.pk, **facts)
