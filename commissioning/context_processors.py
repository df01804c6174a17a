"""What every page shows around its own content: the council, the navigation and the edition in force."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.models import RoleKind, User
from accounts.roles import roles_of
from accounts.views.access import person
from overview.selectors.frame_counts import Counted, counted
from principles.selectors import NoEdition, edition_in_force

EVERYBODY = frozenset(RoleKind.values)
WORKING = EVERYBODY - {RoleKind.COUNCILLOR, RoleKind.ADMINISTRATOR}
DECIDING = frozenset({RoleKind.COMMISSIONER, RoleKind.MANAGER, RoleKind.AUDITOR})
MANAGING = frozenset({RoleKind.ADMINISTRATOR})


@dataclass(frozen=True)
class NavigationPlace:
    """One item of the service navigation: who has it, and the addresses at which it is the current one."""

    name: str
    label: str
    roles: frozenset[str]
    here: str


@dataclass(frozen=True)
class NavigationItem:
    label: str
    url: str
    current: bool
    count: int = 0


# In the order that everybody sees; a page that does not exist yet is left out.
PLACES = (
    NavigationPlace("my-work", "My work", WORKING, r"/my-work/"),
    NavigationPlace("cycles", "Cycles", EVERYBODY - MANAGING, r"/cycles/(?!.*/decide/)"),
    NavigationPlace("approvals", "Approvals", DECIDING, r"/approvals/|/cycles/.*/decide/"),
    NavigationPlace("dashboard", "Dashboard", EVERYBODY - MANAGING, r"/dashboard/"),
    NavigationPlace("framework", "Framework", EVERYBODY, r"/framework/"),
    NavigationPlace("manage-people", "Manage", MANAGING, r"/manage/"),
)


def around(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Nothing is read from the database until a template asks."""
    counts: Any = SimpleLazyObject(lambda: counted(person(request)))
    return {
        "council_name": settings.COUNCIL_NAME,
        "navigation": SimpleLazyObject(lambda: navigation(request, counts)),
        "edition_in_force": SimpleLazyObject(_edition),
        "unread": SimpleLazyObject(lambda: counts.unread),
    }


def navigation(request: HttpRequest, counts: Counted) -> list[NavigationItem]:
    """The places that this person can use."""
    user = getattr(request, "user", None)
    roles = roles_of(user).kinds if isinstance(user, User) else frozenset()
    shown = [place for place in PLACES if roles & place.roles or place.name == "framework"]
    found = [(place, _address(place.name)) for place in shown]
    return [_item(place, url, request, counts) for place, url in found if url]


def _item(place: NavigationPlace, url: str, request: HttpRequest, counts: Counted) -> NavigationItem:
    count = counts.gates if place.name == "approvals" else 0
    return NavigationItem(place.label, url, current=bool(re.match(place.here, request.path)), count=count)


def _address(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def _edition() -> str:
    """Its title. A process asks once a minute: an edition comes into force with its day, or when it is loaded."""
    today = timezone.localdate()
    return str(cache.get_or_set(f"edition-in-force-{today}", lambda: _title(today)))


def _title(on: date) -> str:
    try:
        return edition_in_force(on).title
    except NoEdition:
        return ""
