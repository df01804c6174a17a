from __future__ import annotations

from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import roles_of
from accounts.views.access import officer
from approvals.models import PendingSigner, Step
from checklists.selectors.progress import progress_of
from cycles.selectors.visibility import visible_to
from overview.presenters.waiting_gates import for_me, for_others, gates_for, gates_for_others
from overview.selectors.approvals import conditions_to_check, decided_this_month, decisions_near, with_gates_decided

A_PAGE, GATES = 50, 20


@require_safe
def approvals(request: HttpRequest) -> HttpResponse:
    """Gates that wait for this person; `show` turns to those that wait for others, or to conditions to check."""
    show = request.GET.get("show", "")
    return {"others": _others, "conditions": _conditions}.get(show, _mine)(request)


@require_safe
def decided(request: HttpRequest) -> HttpResponse:
    user = officer(request)
    page = _page(request, decisions_near(user, timezone.localdate()).values_list("pk", flat=True))
    page.object_list = with_gates_decided(page)
    return _render(request, "decided", {"page": page})


def _mine(request: HttpRequest) -> HttpResponse:
    user, on = officer(request), timezone.localdate()
    page = _page(request, gates_for(user, on), GATES)
    mine = for_me(cast("QuerySet[PendingSigner]", page.object_list), on)
    progress = progress_of(row.waiting.cycle for row in mine)
    context = {
        "page": page,
        "rows": [(row.waiting, row, progress.get(row.waiting.cycle.pk)) for row in mine],
        "decided_this_month": 0 if mine else decided_this_month(user, on),
    }
    return _render(request, "", context)


def _others(request: HttpRequest) -> HttpResponse:
    user, on = officer(request), timezone.localdate()
    page = _page(request, gates_for_others(user, on), GATES)
    rows = for_others(cast("QuerySet[Step]", page.object_list), on)
    progress = progress_of(row.cycle for row in rows)
    context = {
        "page": page,
        "rows": [(row, None, progress.get(row.cycle.pk)) for row in rows],
        "own_directorates": bool(roles_of(user).grades),
    }
    return _render(request, "others", context)


def _conditions(request: HttpRequest) -> HttpResponse:
    user = officer(request)
    return _render(
        request,
        "conditions",
        {"page": _page(request, conditions_to_check(user, visible_to(user, timezone.localdate())))},
    )


def _page(request: HttpRequest, rows: QuerySet[Any], long: int = A_PAGE) -> Page[Any]:
    return Paginator(rows, long).get_page(request.GET.get("page"))


def _render(request: HttpRequest, here: str, context: dict[str, Any]) -> HttpResponse:
    name = here or "waiting"
    return render(request, f"overview/approvals/{name}.html", {"places": places(here), "here": here} | context)


def places(here: str) -> list[dict[str, Any]]:
    """The pages about approvals, `here` being "", others, decided, conditions or clock."""
    address = reverse("approvals")
    named = {
        "": ("Waiting for you", address),
        "others": ("Waiting for others", f"{address}?show=others"),
        "decided": ("Decided", reverse("approvals-decided")),
        "conditions": ("Conditions to check", f"{address}?show=conditions"),
        "clock": ("How long gates take", reverse("approvals-clock")),
    }
    return [{"label": label, "url": url, "current": here == code} for code, (label, url) in named.items()]
