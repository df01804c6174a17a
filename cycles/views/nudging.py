"""A nudge: one press, and back to the page that it was made on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from cycles.policies.case import Case, by_team_or_manager
from cycles.services.changing import Refused
from cycles.services.nudging import nudge as send
from cycles.views.reading import cycle_or_404, must, person


@require_POST
def nudge(request: HttpRequest, reference: str) -> HttpResponse:
    """Too soon, or nothing left to wait for, is said on the page and is no error."""
    cycle = cycle_or_404(request, reference)
    must(by_team_or_manager(Case(person(request), cycle, timezone.localdate())))
    try:
        thing = send(cycle, request.POST.get("about", ""), actor=person(request), at=timezone.now())
    except Refused as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, f"{thing.holder} is asked to look at “{thing.title}”.")
    return redirect("my-work" if request.POST.get("back") == "my-work" else cycle)
