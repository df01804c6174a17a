"""Notices: the list of all that are owed, those of one agreement or running procurement, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.refusals import Stale
from accounts.roles import roles_of
from accounts.verdict import require
from accounts.views.access import member, officer, posted
from accounts.views.error_handling import errors_to_form, refused_is_403
from contracts.models import Agreement
from contracts.policies.register import may_keep_register
from contracts.views.shortcuts import agreement_or_404, agreement_to_change
from cycles.models import Cycle
from cycles.views.shortcuts import cycle_header, cycle_or_404
from exports.views import as_csv, as_workbook
from notices import services
from notices.facts import NoticeDueState
from notices.forms import NoticeForm, NoticeWithdrawForm, ProcurementForm
from notices.models import Notice, ProcurementRecord
from notices.policies import may_record_notices
from notices.presenters.choices import list_choices, recorded_choices, unrecorded_choices
from notices.presenters.rows import PUBLISHED, NoticeRow, notice_rows, notices_url, page_url
from notices.presenters.table import filter_of, query_of
from notices.selectors.owed import (
    OPEN_STATES,
    PUBLIC_STATES,
    OwedNotice,
    law_in_force,
    notice_key,
    notices_of,
    owed_notices,
    subjects_of,
)

PAGE_SIZE = 50
ALLOWED = ["GET", "HEAD", "POST"]


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What is late and due first. Councillors read what the law has published about signed agreements."""
    user, today = member(request), timezone.localdate()
    wanted, figures, keeps = filter_of(request.GET), law_in_force(today), bool(may_keep_register(user))
    subjects, is_officer = subjects_of(user, today, mine=wanted.mine), roles_of(user).is_officer
    owed = owed_notices(subjects, wanted, figures, today, is_officer=is_officer)
    page = Paginator(owed, PAGE_SIZE).get_page(request.GET.get("page"))

    def may_record(row: OwedNotice) -> bool:
        of = row.agreement
        return keeps or (of is not None and user.pk in (of.contract_manager_id, of.deputy_id))

    context = {
        "page": page,
        "rows": notice_rows(page.object_list, figures, may_record),
        "wanted": wanted,
        "choices": list_choices(figures, [*subjects[0], *subjects[1]], is_officer=is_officer),
        "query": query_of(wanted),
        "late": sum(row.notice.state is NoticeDueState.LATE for row in owed),
        "has_law": bool(figures.get("notices")),
        "may_keep": keeps,
        "here": "notices",
    }
    return render(request, "notices/notices.html", context)


@require_safe
def csv_file(request: HttpRequest) -> HttpResponseBase:
    return as_csv(request, "notices")


@require_safe
def workbook(request: HttpRequest) -> HttpResponseBase:
    return as_workbook(request, "notices")


@require_safe
def of_agreement(request: HttpRequest, reference: str) -> HttpResponse:
    user = member(request)
    agreement = agreement_or_404(request, reference)
    context = _page_of(request, agreement)
    if not roles_of(user).is_officer:
        context["groups"] = [group for group in context["groups"] if group.is_public]
    return render(request, "notices/notices_of_agreement.html", {"agreement": agreement, **context})


@require_safe
def of_cycle(request: HttpRequest, reference: str) -> HttpResponse:
    cycle = cycle_or_404(request, reference)
    officer(request)
    context = cycle_header(cycle, "do") | _page_of(request, cycle)
    return render(request, "notices/notices_of_cycle.html", context)


@refused_is_403
@require_http_methods(ALLOWED)
def record_of_agreement(request: HttpRequest, reference: str) -> HttpResponse:
    return _record(request, agreement_to_change(request, reference))


@refused_is_403
@require_http_methods(ALLOWED)
def record_of_cycle(request: HttpRequest, reference: str) -> HttpResponse:
    return _record(request, _cycle_to_change(request, reference))


@refused_is_403
@require_http_methods(ALLOWED)
def withdraw_of_agreement(request: HttpRequest, reference: str) -> HttpResponse:
    return _withdraw(request, agreement_to_change(request, reference))


@refused_is_403
@require_http_methods(ALLOWED)
def withdraw_of_cycle(request: HttpRequest, reference: str) -> HttpResponse:
    return _withdraw(request, _cycle_to_change(request, reference))


@refused_is_403
@require_http_methods(ALLOWED)
def procurement_of_agreement(request: HttpRequest, reference: str) -> HttpResponse:
    return _procurement(request, agreement_to_change(request, reference))


@refused_is_403
@require_http_methods(ALLOWED)
def procurement_of_cycle(request: HttpRequest, reference: str) -> HttpResponse:
    return _procurement(request, _cycle_to_change(request, reference))


@dataclass(frozen=True)
class NoticeGroup:
    """The notices of one subject that are in one of some states."""

    heading: str
    rows: Sequence[NoticeRow]
    is_folded: bool = False
    is_public: bool = True


GROUPS: Sequence[tuple[str, Sequence[NoticeDueState], bool]] = (
    ("Late and due", (NoticeDueState.LATE, NoticeDueState.DUE), False),
    ("Cannot be said yet", (NoticeDueState.NOT_KNOWN,), False),
    ("To come", (NoticeDueState.TO_COME,), False),
    ("Published", (NoticeDueState.PUBLISHED,), False),
    ("Due before it came into the register", (NoticeDueState.EARLIER,), False),
    ("Not required", (NoticeDueState.NOT_REQUIRED,), True),
)


