"""Every change to people and cover: ask the policy, write, record, in one transaction.

Each raises PermissionDenied with the policy's reason, or ValidationError. `actor` is None only for the command line.
The record names people by their id and keeps no names or addresses, so that a person can be erased from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts import policies
from accounts.follow_ups import ManagersChanged, follow_ups
from accounts.models import Cover, Directorate, Division, Role, RoleKind, Specialism, User, Visit
from accounts.roles import forget_roles
from accounts.verdict import Verdict, require
from audit import services as trail

DETAILS = {"name": "name", "email": "email address", "job_title": "job title"}


@transaction.atomic
def add_person(*, name: str, email: str, job_title: str = "", actor: User | None, at: datetime) -> User:
    """Somebody who can sign in once they have set a password through a link (`make_sign_in_link`)."""
    require(policies.may_manage_people(actor))
    person = User(name=name.strip(), email=email.strip().lower(), job_title=job_title.strip())
    person.set_unusable_password()
    person.full_clean()
    person.save()
    _record("person_added", person, actor, at)
    return person


@transaction.atomic
def change_person(
    person: User, *, name: str, email: str, job_title: str, seen_version: int, actor: User | None, at: datetime
) -> User:
    """Raises ValidationError with what somebody else has saved since `seen_version`."""
    require(policies.may_manage_people(actor))
    fresh = _locked(person)
    if fresh.version != seen_version:
        details = ", ".join(value for value in (fresh.name, fresh.email, fresh.job_title) if value)
        raise ValidationError(
            f"Somebody else changed these details while you were editing them. They are now: {details}."
            " Save again to replace them with what is below.",
            code="stale",
        )
    wanted = {"name": name.strip(), "email": email.strip().lower(), "job_title": job_title.strip()}
    changed = [field for field, value in wanted.items() if getattr(fresh, field) != value]
    if not changed:
        return fresh
    for field in changed:
        setattr(fresh, field, wanted[field])
    fresh.version += 1
    fresh.full_clean()
    fresh.save(update_fields=[*changed, "version"])
    _record("person_changed", fresh, actor, at, changed=[DETAILS[field] for field in changed])
    if "name" in changed:  # managers sign in the order of their names
        _managers_changed(_directorates_of(fresh), at)
    return fresh


@transaction.atomic
def deactivate(person: User, *, actor: User | None, at: datetime) -> User:
    """They lose access with their next request; the next grade up signs the gates that wait for them."""
    require(policies.may_deactivate(actor, person))
    return _set_active(person, False, "person_made_inactive", actor, at)


@transaction.atomic
def activate(person: User, *, actor: User | None, at: datetime) -> User:
    require(policies.may_manage_people(actor))
    return _set_active(person, True, "person_made_active", actor, at)


def note_visit(user: User, at: datetime) -> None:
    """Store that somebody uses the service now. A visit ends after `SESSION_IDLE` without a request.

    One statement while the visit lasts. It is no change to the person, so it is not recorded.
    """
    visit, idle_since = Visit.objects.filter(user=user), at - settings.SESSION_IDLE
    if visit.filter(seen_at__gt=idle_since).update(seen_at=at):
        return
    if not visit.filter(seen_at__lte=idle_since).update(before=F("seen_at"), seen_at=at):
        Visit.objects.bulk_create([Visit(user=user, seen_at=at)], ignore_conflicts=True)


def _set_active(person: User, active: bool, verb: str, actor: User | None, at: datetime) -> User:
    fresh = _locked(person)
    if fresh.is_active != active:
        fresh.is_active = active
        fresh.save(update_fields=["is_active"])
        _record(verb, fresh, actor, at)
        _managers_changed(_directorates_of(fresh), at)
    return fresh


@transaction.atomic
def grant_role(
    person: User,
    kind: str,
    *,
    grade: str = "",
    directorate: Directorate | None = None,
    specialism: Specialism | None = None,
    division: Division | None = None,
    actor: User | None,
    at: datetime,
) -> Role:
    """Raises ValidationError when the role is incomplete or held already."""
    require(policies.may_grant_role(actor, person))
    role = Role(
        user=_locked(person), kind=kind, grade=grade, directorate=directorate, specialism=specialism, division=division
    )
    role.full_clean()
    role.save()
    forget_roles(person)
    _record("role_given", person, actor, at, role=str(role))
    _managers_changed([role.directorate_id], at)
    return role


@transaction.atomic
def revoke_role(role: Role, *, actor: User | None, at: datetime) -> None:
    """Nothing changes where somebody else has just revoked the role."""
    require(policies.may_revoke_role(actor, role))
    person, name = _locked(role.user), str(role)
    deleted, _ = Role.objects.filter(pk=role.pk).delete()
    forget_roles(role.user)
    if deleted:
        _record("role_taken", person, actor, at, role=name)
        _managers_changed([role.directorate_id], at)


@transaction.atomic
def give_cover(person: User, stand_in: User, *, starts: date, ends: date, actor: User, at: datetime) -> Cover:
    """`stand_in` decides for `person` on both days and between. Raises ValidationError that names the field."""
    if actor != person:
        raise PermissionDenied(f"Only {person} can say who covers for them.")
    fresh = _locked(person)
    require(policies.may_have_cover(fresh))
    _check("stand_in", policies.may_stand_in(User.objects.get(pk=stand_in.pk), fresh))
    _check("starts", policies.may_start(starts, timezone.localdate(at)))
    _check("ends", policies.may_end(starts, ends))
    _check("starts", policies.is_free(fresh, starts, ends))
    cover = Cover.objects.create(person=fresh, stand_in=stand_in, starts=starts, ends=ends, created_at=at)
    _record("cover_given", fresh, actor, at, stand_in_id=stand_in.pk, starts=starts, ends=ends)
    _managers_changed(_directorates_of(fresh), at)
    return cover


@transaction.atomic
def end_cover(cover: Cover, *, actor: User, at: datetime) -> Cover:
    """From today on the stand-in decides no more; their decisions stand."""
    today = timezone.localdate(at)
    fresh = Cover.objects.select_for_update().get(pk=cover.pk)
    require(policies.may_end_cover(actor, fresh, today))
    fresh.ended_early_on = today
    fresh.save(update_fields=["ended_early_on"])
    _record("cover_ended", fresh.person, actor, at, stand_in_id=fresh.stand_in_id, ended_on=today)
    _managers_changed(_directorates_of(fresh.person), at)
    return fresh


@transaction.atomic
def make_sign_in_link(person: User, *, actor: User | None, at: datetime) -> str:
    """The path at which the person sets a password: works once, and for as long as PASSWORD_RESET_TIMEOUT says."""
    require(policies.may_make_link(actor, person))
    _record("sign_in_link_made", person, actor, at)
    return reverse(
        "new-password",
        args=[urlsafe_base64_encode(force_bytes(person.pk)), default_token_generator.make_token(person)],
    )


@transaction.atomic
def set_password(person: User, password: str, *, at: datetime) -> User:
    """Also ends all their sessions, and the link that they used."""
    fresh = _locked(person)
    fresh.set_password(password)
    fresh.save(update_fields=["password"])
    _record("password_set", fresh, fresh, at)
    return fresh


def _locked(person: User) -> User:
    """The person's row, locked. No key changes, so other transactions may add rows that refer to it."""
    return User.objects.select_for_update(no_key=True).get(pk=person.pk)


def _directorates_of(person: User) -> Iterable[int | None]:
    """The directorates that the person manages, and those of the managers for whom they cover."""
    managers = Role.objects.filter(Q(user=person) | Q(user__cover_given__stand_in=person), kind=RoleKind.MANAGER)
    return managers.values_list("directorate", flat=True)


def _managers_changed(directorates: Iterable[int | None], at: datetime) -> None:
    changed = {directorate for directorate in directorates if directorate}
    renewals: list[ManagersChanged] = follow_ups("managers_changed") if changed else []
    for renew in renewals:
        renew(changed, at=at)


def _check(field: str, verdict: Verdict) -> None:
    if not verdict:
        raise ValidationError({field: verdict.reason})


def _record(verb: str, person: User, actor: User | None, at: datetime, **facts: Any) -> None:
    trail.record(trail.SYSTEM, verb, actor=actor, at=at, about=person, person_id=person.pk, **facts)
