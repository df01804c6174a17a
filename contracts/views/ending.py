"""Pages on which an agreement is signed, ended, and said to run on past its end."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.verdict import require
from accounts.views.access import posted, signed_in
from accounts.views.error_handling import refused_is_403
from calendars.days import ONE_DAY
from contracts.forms.changes import ENDED, EXTENDED, AgreementEndForm, ReasonForm, SignForm, StillRunningForm
from contracts.models import ExtensionState
from contracts.policies.changes import may_end, may_reopen, may_say_running_on, may_sign
from contracts.services.ending import end_agreement, reopen_agreement, say_running_on, sign_agreement
from contracts.views.shortcuts import agreement_to_change, show_or_save
from ui.wording import day

ALLOWED = ["GET", "HEAD", "POST"]


@refused_is_403
@require_http_methods(ALLOWED)
def sign(request: HttpRequest, reference: str) -> HttpResponse:
    agreement = agreement_to_change(request, reference)
    require(may_sign(agreement, timezone.localdate()))
    form = SignForm(posted(request))

    def save() -> None:
        sign_agreement(agreement, form.cleaned_data["on"], actor=signed_in(request), at=timezone.now())

    return show_or_save(
        request,
        agreement,
        form,
        save,
        heading="When was it signed?",
        lead="Once it is signed, everybody finds it in the contracts register, councillors too.",
        button="Record the signature",
        success=f"{reference} is signed. It is in the contracts register now.",
    )


@refused_is_403
@require_http_methods(ALLOWED)
def end(request: HttpRequest, reference: str) -> HttpResponse:
    agreement = agreement_to_change(request, reference)
    require(may_end(agreement))
    form = AgreementEndForm(posted(request))

    def save() -> None:
        data = form.cleaned_data
        end_agreement(agreement, data["on"], reason=data["reason"], actor=signed_in(request), at=timezone.now())

    lead = "From the day after, nothing is reminded of any more and it counts as over. It stays in the register."
    if agreement.break_from:
        lead = f"The council may end it early from {day(agreement.break_from)}. {lead}"
    return show_or_save(
        request,
        agreement,
        form,
        save,
        heading="End this agreement",
        lead=lead,
        button="Record the end",
        is_warning=True,
        success="The end is recorded.",
    )


@refused_is_403
@require_http_methods(ALLOWED)
def still_running(request: HttpRequest, reference: str) -> HttpResponse:
    """Its end has passed: one page on which somebody says what happened."""
    agreement = agreement_to_change(request, reference)
    require(may_say_running_on(agreement, timezone.localdate()))
    assert agreement.current_end is not None  # may_say_running_on
    extension = agreement.extensions.filter(state=ExtensionState.OPEN).first()
    initial = {"on": agreement.current_end, "since": agreement.current_end + ONE_DAY}
    form = StillRunningForm(posted(request), initial=initial, can_extend=extension is not None)
    if form.is_valid() and form.cleaned_data["answer"] == EXTENDED and extension:
        return redirect("agreement-extension", reference, extension.number)

    def save() -> None:
        data, actor, at = form.cleaned_data, signed_in(request), timezone.now()
        if data["answer"] == ENDED:
            end_agreement(agreement, data["on"], reason=data["reason"], actor=actor, at=at)
        else:
            say_running_on(agreement, data["since"], reason=data["reason"], actor=actor, at=at)

    return show_or_save(
        request,
        agreement,
        form,
        save,
        heading="Its end has passed",
        lead=f"It was to end on {day(agreement.current_end)}.",
        button="Save",
    )


@refused_is_403
@require_http_methods(ALLOWED)
def reopen(request: HttpRequest, reference: str) -> HttpResponse:
    agreement = agreement_to_change(request, reference)
    require(may_reopen(agreement))
    form = ReasonForm(posted(request))

    def save() -> None:
        reopen_agreement(agreement, reason=form.cleaned_data["reason"], actor=signed_in(request), at=timezone.now())

    if agreement.ended_on:
        lead = f"Its last day is recorded as {day(agreement.ended_on)}."
    else:
        assert agreement.running_on_since is not None  # may_reopen
        lead = f"It is recorded as running on since {day(agreement.running_on_since)}."
    return show_or_save(
        request,
        agreement,
        form,
        save,
        heading="Take back what was said of its end",
        lead=f"{lead} Take that back only if it was recorded wrongly.",
        button="Take it back",
        success="Taken back. Check its dates.",
    )
