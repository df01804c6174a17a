from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.policies import may_see_people
from accounts.standing import standing
from cycles.views.reading import band, cycle_or_404, may_now, person
from overview.queries.cycle_page import cycle_page


@require_safe
def cycle(request: HttpRequest, reference: str) -> HttpResponse:
    row, user = cycle_or_404(request, reference), person(request)
    page = cycle_page(user, row, timezone.localdate())
    context = {
        "page": page,
        "reads_drafts": standing(user).is_officer,
        "sees_people": may_see_people(user),
        "may_decide": bool(page.waiting and page.waiting.signer(user)),
        "may_edit": may_now(request, "edit", row),
        "may_plan": may_now(request, "plan_dates", row),
        "may_change_people": may_now(request, "change_people", row),
        "may_start_next": may_now(request, "start_next", row),
    }
    return render(request, "overview/cycle.html", band(row, "overview") | context)
