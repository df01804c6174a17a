"""Who leads, sponsors and works on a cycle, and whether others may know of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cycles.forms.starting import ChangePeopleForm, RestrictForm
from cycles.services.changing import Stale
from cycles.services.editing import change_people
from cycles.services.editing import restrict as set_restricted
from cycles.views.outcomes import errors_on, refusals
from cycles.views.reading import band, cycle_or_404, may_now, must, person


@refusals
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, reference: str) -> HttpResponse:
    cycle = cycle_or_404(request, reference)
    must(may_now(request, "change_people", cycle))
    shown = {
        "lead": cycle.lead_id,
        "sponsor": cycle.sponsor_id,
        "team": list(cycle.team.values_list("pk", flat=True)),
        "version": cycle.details_version,
    }
    posted = request.POST if request.method == "POST" else None
    form = ChangePeopleForm(posted, directorate=cycle.directorate, initial=shown)
    stale = False
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            with errors_on(form):
                change_people(
                    cycle,
                    lead=values["lead"],
                    sponsor=values["sponsor"],
                    team=list(values["team"]),
                    reason=values["reason"],
                    seen_version=values["version"],
                    actor=person(request),
                    at=timezone.now(),
                )
                messages.success(request, "People saved. Whoever is new has been told.")
                return redirect(cycle)
        except Stale:
            stale = True
            form.add_error(None, "Somebody changed this cycle while you were editing. Open the page again to see it.")
    context = band(cycle, "overview") | {"form": form}
    return render(request, "cycles/starting/people.html", context, status=409 if stale else 200)


@refusals
@require_http_methods(["GET", "HEAD", "POST"])
def restrict(request: HttpRequest, reference: str) -> HttpResponse:
    """Restrict the cycle, or open it to everybody again; a check page by itself because it asks why."""
    cycle = cycle_or_404(request, reference)
    must(may_now(request, "change_people", cycle))
    form = RestrictForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            set_restricted(
                cycle,
                restricted=not cycle.restricted,
                reason=form.cleaned_data["reason"],
                actor=person(request),
                at=timezone.now(),
            )
            messages.success(request, "Saved. The history says why.")
            return redirect(cycle)
    return render(request, "cycles/starting/restrict.html", band(cycle, "overview") | {"form": form})
