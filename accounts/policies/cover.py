"""Who may cover for whom, and why not."""

from __future__ import annotations

from datetime import date

from accounts.models import Cover, RoleKind, User
from accounts.roles import roles_of
from accounts.verdict import YES, Verdict, no


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
