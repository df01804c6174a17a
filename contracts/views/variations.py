"""Pages on which variations are recorded and withdrawn."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.verdict import require
from accounts.views.access import posted, signed_in
from accounts.views.error_handling import refused_is_403
from contracts.forms.changes import ReasonForm, VariationForm
from contracts.models import VariationKind
from contracts.policies.changes import may_vary, may_withdraw_variation
from contracts.services.variations import record_variation, withdraw_variation
from contracts.views.shortcuts import agreement_to_change, show_or_save

ALLOWED = ["GET", "HEAD", "POST"]


@refused_is_403
@require_http_methods(ALLOWED)
def new_variation(request: HttpRequest, reference: str) -> HttpResponse:
    agreement = agreement_to_change(request, reference)
    require(may_vary(agreement))
    form = VariationForm(posted(request), initial={"kind": VariationKind.VARIATION})

    def save() -> None:
        record_variation(agreement, form.values, actor=signed_in(request), at=timezone.now())

    return show_or_save(
        request,
        agreement,
        form,
        save,
        heading="Record a variation or an uplift",
        lead="Record what has been approved. Several changes add up: the page of the agreement shows the total.",
        button="Record it",
        success="Recorded. The total of all changes follows from it.",
    )


@refused_is_403
@require_http_methods(ALLOWED)
def variation(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Withdraw it: it was recorded in error."""
    agreement = agreement_to_change(request, reference)
    row = get_object_or_404(agreement.variations, pk=pk)
    require(may_withdraw_variation(row))
    form = ReasonForm(posted(request))

    def save() -> None:
        withdraw_variation(row, reason=form.cleaned_data["reason"], actor=signed_in(request), at=timezone.now())

    return show_or_save(
        request,
        agreement,
        form,
        save,
        heading="Withdraw a variation",
        lead="Withdraw it only if it was recorded in error. It stays on the page, and counts no more.",
        quoted=row.what,
        button="Withdraw it",
        is_warning=True,
        success="Withdrawn. It counts no more.",
    )
