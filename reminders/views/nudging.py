"""Sending a nudge, which leads back to the page that it was sent from."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.refusals import Refused
from accounts.verdict import require
from accounts.views.access import signed_in
from cycles.policies.case import Case, by_team_or_manager
from cycles.views.shortcuts import cycle_or_404
from reminders.pending_actions import submitted_action
from reminders.services.nudging import nudge as send


@require_POST
def nudge(request: HttpRequest, reference: str) -> HttpResponse:
    """A refusal is shown as information, not as an error."""
    cycle = cycle_or_404(request, reference)
    require(by_team_or_manager(Case(signed_in(request), cycle, timezone.localdate())))
    about = request.POST.get("about", "")
    pending = submitted_action(cycle, about, timezone.localdate())
    try:
        action = send(cycle, about, actor=signed_in(request), at=timezone.now())
    except Refused as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, f"{action.holder} is asked to look at “{action.title}”.")
    back = request.POST.get("back")
    if back == "there" and pending:
        return redirect(pending.url)
    return redirect("my-work" if back == "my-work" else cycle)
