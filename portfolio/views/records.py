"""The records of all cycles: the rows of one table of a stage, by directorate or of one cycle."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Directorate
from accounts.verdict import require
from accounts.views.access import member
from cycles.models import CycleStage
from exports.views import as_csv, as_workbook
from portfolio.presenters.record_table import record_lines
from portfolio.selectors.records import BANDS, RecordFilter, matching_records, read_records, risks_by_directorate
from stages.plan.models import Risk
from stages.records.kinds import RecordKind, all_kinds
from stages.records.policies import may_read_records

PAGE_SIZE = 50


@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """Fifty rows a page. Above the risks their number by directorate and by score."""
    user, today = member(request), timezone.localdate()
    require(may_read_records(user))
    asked = RecordFilter.from_query(request.GET)
    keys = Paginator(matching_records(user, asked, today).values_list("pk", flat=True), PAGE_SIZE)
    page = keys.get_page(request.GET.get("page"))
    rows = read_records(user, asked.kind, list(page.object_list), today)
    stages: dict[str, list[RecordKind]] = {}
    for kind in all_kinds().values():
        stages.setdefault(str(CycleStage(kind.stage).label), []).append(kind)
    context: dict[str, Any] = {
        "asked": asked,
        "kind": asked.kind,
        "stages": stages,
        "directorates": Directorate.objects.order_by("name"),
        "page": page,
        "lines": record_lines(asked.kind, rows),
        "headings": [asked.kind.label(name) for name in asked.kind.columns],
        "bands": [name for name, _, _ in BANDS],
        "counts": risks_by_directorate() if asked.kind.model is Risk and not asked.cycle else [],
    }
    return render(request, "portfolio/records.html", context)


@require_safe
def csv_file(request: HttpRequest) -> HttpResponseBase:
    return as_csv(request, "stage-records")


@require_safe
def workbook(request: HttpRequest) -> HttpResponseBase:
    return as_workbook(request, "stage-records")
