"""What every page shows around its own content: the council, the navigation and the edition in force."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.abilities import APPROVALS, CONTRACTS, CYCLES, DASHBOARD, FRAMEWORK, MANAGE, MY_WORK, SECURITY
from accounts.models import RoleKind, User
from accounts.roles import roles_of
from accounts.views.access import signed_in
from approvals.models import PendingSigner
from cycles.models import Cycle
from notifications.models import Notification
from notifications.selectors import unread_of
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


# Every page asks for these three. As querysets, put together anew for each request, they take three times as long. The
# cycle of each unread notification is looked up by its key: a join would go through all restricted ones.
COUNTS = f"""
SELECT
    COUNT(*),
    COUNT(*) FILTER (WHERE (SELECT restricted FROM {Cycle._meta.db_table} cycle WHERE cycle.id = unread.cycle_id)),
    (SELECT COUNT(*) FROM {PendingSigner._meta.db_table} WHERE user_id = %s)
FROM {Notification._meta.db_table} unread
WHERE unread.person_id = %s AND unread.read_at IS NULL
"""


@dataclass(frozen=True)
class WaitingCounts:
    """How many notifications somebody has not read, and how many gates wait for them."""

    unread: int
    gates: int


def waiting_counts(user: User) -> WaitingCounts:
    """One statement; one more where a notification is about a restricted cycle, which this person may not see."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [user.pk, user.pk])
        unread, in_restricted, gates = cursor.fetchone()
    return WaitingCounts(unread_of(user).count() if in_restricted else unread, gates)


def around(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Nothing is read from the database until a template asks, unless the page has passed it."""
    counts = SimpleLazyObject(lambda: waiting_counts(signed_in(request)))
    return {
        "council_name": settings.COUNCIL_NAME,
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "reader_is_officer": SimpleLazyObject(lambda: roles_of(signed_in(request)).is_officer),
        "may_stand_in": SimpleLazyObject(lambda: bool(roles_of(signed_in(request)).kinds & STAND_INS)),
        "edition_in_force": SimpleLazyObject(_edition),
        "unread": SimpleLazyObject(lambda: counts.unread),
        "gates_waiting": SimpleLazyObject(lambda: counts.gates),
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
