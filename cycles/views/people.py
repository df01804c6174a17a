"""The page of a cycle's restriction. Its people are changed in overview/views/people.py."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.verdict import require
from accounts.views.access import posted, signed_in
from accounts.views.error_handling import errors_to_form, refused_is_403
from cycles.forms.people import RestrictForm
from cycles.services.editing import restrict as set_restricted
from cycles.views.shortcuts import cycle_header, cycle_or_404, may_now


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
