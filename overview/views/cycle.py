from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.policies.people import may_see_people
from accounts.roles import roles_of
from accounts.views.access import signed_in
from cycles.policies.case import Case, by_team_or_manager
from cycles.views.shortcuts import cycle_header, cycle_or_404, may_now
from overview.presenters.cycle_page import cycle_page
from overview.presenters.waiting_gates import Waiting
from reminders.pending_actions import nudges


def nudge_of(request: HttpRequest, waits: Waiting | None) -> dict[str, Any] | None:
    """The button beside a gate that waits for somebody else, or when it was pressed; None for who can't press it."""
    holder = waits.expected.user if waits and waits.expected else None
    runs = waits and by_team_or_manager(Case(signed_in(request), waits.cycle, timezone.localdate()))
    if not runs or waits is None or holder is None or holder == request.user:
        return None
    about = f"step-{waits.step.pk}"
    return {"about": about, "holder": holder, "nudged": nudges([holder.pk], waits.on).get((holder.pk, about))}


@require_safe
def cycle(request: HttpRequest, reference: str) -> HttpResponse:
    row, user = cycle_or_404(request, reference, "successor"), signed_in(request)
    prefetch_related_objects([row], "team", "dates")  # several parts of the page ask for them
    page = cycle_page(user, row, timezone.localdate())
    context = {
        "page": page,
        "reads_drafts": roles_of(user).is_officer,
        "sees_people": may_see_people(user),
        "may_decide": bool(page.waiting and page.waiting.can_sign),
        "may_edit": may_now(request, "edit", row),
        "may_plan": may_now(request, "plan_dates", row),
        "may_change_people": may_now(request, "change_people", row),
        "nudge": nudge_of(request, page.waiting),
        "may_start_next": may_now(request, "start_next", row),
    }
    return render(request, "overview/cycle.html", cycle_header(row, "overview") | context)
