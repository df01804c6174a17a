"""The page on which a cycle's team says which agreement it replaces."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.refusals import Stale
from accounts.verdict import require
from accounts.views.access import posted, signed_in
from accounts.views.error_handling import errors_to_form, refused_is_403
from contracts.forms.replacing import NONE, ReplacingForm
from contracts.models import Agreement
from contracts.selectors.visibility import visible_agreements
from contracts.services.replacing import set_replaced_agreement
from cycles.models import Cycle
from cycles.views.shortcuts import cycle_header, cycle_or_404, may_now


@refused_is_403
@require_http_methods(["GET", "HEAD", "POST"])
def replaces(request: HttpRequest, reference: str) -> HttpResponse:
    cycle, status = cycle_or_404(request, reference), 200
    require(may_now(request, "edit", cycle))
    form = _form(request, cycle, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            with errors_to_form(form):
                values = form.cleaned_data
                saved = set_replaced_agreement(
                    cycle,
                    values["chosen"],
                    values["reason"],
                    actor=signed_in(request),
                    at=timezone.now(),
                    seen_version=values["version"],
                )
                said = "The need-by date is typed in this cycle."
                if source := saved.need_by_source:
                    said = f"{source} now sets the need-by date, and moves it when it is extended or ended."
                messages.success(request, f"Saved. {said}")
                return redirect(cycle)
        except Stale:
            data = request.POST.copy()
            data["version"] = str(cycle.details_version)
            form, status = _form(request, cycle, data), 409
            form.add_error(None, "Somebody changed this cycle while you were here. Check what it says now.")
    return render(request, "contracts/replaces.html", cycle_header(cycle, "overview") | {"form": form}, status=status)


def _form(request: HttpRequest, cycle: Cycle, data: Any) -> ReplacingForm:
    """The agreements of the service that are not over, and the one that is chosen now."""
    visible = visible_agreements(signed_in(request), timezone.localdate()).filter(is_signed=True)
    now = Agreement.objects.filter(replaced_in__cycle=cycle).first()
    of_service = visible.filter(service=cycle.service_id, ended_on__isnull=True).exclude(cycle=cycle.pk)
    offered = list(of_service.order_by("current_end", "serial"))
    if now is not None and now not in offered and visible.filter(pk=now.pk).exists():
        offered.insert(0, now)
    initial = {"agreement": now.pk if now else NONE, "version": cycle.details_version}
    return ReplacingForm(data, offered=offered, visible=visible, initial=initial)
