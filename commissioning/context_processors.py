"""What every page shows around its own content: the council, the navigation and the edition in force."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.abilities import APPROVALS, CONTRACTS, CYCLES, DASHBOARD, FRAMEWORK, MANAGE, MY_WORK, SECURITY
from accounts.models import RoleKind, User
from accounts.roles import roles_of
from accounts.views.access import signed_in
from approvals.selectors.pending_signers import gates_to_sign
from notifications.selectors import unread_count
from principles.selectors import NoEdition, edition_in_force

STAND_INS = {RoleKind.MANAGER, RoleKind.COMMISSIONER}  # who gives cover or can be given it


@dataclass(frozen=True)
class NavigationPage:
    """A page in the service navigation. `addresses` is a regular expression of those at which it is the current one."""

    name: str
    label: str
    addresses: str


@dataclass(frozen=True)
class NavigationItem:
    label: str
    url: str
    current: bool
    shows_gates: bool = False  # how many gates wait for this person


# In the order that everybody sees. accounts.abilities has who sees which.
PAGES = (
    NavigationPage(MY_WORK, "My work", r"/my-work/"),
    NavigationPage(CYCLES, "Cycles", r"/cycles/(?!.*/decide/)"),
    NavigationPage(CONTRACTS, "Contracts", r"/(contracts|suppliers|waivers|notices|pipeline)/"),
    NavigationPage(APPROVALS, "Approvals", r"/approvals/|/cycles/.*/decide/"),
    NavigationPage(DASHBOARD, "Dashboard", r"/dashboard/"),
    NavigationPage(FRAMEWORK, "Framework", r"/framework/"),
    NavigationPage(MANAGE, "Manage", r"/manage/"),
    NavigationPage(SECURITY, "Security record", r"/manage/security/"),
)


def around(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Nothing is read from the database until a template asks, unless the page has passed it."""
    return {
        "council_name": settings.COUNCIL_NAME,
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "reader_is_officer": SimpleLazyObject(lambda: roles_of(signed_in(request)).is_officer),
        "may_stand_in": SimpleLazyObject(lambda: bool(roles_of(signed_in(request)).kinds & STAND_INS)),
        "edition_in_force": SimpleLazyObject(_edition),
        "unread": SimpleLazyObject(lambda: unread_count(signed_in(request))),
        "gates_waiting": SimpleLazyObject(lambda: gates_to_sign(signed_in(request)).count()),
    }


def navigation(request: HttpRequest) -> list[NavigationItem]:
    """The pages that this person's roles lead to."""
    user = getattr(request, "user", None)
    names = roles_of(user).navigation if isinstance(user, User) else {FRAMEWORK}
    return [
        NavigationItem(
            page.label,
            reverse(page.name),
            current=bool(re.match(page.addresses, request.path)),
            shows_gates=page.name == APPROVALS,
        )
        for page in PAGES
        if page.name in names
    ]


def _edition() -> str:
    """Its title. A process asks once a minute: an edition comes into force with its day, or when it is loaded."""
    today = timezone.localdate()
    return str(cache.get_or_set(f"edition-in-force-{today}", lambda: _title(today)))


def _title(on: date) -> str:
    try:
        return edition_in_force(on).title
    except NoEdition:
        return ""
