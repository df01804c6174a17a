"""Who may do what to people and cover, and why not."""

from __future__ import annotations

from datetime import date

from accounts.models import Cover, Role, RoleKind, User
from accounts.roles import roles_of
from accounts.verdict import YES, Verdict, first_no, no


def may_manage_people(actor: User | None) -> Verdict:
    """`None` is the command line, which sets up the first administrator."""
    if actor is None or roles_of(actor).has(RoleKind.ADMINISTRATOR):
        return YES
    return no("Only an administrator can manage people.")


def may_see_people(actor: User) -> Verdict:
    return YES if roles_of(actor).is_officer else no("Only officers of the council can see people's pages.")


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


def may_make_link(actor: User | None, person: User) -> Verdict:
    inactive = YES if person.is_active else no(f"{person} is inactive, so cannot sign in.")
    return first_no(may_manage_people(actor), inactive)


def _not_oneself(actor: User | None, person: User, reason: str) -> Verdict:
    return no(f"{reason} Ask another administrator.") if actor == person else YES


def may_have_cover(person: User) -> Verdict:
    """Cover is given by the person who will be away, for themselves."""
    if roles_of(person).has(RoleKind.MANAGER):
        return YES
    return no("Only managers decide gates, so only they need cover.")


def may_stand_in(stand_in: User, person: User) -> Verdict:
    if stand_in == person:
        return no("Select somebody other than yourself")
    roles = roles_of(stand_in)
    if roles.has(RoleKind.MANAGER) or roles.has(RoleKind.COMMISSIONER):
        return YES
    return no("Select an active manager or commissioner")


def may_start(starts: date, today: date) -> Verdict:
    return YES if starts >= today else no("The first day must be today or later")


def may_end(starts: date, ends: date) -> Verdict:
    return YES if ends >= starts else no("The last day must be the first day or later")


def is_free(person: User, starts: date, ends: date) -> Verdict:
    """Whether no other cover of the person holds on any of those days."""
    other = person.cover_given.filter(Cover.holding_between(starts, ends)).select_related("stand_in").first()
    return no(f"{other.stand_in} covers for you already on some of these days") if other else YES


def may_end_cover(actor: User, cover: Cover, today: date) -> Verdict:
    if cover.person_id != actor.pk:
        return no(f"Only {cover.person} can end this cover.")
    if not cover.lasts(today):
        return no("This cover has ended already.")
    return YES
