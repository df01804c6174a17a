"""Publishing the answers of a stage to councillors: what they will read, and taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.views.access import require, signed_in
from accounts.views.error_handling import refused_is_403
from checklists.selectors.publication import publication_of
from checklists.services.publishing import publish_answers, take_back_answers
from cycles.models import CycleStage
from cycles.views.shortcuts import cycle_header, cycle_or_404, may_now

SERVICES = {"publish": publish_answers, "take_back": take_back_answers}
MESSAGES = {
    "publish": "Councillors can now read the {stage} answers and their evidence.",
    "take_back": "Councillors can no longer read the {stage} answers.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def publish(request: HttpRequest, reference: str, stage: str) -> HttpResponse:
    """What councillors will read, or read already, before it is published or taken back; `do` names the button."""
    cycle = cycle_or_404(request, reference)
    require(may_now(request, "publish_answers", cycle, stage))
    stage_name, do = CycleStage(stage).label, request.POST.get("do", "")
    if do in SERVICES:
        SERVICES[do](cycle, stage, actor=signed_in(request), at=timezone.now())
        messages.success(request, MESSAGES[do].format(stage=stage_name))
        return redirect("stage", reference, stage)
    context = cycle_header(cycle, stage) | {
        "stage": stage,
        "stage_name": stage_name,
        "published": cycle.published_since(stage),
        "publication": publication_of(cycle, stage),
    }
    return render(request, "checklists/publish.html", context)
