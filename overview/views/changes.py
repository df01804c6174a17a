from __future__ import annotations

from datetime import datetime, timedelta

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.roles import roles_of
from accounts.views.access import member
from cycles.converters import is_reference
from cycles.models import Cycle
from cycles.selectors.visibility import visible_to
from overview.presenters.changes import MOST, asked_of, by_cycle, changes, counted

A_PAGE = 50
BACK = {"7 days": 7, "30 days": 30}


@require_safe
def since(request: HttpRequest) -> HttpResponse:
    """What changed since somebody was last here, or since the day that the address names."""
    user, at = member(request), timezone.now()
    on = timezone.localdate(at)
    cycle = _cycle(user, request.GET.get("cycle", ""), at)
    asked = asked_of(user, request.GET.get("since", ""), request.GET.get("which", ""), cycle, at)
    events = changes(user, asked, on)
    found = counted(events)
    pages = Paginator(events[:MOST], A_PAGE)
    pages.count = min(found.number, MOST)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "found": found,
        "page": page,
        "cycles": by_cycle(user, page.object_list) if found.number else [],
        "officer": roles_of(user).is_officer,
        "back": {label: (on - timedelta(days=days)).isoformat() for label, days in BACK.items()},
    }
    return render(request, "overview/changes.html", context)


def _cycle(user: User, reference: str, at: datetime) -> Cycle | None:
    """The one that the address names; one that somebody may not see was never there."""
    if not reference:
        return None
    visible = visible_to(user, timezone.localdate(at)).select_related("service")
    cycle = visible.filter(reference=reference).first() if is_reference(reference) else None
    if cycle is None:
        raise Http404("There is no such cycle")
    return cycle
