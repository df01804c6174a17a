"""The page on which the owner of a missing part says that it is done."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.refusals import Stale
from accounts.views.access import require, signed_in
from accounts.views.error_handling import errors_to_form, refused_is_403
from checklists.forms.missing_parts import MissingPartForm
from checklists.services.missing_parts import complete_missing_part
from checklists.views.question_page import question_page
from cycles.views.shortcuts import may_now

CHANGED = "This answer changed after you opened the page. Read it as it is now before you go on."


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def missing_part(request: HttpRequest, reference: str, stage: str, code: str) -> HttpResponse:
    page = question_page(request, reference, stage, code)
    require(may_now(request, "complete_missing_part", page.cycle, page.answer))
    today, stale = timezone.localdate(), False
    form = MissingPartForm(today=today, initial={"version": page.answer.version})
    if request.method == "POST":
        form = MissingPartForm(request.POST, request.FILES, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            with errors_to_form(form):
                complete_missing_part(
                    page.answer,
                    note=form.cleaned_data["note"],
                    paper=form.paper,
                    actor=signed_in(request),
                    at=timezone.now(),
                    seen_version=form.cleaned_data["version"],
                )
                messages.success(request, f"You have said that this is done. {page.cycle.lead} looks at it next.")
                return redirect(page.url)
        except Stale:  # what was typed, on a form made from the answer as it is now
            typed, stale = request.POST.copy(), True
            typed["version"] = str(page.answer.version)
            form = MissingPartForm(typed, request.FILES, today=today)
            form.add_error(None, CHANGED)
    context = page.context() | {"form": form}
    return render(request, "checklists/missing_part.html", context, status=409 if stale else 200)
