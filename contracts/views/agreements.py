"""The page of an agreement, its history, and the form by which one is added or its entry changed."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.refusals import Stale
from accounts.verdict import require
from accounts.views.access import member, officer, posted, signed_in
from accounts.views.error_handling import errors_to_form, refused_is_403
from audit.models import Event
from audit.presenters import entries
from contracts.forms.agreement_comparison import differences
from contracts.forms.agreement_rows import AgreementRows, agreement_rows
from contracts.forms.agreements import AgreementForm
from contracts.models import Agreement, ExtensionState
from contracts.policies.register import may_keep_register
from contracts.presenters.agreement_page import agreement_page
from contracts.presenters.agreement_terms import ends_in_words
from contracts.presenters.reorganisation_rows import agreement_flag
from contracts.reorganisation import vesting_day
from contracts.selectors.choices import SupplierChoices, supplier_choices
from contracts.selectors.reorganisation import reorganisation_figures
from contracts.services.agreements import change_agreement, record_agreement, values_of
from contracts.views.shortcuts import CHANGED, agreement_or_404, agreement_to_change
from ui.sorting import sort_key

EVENTS_A_PAGE = 50
ALLOWED = ["GET", "HEAD", "POST"]


@require_safe
def agreement(request: HttpRequest, reference: str) -> HttpResponse:
    row, today = agreement_or_404(request, reference), timezone.localdate()
    page = agreement_page(row, signed_in(request), today)
    context = {"agreement": row, "page": page, "today": today}
    if page.is_officer and page.can["reorganise"]:
        figures = reorganisation_figures(today)
        context |= {"vesting": vesting_day(figures), "flag": agreement_flag(row, figures)}
    return render(request, "contracts/agreement.html", context)


@require_safe
def history(request: HttpRequest, reference: str) -> HttpResponse:
    """For officers: the record names deputies and keeps reasons."""
    officer(request)
    row = agreement_or_404(request, reference)
    events = Event.objects.filter(chain=row.chain).order_by("-seq")
    page = Paginator(events, EVENTS_A_PAGE).get_page(request.GET.get("page"))
    context = {"agreement": row, "page": page, "entries": entries(page.object_list)}
    return render(request, "contracts/agreement_history.html", context)


@refused_is_403
@require_http_methods(ALLOWED)
def new(request: HttpRequest) -> HttpResponse:
    user = member(request)
    require(may_keep_register(user))
    form = AgreementForm(posted(request), user=user, today=timezone.localdate())
    suppliers = supplier_choices()
    rows = agreement_rows(posted(request), suppliers, adding=request.POST.get("add", ""))
    if _is_complete(request, form, rows):
        with errors_to_form(form):
            values = form.values(rows.values)
            row = record_agreement(values, actor=user, at=timezone.now())
            messages.success(request, f"{row.reference} is in the register now.{_what_follows(row)}")
            return redirect(row)
    return _show(request, form, rows, suppliers)


@refused_is_403
@require_http_methods(ALLOWED)
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """A stale form shows what the entry says now beside what was typed; saving again replaces it."""
    row = agreement_to_change(request, reference)
    user, today = signed_in(request), timezone.localdate()
    form = AgreementForm(posted(request), user=user, today=today, agreement=row)
    suppliers = supplier_choices()
    rows = agreement_rows(posted(request), suppliers, row, adding=request.POST.get("add", ""))
    if not _is_complete(request, form, rows):
        return _show(request, form, rows, suppliers)
    values = form.values(rows.values)
    try:
        with errors_to_form(form):
            seen = form.cleaned_data["version"] or 0
            saved = change_agreement(row, values, actor=user, at=timezone.now(), seen_version=seen)
            messages.success(request, f"The entry is saved.{_what_follows(saved)}")
            return redirect(saved)
    except Stale:
        compared = differences(form, values_of(row), values)
        data = request.POST.copy()
        data["version"] = str(row.version)
        form = AgreementForm(data, user=user, today=today, agreement=row)
        form.add_error(None, CHANGED)
        return _show(request, form, rows, suppliers, differences=compared, status=409)
    return _show(request, form, rows, suppliers)


def _is_complete(request: HttpRequest, form: AgreementForm, rows: AgreementRows) -> bool:
    """Whether it was sent to be saved, without a fault. Whoever only wants another row sees no faults yet."""
    if request.method != "POST":
        return False
    if "add" in request.POST:
        form.errors.clear()
        rows.clear_errors()
        return False
    is_valid = form.is_valid()
    return rows.is_valid() and is_valid


def _what_follows(row: Agreement) -> str:
    """Both ends that follow from the dates."""
    ends = ends_in_words(row, row.extensions.filter(state=ExtensionState.OPEN).count())
    return f" It ends on {ends}." if ends else ""


def _show(
    request: HttpRequest,
    form: AgreementForm,
    rows: AgreementRows,
    suppliers: SupplierChoices,
    *,
    differences: list[tuple[str, str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "agreement": form.agreement,
        "form": form,
        "rows": rows,
        "supplier_names": sorted({supplier.name for supplier in suppliers.by_pk.values()}, key=sort_key),
        "differences": differences,
    }
    return render(request, "contracts/agreement_edit.html", context, status=status)
