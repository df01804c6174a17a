"""Who may manage people and their roles, and why not."""

from __future__ import annotations

from accounts.models import Role, RoleKind, User
from accounts.roles import roles_of
from accounts.verdict import YES, Verdict, first_no, no


def may_manage_people(actor: User | None) -> Verdict:
    """`None` is the command line, which sets up the first administrator."""
    if actor is None or roles_of(actor).has(RoleKind.ADMINISTRATOR):
        return YES
    return no("Only an administrator can manage people.")


def may_read_security_record(actor: User) -> Verdict:
    if roles_of(actor).has(RoleKind.ADMINISTRATOR) or roles_of(actor).has(RoleKind.AUDITOR):
        return YES
    return no("Only administrators and auditors can read the security record.")


def may_see_people(actor: User) -> Verdict:
    return YES if roles_of(actor).is_officer else no("Only officers of the council can see people's pages.")


def may_see_leavers(actor: User) -> Verdict:
    """Whether they read what people who have left still hold: managers of their directorates."""
    roles = roles_of(actor)
    if roles.has(RoleKind.ADMINISTRATOR) or roles.has(RoleKind.MANAGER):
        return YES
    return no("Only managers and administrators can see what people who have left still hold.")


def may_grant_role(actor: User | None, person: User) -> Verdict:
    return first_no(may_manage_people(actor), _not_oneself(actor, person, "You cannot give yourself a role."))


def may_revoke_role(actor: User | None, role: Role) -> Verdict:
    may_manage = may_manage_people(actor)
    if not may_manage or role.kind != RoleKind.ADMINISTRATOR:
        return may_manage
    return _not_oneself(actor, role.user, "You cannot take away your own administrator role.")


def may_deactivate(actor: User | None, person: User) -> Verdict:
    """Open work is no obstacle: whoever left must lose access at once."""
    return first_no(may_manage_people(actor), _not_oneself(actor, person, "You cannot make yourself inactive."))


def _not_oneself(actor: User | None, person: User, reason: str) -> Verdict:
    return no(f"{reason} Ask another administrator.") if actor == person else YES
