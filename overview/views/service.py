from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.views.access import member
from cycles.policies.actions import may_start
from overview.presenters.service_page import service_page, visible_service


@require_safe
def service(request: HttpRequest, pk: int) -> HttpResponse:
    """The cycles, agreements and waivers of a service."""
    user, today = member(request), timezone.localdate()
    row = visible_service(user, pk, today)
    if row is None:
        raise Http404("There is no such service")
    context = {"page": service_page(user, row, today), "service": row, "may_start": may_start(user)}
    return render(request, "overview/service.html", context)
