"""Correcting a decision: what is to stand instead, a check of what follows, and a new decision on record."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.views.access import person, require
from accounts.views.error_handling import errors_to_form, refused_is_403
from approvals.forms.deciding import CorrectForm
from approvals.models import Decision, Outcome, SubmissionState
from approvals.presenters.sealed_pack import Sealed
from approvals.services.correcting import correct as record_correction
from cycles.models import Cycle
from cycles.views.shortcuts import cycle_or_404, may_now, require_readable_work


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def correct(request: HttpRequest, reference: str, stage: str, pk: int) -> HttpResponse:
    """Two steps at one address: the form, and with `confirm` the record."""
    cycle = cycle_or_404(request, reference)
    require_readable_work(request, cycle, stage)
    decision = _decision_or_404(cycle, stage, pk)
    require(may_now(request, "correct", cycle, decision))
    answers = Sealed(decision.submission.pack, officer=True).answers
    first = {"interests": decision.interests if decision.decider_id == person(request).pk else "None"}
    form = CorrectForm(request.POST or None, initial=first, decision=decision, actor=person(request), answers=answers)
    if request.method != "POST" or "change" in request.POST or not form.is_valid():
        return _page(request, decision, form, "correct")
    if "confirm" not in request.POST:
        return _page(request, decision, form, "correct_check")
    with errors_to_form(form):
        record_correction(decision, **form.cleaned_data, actor=person(request), at=timezone.now())
    if not form.is_valid():
        return _page(request, decision, form, "correct")
    messages.success(request, "Correction recorded. It replaces the decision before it.")
    return redirect("submission", reference, stage, decision.submission.number)


def _decision_or_404(cycle: Cycle, stage: str, pk: int) -> Decision:
    decision = (
        Decision.objects.filter(pk=pk, submission__cycle=cycle, submission__stage=stage)
        .select_related("submission", "decider", "step", "replaced_by")
        .first()
    )
    if decision is None:
        raise Http404("There is no such decision")
    decision.submission.cycle = cycle
    return decision


def _page(request: HttpRequest, decision: Decision, form: CorrectForm, name: str) -> HttpResponse:
    submission = decision.submission
    sealed = Sealed(submission.pack, officer=True)
    said = getattr(form, "cleaned_data", {})
    context = {
        "cycle": submission.cycle,
        "stage": submission.stage,
        "submission": submission,
        "decision": decision,
        "form": form,
        "said": said,
        "returns": said.get("outcome") == Outcome.RETURN,
        "reopened": [sealed.title_of(code) for code in said.get("reopened", [])],
        "passed": submission.state == SubmissionState.PASSED,
    }
    return render(request, f"approvals/{name}.html", context)
