"""The pages of a cycle's people and of its restriction."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.refusals import Stale
from accounts.verdict import require
from accounts.views.access import posted, signed_in
from accounts.views.error_handling import errors_to_form, refused_is_403
from cycles.forms.people import ChangePeopleForm, RestrictForm
from cycles.services.editing import change_people
from cycles.services.editing import restrict as set_restricted
from cycles.views.shortcuts import cycle_header, cycle_or_404, may_now, redirect_in_cycle


@refused_is_403
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, reference: str) -> HttpResponse:
    cycle = cycle_or_404(request, reference)
    require(may_now(request, "change_people", cycle))
    initial = {
        "lead": cycle.lead_id,
        "sponsor": cycle.sponsor_id,
        "team": list(cycle.team.values_list("pk", flat=True)),
        "contract_manager": cycle.contract_manager_id,
        "version": cycle.details_version,
    }
    form = ChangePeopleForm(posted(request), directorate=cycle.directorate, initial=initial)
    stale = False
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            with errors_to_form(form):
                change_people(
                    cycle,
                    lead=values["lead"],
                    sponsor=values["sponsor"],
                    team=list(values["team"]),
                    contract_manager=values["contract_manager"],
                    reason=values["reason"],
                    seen_version=values["version"],
                    actor=signed_in(request),
                    at=timezone.now(),
                )
                messages.success(request, "People saved. Whoever is new has been told.")
                return redirect_in_cycle(request, cycle, cycle.get_absolute_url())
        except Stale:
            stale = True
            form.add_error(None, "Somebody changed this cycle while you were editing. Open the page again to see it.")
    context = cycle_header(cycle, "overview") | {"form": form}
    return render(request, "cycles/people.html", context, status=409 if stale else 200)


@refused_is_403
@require_http_methods(["GET", "HEAD", "POST"])
def restrict(request: HttpRequest, reference: str) -> HttpResponse:
    """Restrict the cycle, or open it to everybody again; a check page by itself because it asks why."""
    cycle = cycle_or_404(request, reference)
    require(may_now(request, "change_people", cycle))
    form = RestrictForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with errors_to_form(form):
            set_restricted(
                cycle,
                restricted=not cycle.restricted,
                reason=form.cleaned_data["reason"],
                actor=signed_in(request),
                at=timezone.now(),
            )
            messages.success(request, "Saved. The history says why.")
            return redirect(cycle)
    return render(request, "cycles/restrict.html", cycle_header(cycle, "overview") | {"form": form})
