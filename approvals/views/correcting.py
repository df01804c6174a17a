"""Correcting a decision: the form, a check of what follows, and the new decision."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.views.access import require, signed_in
from accounts.views.error_handling import errors_to_form, refused_is_403
from approvals.forms.deciding import CorrectForm
from approvals.models import Decision, Outcome, SubmissionState
from approvals.presenters.sealed_pack import SealedPack
from approvals.services.correcting import correct as record_correction
from cycles.views.shortcuts import cycle_or_404, may_now, require_readable_work


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def correct(request: HttpRequest, reference: str, stage: str, pk: int) -> HttpResponse:
    """Two steps at one address: the form, and with `confirm` the record."""
    cycle = cycle_or_404(request, reference)
    require_readable_work(request, cycle, stage)
    decisions = Decision.objects.filter(pk=pk, submission__cycle=cycle, submission__stage=stage)
    decision = decisions.select_related("submission", "decider", "step", "replaced_by").first()
    if decision is None:
        raise Http404("There is no such decision")
    decision.submission.cycle = cycle
    require(may_now(request, "correct", cycle, decision))
    answers = SealedPack(decision.submission.pack, officer=True).answers
    form = CorrectForm(request.POST or None, decision=decision, actor=signed_in(request), answers=answers)
    if request.method != "POST" or "change" in request.POST or not form.is_valid():
        return _page(request, decision, form, "correct")
    if "confirm" not in request.POST:
        return _page(request, decision, form, "correct_check")
    with errors_to_form(form):
        record_correction(decision, **form.cleaned_data, actor=signed_in(request), at=timezone.now())
    if not form.is_valid():
        return _page(request, decision, form, "correct")
    messages.success(request, "Correction recorded. It replaces the decision before it.")
    return redirect("submission", reference, stage, decision.submission.number)


def _page(request: HttpRequest, decision: Decision, form: CorrectForm, name: str) -> HttpResponse:
    submission = decision.submission
    sealed = SealedPack(submission.pack, officer=True)
    values = getattr(form, "cleaned_data", {})
    context = {
        "cycle": submission.cycle,
        "stage": submission.stage,
        "submission": submission,
        "decision": decision,
        "form": form,
        "said": values,
        "returns": values.get("outcome") == Outcome.RETURN,
        "reopened": [sealed.title_of(code) for code in values.get("reopened", [])],
        "passed": submission.state == SubmissionState.PASSED,
    }
    return render(request, f"approvals/{name}.html", context)
