"""The page on which a cycle's details are changed."""

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
from cycles.forms.details import EditForm
from cycles.services.editing import VALUE_FIELDS, edit_cycle
from cycles.views.shortcuts import cycle_header, cycle_or_404, may_now


@refused_is_403
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    cycle = cycle_or_404(request, reference)
    require(may_now(request, "edit", cycle))
    form = EditForm(posted(request), edition=cycle.edition, initial=EditForm.initial_of(cycle))
    warning = cycle.threshold_warning(timezone.localdate())
    context = cycle_header(cycle, "overview") | {"form": form, "warning": warning}
    if request.method == "POST" and form.is_valid():
        try:
            with errors_to_form(form):
                values = form.cleaned_data
                saved = edit_cycle(
                    cycle,
                    {field: values[field] for field in VALUE_FIELDS if field in values},
                    actor=signed_in(request),
                    at=timezone.now(),
                    seen_version=values["version"],
                    ambitions=values["ambitions"],
                    divisions=values["divisions"],
                    tier_override=values["tier_override"],
                    tier_override_reason=values["tier_override_reason"],
                )
                messages.success(
                    request,
                    "Details saved. The questions are now those of the new tier, delivery route and legal regime.",
                )
                if warning := saved.threshold_warning(timezone.localdate()):
                    messages.warning(request, warning)
                return redirect(cycle)
        except Stale:
            # what was typed, with the version that others saved: saving again replaces theirs
            data = request.POST.copy()
            data["version"] = str(cycle.details_version)
            form = EditForm(data, edition=cycle.edition, initial=EditForm.initial_of(cycle))
            form.add_error(
                None,
                "Somebody changed this cycle while you were editing. Check what it says now beside what you typed.",
            )
            context |= {"form": form, "current_values": EditForm.values_in_words(cycle)}
    return render(request, "cycles/edit.html", context, status=409 if "current_values" in context else 200)
