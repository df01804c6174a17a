"""Who manages an agreement, and what becomes of it when other councils take over."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.verdict import require
from accounts.views.access import posted, signed_in
from accounts.views.error_handling import refused_is_403
from contracts.forms.changes import AgreementPeopleForm, ReorganisationForm
from contracts.policies.reorganisation import may_plan_reorganisation
from contracts.services.people import assign_people
from contracts.services.reorganisation import plan_reorganisation
from contracts.views.shortcuts import agreement_to_change, show_or_save
from principles.selectors import edition_in_force

ALLOWED = ["GET", "HEAD", "POST"]


@refused_is_403
@require_http_methods(ALLOWED)
def people(request: HttpRequest, reference: str) -> HttpResponse:
    agreement = agreement_to_change(request, reference)
    initial = {"contract_manager": agreement.contract_manager_id, "deputy": agreement.deputy_id}
    form = AgreementPeopleForm(posted(request), initial=initial)

    def save() -> None:
        data = form.cleaned_data
        assign_people(agreement, data["contract_manager"], data["deputy"], actor=signed_in(request), at=timezone.now())

    return show_or_save(
        request,
        agreement,
        form,
        save,
        heading="Who manages this agreement?",
        lead="The contract manager and the deputy may change its entry, whatever their role.",
        button="Save people",
        success="Saved. The agreement names who manages it.",
    )


@refused_is_403
@require_http_methods(ALLOWED)
def reorganisation(request: HttpRequest, reference: str) -> HttpResponse:
    agreement = agreement_to_change(request, reference)
    figures = edition_in_force(timezone.localdate()).figures
    require(may_plan_reorganisation(figures))
    initial = {
        "treatment": agreement.reorganisation,
        "consented_on": agreement.consented_on,
        "consent": agreement.consent,
    }
    form = ReorganisationForm(posted(request), initial=initial)

    def save() -> None:
        plan_reorganisation(agreement, form.values, actor=signed_in(request), at=timezone.now())

    return show_or_save(
        request,
        agreement,
        form,
        save,
        heading="When other councils take over",
        lead="What becomes of this agreement, and whether the successor council has consented to it in writing.",
        button="Save",
    )
