"""Making somebody inactive, and what people who have left still hold."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import RoleKind, User
from accounts.policies.people import may_deactivate, may_see_leavers
from accounts.roles import roles_of
from accounts.services import people as services
from accounts.verdict import require
from accounts.views.access import for_administrators, signed_in
from accounts.views.people import person_or_404
from cycles.selectors.replacements import active_managers
from overview.presenters.leavers import by_cycle, by_kind
from overview.selectors.holdings import holdings_of, split_by_visibility
from overview.selectors.leavers import held_by_leavers as rows_of_leavers
from overview.selectors.leavers import passes_on, replacements_of
from ui.sorting import sort_key
from ui.wording import listed

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """A check page that lists what the person holds; it hinders nothing."""
    person, actor, today = person_or_404(pk), signed_in(request), timezone.localdate()
    require(may_deactivate(actor, person))
    rows, hidden = split_by_visibility(holdings_of(person), actor, today)
    managers = active_managers({row.cycle.directorate_id for row in rows if row.cycle})
    if request.method == "POST":
        services.deactivate(person, actor=actor, at=timezone.now())
        told = {user.name for row in rows if passes_on(row) for user in replacements_of(row, managers) if user != actor}
        says = f" Told at once: {listed(sorted(told, key=sort_key))}." if told and person.is_active else ""
        messages.success(request, f"{person} can no longer sign in.{says}")
        return redirect("manage-person", pk)
    context = {
        "person": person,
        "kinds": by_kind(rows, managers),
        "hidden": len({row.cycle.pk for row in hidden if row.cycle}),
        "is_manager": roles_of(person).has(RoleKind.MANAGER),
    }
    return render(request, "overview/leavers/make_inactive.html", context)


@require_safe
def held_by_leavers(request: HttpRequest) -> HttpResponse:
    """By person and cycle; of one person where the address names them."""
    reader, today = signed_in(request), timezone.localdate()
    require(may_see_leavers(reader))
    asked = request.GET.get("person", "")
    person = User.objects.filter(pk=asked, is_active=False).first() if asked.isdecimal() and len(asked) < 19 else None
    rows, hidden = rows_of_leavers(reader, today, person)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    managers = active_managers({row.cycle.directorate_id for row in page if row.cycle})
    context = {
        "page": page,
        "groups": by_cycle(page, managers),
        "person": person,
        "hidden": hidden,
        "is_administrator": roles_of(reader).has(RoleKind.ADMINISTRATOR),
    }
    return render(request, "overview/leavers/held.html", context)
