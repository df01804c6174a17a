"""Granting and revoking roles."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.follow_ups import RoleRevoked, follow_ups
from accounts.models import Directorate, Division, Role, RoleKind, Specialism, User
from accounts.policies.credentials import has_confirmed
from accounts.policies.lists import may_choose
from accounts.policies.people import may_grant_role, may_revoke_role
from accounts.roles import forget_roles
from accounts.services.cover import end_unfounded_cover
from accounts.services.recording import keep_an_administrator, locked, record, role_changed
from accounts.verdict import require


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
    require(may_grant_role(actor, person))
    require(has_confirmed(actor))
    role = Role(
        user=locked(person), kind=kind, grade=grade, directorate=directorate, specialism=specialism, division=division
    )
    for field, entry in (("directorate", directorate), ("division", division)):
        if not (chosen := may_choose(entry, timezone.localdate(at))):
            raise ValidationError({field: chosen.reason})
    role.full_clean()
    role.save()
    forget_roles(person)
    record("role_given", person, actor, at, role=str(role))
    role_changed(role, at)
    end_unfounded_cover(person, actor=actor, at=at)
    return role


@transaction.atomic
def revoke_role(role: Role, *, actor: User | None, at: datetime) -> None:
    """Nothing changes where somebody else has just revoked the role."""
    require(may_revoke_role(actor, role))
    if role.kind == RoleKind.ADMINISTRATOR:
        keep_an_administrator(role.user)
    person, name = locked(role.user), str(role)
    deleted, _ = Role.objects.filter(pk=role.pk).delete()
    forget_roles(role.user)
    if deleted:
        record("role_taken", person, actor, at, role=name)
        role_changed(role, at)
        end_unfounded_cover(person, actor=actor, at=at)
        following: list[RoleRevoked] = follow_ups("role_revoked")
        for follow_up in following:
            follow_up(person, role, actor=actor, at=at)