def _owed(subject: Agreement | Cycle, figures: Mapping[str, Any]) -> list[OwedNotice]:
    agreements, cycles = ([], [subject]) if isinstance(subject, Cycle) else ([subject], [])
    return notices_of(agreements, cycles, figures, timezone.localdate())


def _recorded(subject: Agreement | Cycle) -> list[Notice]:
    of = {"cycle": subject} if isinstance(subject, Cycle) else {"agreement": subject}
    return list(Notice.objects.filter(**of))


def _page_of(request: HttpRequest, subject: Agreement | Cycle) -> dict[str, Any]:
    user, today = member(request), timezone.localdate()
    may, figures = bool(may_record_notices(user, subject, today)), law_in_force(today)
    recorded = [notice_key(row.code, row.occurrence) for row in _recorded(subject)]
    rows = notice_rows(_owed(subject, figures), figures, lambda owed: may, recorded)
    groups = [
        NoticeGroup(heading, found, is_folded, any(state in PUBLIC_STATES for state in states))
        for heading, states, is_folded in GROUPS
        if (found := [row for row in rows if row.owed.notice.state in states])
    ]
    return {
        "groups": groups,
        "may_record": may,
        "has_open": any(row.owed.notice.state in OPEN_STATES for row in rows),
        "record_url": page_url(subject, "notice"),
        "procurement_url": page_url(subject, "procurement"),
    }


def _cycle_to_change(request: HttpRequest, reference: str) -> Cycle:
    cycle = cycle_or_404(request, reference)
    require(may_record_notices(member(request), cycle, timezone.localdate()))
    return cycle


def _record(request: HttpRequest, subject: Agreement | Cycle) -> HttpResponse:
    user, figures = member(request), law_in_force(timezone.localdate())
    choices = unrecorded_choices(_owed(subject, figures), figures)
    initial = {"notice": request.GET.get("notice", ""), "said": request.GET.get("said", "")}
    form = NoticeForm(posted(request), choices=choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        data, at = form.cleaned_data, timezone.now()
        with errors_to_form(form):
            if data["said"] == PUBLISHED:
                on, url = data["published_on"], data["url"]
                services.record_notice(subject, form.chosen, published_on=on, url=url, actor=user, at=at)
                messages.success(request, f"{form.chosen.code} is recorded as published.")
            else:
                services.record_notice_not_required(subject, form.chosen, because=data["because"], actor=user, at=at)
                messages.success(request, f"{form.chosen.code} is recorded as not required.")
            return redirect(notices_url(subject))
    return _form_page(request, subject, form, "Record what became of a notice", "Save")


def _withdraw(request: HttpRequest, subject: Agreement | Cycle) -> HttpResponse:
    figures = law_in_force(timezone.localdate())
    choices = recorded_choices(_recorded(subject), _owed(subject, figures), figures)
    form = NoticeWithdrawForm(posted(request), choices=choices, initial={"notice": request.GET.get("notice", "")})
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        with errors_to_form(form):
            services.withdraw_notice(subject, form.chosen, reason=reason, actor=member(request), at=timezone.now())
            messages.success(request, f"What was recorded of {form.chosen.code} is taken back.")
            return redirect(notices_url(subject))
    lead = "" if choices else "Nothing is recorded of any notice here, so there is nothing to take back."
    return _form_page(request, subject, form, "Take back what was recorded of a notice", "Take back", lead=lead)


def _procurement(request: HttpRequest, subject: Agreement | Cycle) -> HttpResponse:
    """A stale form keeps what was typed; saving it again replaces what the record says now."""
    record, status = _record_of(subject), 200
    form = ProcurementForm(posted(request), subject=subject, initial=ProcurementForm.initial_of(record))
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["version"] or 0
        try:
            with errors_to_form(form):
                services.change_procurement_record(
                    subject, form.values(record), actor=member(request), at=timezone.now(), seen_version=seen
                )
                messages.success(request, "Saved. The notices follow from it.")
                return redirect(notices_url(subject))
        except Stale:
            status, data = 409, request.POST.copy()
            data["version"] = str(_record_of(subject).version)
            form = ProcurementForm(data, subject=subject)
            form.add_error(None, "Somebody changed this while you were editing. Save again to replace what they said.")
    lead = "What the law asks and the rest of the entry does not say. Leave empty what is not known."
    return _form_page(request, subject, form, "Facts of the procurement", "Save", lead=lead, status=status)


def _record_of(subject: Agreement | Cycle) -> ProcurementRecord:
    of = {"cycle": subject} if isinstance(subject, Cycle) else {"agreement": subject}
    return ProcurementRecord.objects.filter(**of).first() or ProcurementRecord(**of)


def _form_page(
    request: HttpRequest,
    subject: Agreement | Cycle,
    form: Any,
    heading: str,
    button: str,
    *,
    lead: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "subject": subject,
        "title": str(subject.service) if isinstance(subject, Cycle) else subject.title,
        "back": notices_url(subject),
        "form": form,
        "heading": heading,
        "button": button,
        "lead": lead,
    }
    return render(request, "notices/notice_form.html", context, status=status)
