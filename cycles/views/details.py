"""Starting a cycle in a few short pages, changing what it is, and starting the next one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.refusals import Stale
from accounts.views.access import person, require
from accounts.views.error_handling import errors_to_form, refused_is_403
from cycles.forms.details import EditForm
from cycles.models import Cycle
from cycles.services.editing import VALUE_FIELDS, edit_cycle
from cycles.views.shortcuts import cycle_header, cycle_or_404, may_now


@refused_is_403
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    cycle = cycle_or_404(request, reference)
    require(may_now(request, "edit", cycle))
    shown = EditForm.shown(cycle)
    form = EditForm(request.POST if request.method == "POST" else None, edition=cycle.edition, initial=shown)
    context = cycle_header(cycle, "overview") | {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            with errors_to_form(form):
                _save(request, cycle, form)
                messages.success(request, "Details saved. The questions follow the new tier, route and law.")
                return redirect(cycle)
        except Stale:
            context |= {"form": _beside_theirs(request, cycle), "changed_by_others": True}
    return render(request, "cycles/edit.html", context, status=409 if "changed_by_others" in context else 200)


def _beside_theirs(request: HttpRequest, cycle: Cycle) -> EditForm:
    """What was typed, with the version of what others saved meanwhile: saving again replaces it knowingly."""
    posted = request.POST.copy()
    posted["version"] = str(cycle.details_version)
    form = EditForm(posted, edition=cycle.edition)
    form.add_error(
        None, "Somebody changed this cycle while you were editing. Check what it says now beside what you typed."
    )
    return form


def _save(request: HttpRequest, cycle: Cycle, form: EditForm) -> None:
    values = form.cleaned_data
    edit_cycle(
        cycle,
        {field: values[field] for field in VALUE_FIELDS},
        actor=person(request),
        at=timezone.now(),
        seen_version=values["version"],
        ambitions=values["ambitions"],
        divisions=values["divisions"],
        tier_override=values["tier_override"],
        tier_override_reason=values["tier_override_reason"],
    )
