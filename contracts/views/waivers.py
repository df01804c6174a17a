"""Waivers and exemptions: the report of a financial year, and each by itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.refusals import Stale
from accounts.roles import roles_of
from accounts.verdict import require
from accounts.views.access import member, posted
from accounts.views.error_handling import errors_to_form, refused_is_403
from audit.models import Event
from audit.presenters import entries
from contracts.financial_years import FinancialYear
from contracts.forms.waivers import EndingCycleForm, WaiverForm, WithdrawForm
from contracts.models import Waiver
from contracts.policies.register import may_change_waiver, may_keep_register
from contracts.presenters.waiver_report import trend, waiver_row
from contracts.selectors.suppliers import unmerged_suppliers
from contracts.selectors.visibility import may_see_agreement, visible_agreements, visible_services
from contracts.selectors.waivers import (
    cause_names,
    total_of,
    totals_by_cause,
    totals_by_directorate,
    visible_ending_cycle,
    waiver_causes,
    waivers_of,
    with_visibility,
    years_with_waivers,
)
from contracts.selectors.waivers import waivers as waiver_rows
from contracts.services import waivers as services
from cycles.models import LIVE_STAGES
from cycles.selectors.visibility import visible_to
from exports.views import as_csv, as_workbook
from principles.selectors import edition_in_force

PAGE_SIZE = 50


@require_safe
def waivers(request: HttpRequest) -> HttpResponse:
    """Of one financial year: count and value by cause and directorate, the trend, and each of them."""
    user, today = member(request), timezone.localdate()
    year = FinancialYear.from_text(request.GET.get("year", "")) or FinancialYear.of(today)
    years, names = years_with_waivers(today), cause_names()
    of_year = waivers_of(year)
    rows = with_visibility(waiver_rows(), user, today).filter(pk__in=of_year.values("pk"))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    total = total_of(of_year)
    context = {
        "year": year,
        "years": years if year in years else sorted([*years, year], reverse=True),
        "page": page,
        "rows": [waiver_row(waiver, names, today) for waiver in page.object_list],
        "total": total,
        "trend": trend(year, total, today),
        "unended": rows.filter(Q(ended_by=None), withdrawn_because="", expires__lt=today).order_by().count(),
        "by_cause": totals_by_cause(of_year, names),
        "by_directorate": totals_by_directorate(of_year),
        "may_keep": may_keep_register(user),
    }
    return render(request, "contracts/waivers.html", context)


@require_safe
def csv_file(request: HttpRequest) -> HttpResponseBase:
    return as_csv(request, "waivers")


@require_safe
def workbook(request: HttpRequest) -> HttpResponseBase:
    return as_workbook(request, "waivers")


@require_safe
def waiver(request: HttpRequest, reference: str) -> HttpResponse:
    user, today = member(request), timezone.localdate()
    shown = (
        with_visibility(waiver_rows().select_related("recorded_by"), user, today).filter(reference=reference).first()
    )
    if shown is None:
        raise Http404("There is no such waiver")
    history = entries(Event.objects.filter(chain=shown.chain).order_by("-seq")) if roles_of(user).is_officer else []
    context = {
        "waiver": shown,
        "row": waiver_row(shown, cause_names(), today),
        "may_change": may_change_waiver(user, shown),
        "history": history,
    }
    return render(request, "contracts/waiver.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def new(request: HttpRequest) -> HttpResponse:
    user = member(request)
    require(may_keep_register(user))
    causes = waiver_causes(edition_in_force(timezone.localdate()))
    choices = _choices(user)
    initial = {"agreement": request.GET.get("agreement", "")[:12]}
    form = WaiverForm(posted(request), causes=causes, choices=choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        with errors_to_form(form):
            recorded = services.record_waiver(
                form.values(),
                ended_by=form.cleaned_data["ended_by"],
                actor=user,
                at=timezone.now(),
                causes=tuple(code for code, _ in causes),
            )
        if not form.errors:
            messages.success(request, f"{recorded.reference} was recorded.")
            return redirect(recorded)
    return render(request, "contracts/waiver_new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    user, shown, status = member(request), waiver_to_change(request, reference), 200
    causes = waiver_causes(edition_in_force(timezone.localdate()))
    if causes and shown.cause not in dict(causes):
        causes = [*causes, (shown.cause, cause_names().get(shown.cause, shown.cause))]
    choices = _choices(user, shown)
    options: dict[str, Any] = {"causes": causes, "choices": choices}
    form = WaiverForm(posted(request), initial=WaiverForm.initial_of(shown), **options)
    differences: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        seen_version = form.cleaned_data["version"]
        change: dict[str, Any] = {"actor": user, "at": timezone.now(), "seen_version": seen_version}
        codes = tuple(code for code, _ in causes)
        try:
            with errors_to_form(form):
                shown = services.change_waiver(shown, form.values(shown), **change, causes=codes)
        except Stale:
            shown, status = waiver_to_change(request, reference), 409
            differences = _differences(form, shown)
            data = request.POST.copy()
            data["version"] = str(shown.version)
            form = WaiverForm(data, **options)
        else:
            if not form.errors:
                messages.success(request, f"{shown.reference} was saved.")
                return redirect(shown)
    context = {"waiver": shown, "form": form, "differences": differences, "has_changed": status == 409}
    return render(request, "contracts/waiver_edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    user, shown, status = member(request), waiver_to_change(request, reference), 200
    form = WithdrawForm(posted(request), initial={"version": shown.version})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with errors_to_form(form):
                services.withdraw_waiver(
                    shown, given["reason"], actor=user, at=timezone.now(), seen_version=given["version"]
                )
        except Stale:
            shown, status = waiver_to_change(request, reference), 409
            form = WithdrawForm({**given, "version": shown.version})
        else:
            if not form.errors:
                messages.success(
                    request, f"{shown.reference} was withdrawn. It stays in the register and counts no more."
                )
                return redirect(shown)
    context = {"waiver": shown, "form": form, "has_changed": status == 409}
    return render(request, "contracts/waiver_withdraw.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def ending_cycle(request: HttpRequest, reference: str) -> HttpResponse:
    """Name the cycle that ends the waiver, or another. One that the person may not see is not named."""
    user, shown, status = member(request), waiver_to_change(request, reference), 200
    today = timezone.localdate()
    present = visible_ending_cycle(shown, user, today)
    cycles = visible_to(user, today).filter(Q(stage__in=LIVE_STAGES) | Q(pk=present.pk if present else None))
    cycles = cycles.select_related("service").order_by("serial")
    form = EndingCycleForm(posted(request), cycles=cycles, initial={"ended_by": present, "version": shown.version})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        change = {"actor": user, "at": timezone.now(), "seen_version": given["version"]}
        try:
            with errors_to_form(form):
                services.name_ending_cycle(shown, given["ended_by"], **change)
        except Stale:
            shown, status = waiver_to_change(request, reference), 409
            form = EndingCycleForm({**request.POST.dict(), "version": shown.version}, cycles=cycles)
        else:
            if not form.errors:
                ends = given["ended_by"]
                messages.success(
                    request, f"{ends.reference} ends {reference}." if ends else f"Nothing ends {reference}."
                )
                return redirect(shown)
    is_hidden = shown.ended_by is not None and present is None
    context = {"waiver": shown, "form": form, "is_hidden": is_hidden, "has_changed": status == 409}
    return render(request, "contracts/waiver_cycle.html", context, status=status)


def waiver_to_change(request: HttpRequest, reference: str) -> Waiver:
    """For those alone who keep the register, while it is not withdrawn."""
    user = member(request)
    require(may_keep_register(user))
    shown = waiver_rows().filter(reference=reference).first()
    if shown is None:
        raise Http404("There is no such waiver")
    require(may_change_waiver(user, shown))
    return shown


def _choices(user: User, present: Waiver | None = None) -> dict[str, Any]:
    """The rows that may be chosen. A service or agreement that the person may not see is not asked for: it stays."""
    today = timezone.localdate()
    choices: dict[str, Any] = {"supplier": unmerged_suppliers()}
    services_seen = visible_services(user, today)
    if present is None or present.service is None or services_seen.filter(pk=present.service.pk).exists():
        choices["service"] = services_seen.order_by("name")
    if present is None or present.agreement is None or may_see_agreement(user, present.agreement, today):
        choices["agreement"] = visible_agreements(user, today)
    if present is None:
        live = visible_to(user, today).filter(stage__in=LIVE_STAGES)
        choices["ended_by"] = live.select_related("service").order_by("serial")
    return choices


def _differences(form: WaiverForm, fresh: Waiver) -> list[tuple[str, str, str]]:
    """(what, as it stands now, as it was typed) of what differs."""
    rows = []
    for name, field in form.fields.items():
        if name != "version" and getattr(fresh, name) != form.cleaned_data[name]:
            now, mine = (str(side or "Nothing") for side in (getattr(fresh, name), form.cleaned_data[name]))
            rows.append((str(field.label), now, mine))
    return rows
