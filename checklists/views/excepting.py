"""Recording that the gate goes on although a check fails: what it found, the form, a check of it, the record."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.views.access import require, signed_in
from accounts.views.error_handling import errors_to_form, refused_is_403
from checklists.forms.excepting import CheckExceptionForm
from checklists.services.excepting import record_exception
from checklists.views.question_page import question_page
from cycles.views.shortcuts import may_now


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def exception(request: HttpRequest, reference: str, stage: str, code: str) -> HttpResponse:
    """Two steps at one address: the form, and with `confirm` the record. To the question where no check blocks."""
    page = question_page(request, reference, stage, code)
    require(may_now(request, "record_exception", page.cycle))
    if not page.blocked_by_check:
        return redirect(page.url)
    form = CheckExceptionForm(request.POST if request.method == "POST" else None, today=timezone.localdate())
    complete = request.method == "POST" and "change" not in request.POST and form.is_valid()
    if complete and "confirm" in request.POST:
        check_name, at = page.answer.question.check_name, timezone.now()
        with errors_to_form(form):
            record_exception(page.cycle, check_name, **form.cleaned_data, actor=signed_in(request), at=at)
        if form.is_valid():
            messages.success(request, "Exception recorded. Whoever signs the gate must accept it by name.")
            return redirect("gate", reference, stage)
    template = "checklists/exception_check.html" if complete and form.is_valid() else "checklists/exception.html"
    return render(request, template, page.context() | {"form": form})
