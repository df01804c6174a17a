"""The page of one extension: whether it is taken, a check of what moves, and taking a decision back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.refusals import Stale
from accounts.verdict import require
from accounts.views.access import posted, signed_in
from accounts.views.error_handling import errors_to_form, refused_is_403
from contracts.forms.changes import TAKE, ExtensionDecisionForm, ReasonForm
from contracts.forms.versions import VersionField
from contracts.models import Agreement, Extension, ExtensionState
from contracts.policies.changes import may_decide_extension, may_reopen_extension
from contracts.presenters.extension_outcome import extension_outcome
from contracts.services.extensions import decline_extension, reopen_extension, take_extension
from contracts.views.shortcuts import agreement_to_change, show_or_save
from ui.wording import day


@refused_is_403
@require_http_methods(["GET", "HEAD", "POST"])
def extension(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Two steps at one address: the decision, and with `confirm` once what moves has been seen.

    Where it was changed since, what moves is shown anew.
    """
    agreement = agreement_to_change(request, reference)
    extensions = list(agreement.extensions.all())
    row = get_object_or_404(agreement.extensions, number=number)
    if row.state != ExtensionState.OPEN:
        require(may_reopen_extension(agreement, row, extensions))
        return _reopen(request, agreement, row)
    require(may_decide_extension(agreement, row, extensions))
    form = ExtensionDecisionForm(posted(request), initial={"decided_by": row.decided_by})
    context = {"agreement": agreement, "extension": row, "form": form}
    if request.method != "POST" or "change" in request.POST or not form.is_valid():
        return render(request, "contracts/extension.html", context)
    taken, has_changed = form.cleaned_data["decision"] == TAKE, False
    if "confirm" in request.POST:
        decide = take_extension if taken else decline_extension
        seen = request.POST.get("version", "")
        change: dict[str, Any] = {"actor": signed_in(request), "at": timezone.now()}
        if seen:
            change["seen_version"] = VersionField().clean(seen)
        try:
            with errors_to_form(form):
                saved = decide(agreement, number, form.values, **change)
                ends = f" It ends on {day(saved.current_end)}." if saved.current_end else ""
                messages.success(request, f"The extension is recorded as {'taken' if taken else 'not taken'}.{ends}")
                return redirect(agreement)
            return render(request, "contracts/extension.html", context)
        except Stale:
            has_changed = True
    context |= {
        "has_changed": has_changed,
        "outcome": extension_outcome(
            agreement, extensions, number, taken=taken, user=signed_in(request), today=timezone.localdate()
        ),
        "taken": taken,
        "typed": [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if any(name == field or name.startswith(f"{field}_") for field in form.fields)
        ],
    }
    return render(request, "contracts/extension_check.html", context, status=409 if has_changed else 200)


def _reopen(request: HttpRequest, agreement: Agreement, row: Extension) -> HttpResponse:
    form = ReasonForm(posted(request))

    def save() -> None:
        reason, actor = form.cleaned_data["reason"], signed_in(request)
        reopen_extension(agreement, row.number, reason=reason, actor=actor, at=timezone.now())

    return show_or_save(
        request,
        agreement,
        form,
        save,
        heading=f"Take back the decision on extension {row.number}",
        lead=f"It is recorded as {row.get_state_display().lower()}. Take that back only if it was recorded wrongly.",
        quoted=row.reason,
        button="Take it back",
        is_warning=True,
        success=f"Extension {row.number} is not decided any more. Check the dates.",
    )
