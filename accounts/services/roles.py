"""Granting and revoking roles."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Directorate, Division, Role, RoleKind, Specialism, User
from accounts.policies.people import may_grant_role, may_revoke_role
from accounts.roles import forget_roles
from accounts.services.recording import locked, managers_changed, record
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
    role = Role(
        user=locked(person), kind=kind, grade=grade, directorate=directorate, specialism=specialism, division=division
    )
    role.full_clean()
    role.save()
    forget_roles(person)
    record("role_given", person, actor, at, role=str(role))
    if role.kind == RoleKind.MANAGER:
        managers_changed([role.directorate_id], at)
    return role


@transaction.atomic
def revoke_role(role: Role, *, actor: User | None, at: datetime) -> None:
    """Nothing changes where somebody else has just revoked the role."""
    require(may_revoke_role(actor, role))
    person, name = locked(role.user), str(role)
    deleted, _ = Role.objects.filter(pk=role.pk).delete()
    forget_roles(role.user)
    if deleted:
        record("role_taken", person, actor, at, role=name)
        if role.kind == RoleKind.MANAGER:
            managers_changed([role.directorate_id], at)
