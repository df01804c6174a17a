"""What every page of an agreement starts with: the agreement, if the person may see it, and may change it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.refusals import Stale
from accounts.roles import roles_of
from accounts.verdict import require
from accounts.views.access import member
from accounts.views.error_handling import errors_to_form
from contracts.models import Agreement
from contracts.policies.register import may_change_seen_agreement, may_keep_register
from contracts.selectors.parts import with_parts
from contracts.selectors.visibility import may_see_agreement
from ui.forms import CouncilForm
from ui.lookups import only_row

CHANGED = "Somebody changed this agreement while you were editing. Check what it says now beside what you typed."


def agreement_or_404(request: HttpRequest, reference: str) -> Agreement:
    """The agreement with what its pages name. One that does not exist and an invisible one are alike.

    Only of one that is not signed is it asked who may see it.
    """
    user = member(request)
    rows = Agreement.objects.select_related("directorate", "service", "cycle", "contract_manager", "deputy")
    agreement = only_row(with_parts(rows).filter(reference=reference)) if roles_of(user).kinds else None
    if agreement is None or not (agreement.is_signed or may_see_agreement(user, agreement, timezone.localdate())):
        raise Http404("There is no such agreement")
    return agreement


def agreement_to_change(request: HttpRequest, reference: str) -> Agreement:
    """For pages of a change: 403 with the reason for whoever reads the register and does not keep it."""
    user = member(request)
    try:
        agreement = agreement_or_404(request, reference)
    except Http404:
        require(may_keep_register(user))
        raise
    require(may_change_seen_agreement(user, agreement))
    return agreement


def show_or_save(
    request: HttpRequest, agreement: Agreement, form: CouncilForm, save: Callable[[], object], **context: Any
) -> HttpResponse:
    """A page of one form about the agreement: saved it leads back to the agreement and says `success`.

    `context` has its heading, the button and what stands above the form; a form with a version has `now`, what the
    agreement says, which a stale form shows beside what was typed.
    """
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            with errors_to_form(form):
                save()
                messages.success(request, context.get("success", "Saved."))
                return redirect(agreement)
        except Stale:
            data = request.POST.copy()
            data["version"] = str(agreement.version)  # saving again replaces what is there now
            form.data = data
            form.add_error(None, CHANGED)
            status = 409
    context |= {"agreement": agreement, "form": form, "is_stale": status == 409}
    return render(request, "contracts/change.html", context, status=status)
