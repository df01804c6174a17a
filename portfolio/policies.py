"""Who may share a view with whom, and change the lead of several cycles at once."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import Directorate, RoleKind, User
from accounts.roles import roles_of
from accounts.verdict import YES, Verdict, no
from portfolio.models import Audience, SavedView

WORKING = frozenset({RoleKind.COMMISSIONER, RoleKind.MANAGER})


def may_share(user: User) -> Verdict:
    """Views for others come from those who work on cycles; anybody may keep some for themselves."""
    if roles_of(user).kinds & WORKING:
        return YES
    return no("Only commissioners and managers can share a view with others. Keep this one for yourself.")


def directorates_of(user: User) -> QuerySet[Directorate]:
    """With which somebody may share: commissioners with any, managers with those that they manage."""
    held = roles_of(user)
    if held.has(RoleKind.COMMISSIONER):
        return Directorate.objects.all()
    return Directorate.objects.filter(pk__in={directorate for directorate, _ in held.grades})


def may_show(user: User, view: SavedView) -> Verdict:
    """Whether the view's owner may offer it to whom it names."""
    if view.audience == Audience.ME:
        return YES
    if not may_share(user):
        return may_share(user)
    if view.directorate is not None and view.directorate not in directorates_of(user):
        return no(f"Only commissioners and managers of {view.directorate} can share a view with its people.")
    return YES


def may_change_leads(user: User) -> Verdict:
    """Whether the page is for them at all; each cycle's own rule is asked when its lead changes."""
    if roles_of(user).kinds & WORKING:
        return YES
    return no("Only commissioners and managers can change the lead of cycles.")
