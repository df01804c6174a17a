"""The options appraisal as a file."""

from __future__ import annotations

from io import BytesIO

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.views.access import signed_in
from exports import services
from exports.spreadsheets import as_csv as csv_of
from exports.tables import ExportTable
from exports.workbooks import about, write_workbook
from principles.models import Stage
from stages.plan.presenters.appraisal_file import appraisal_table
from stages.plan.selectors.appraisal import appraisal_records
from stages.records.views.shortcuts import cycle_to_read

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def as_workbook(request: HttpRequest, reference: str) -> HttpResponse:
    table, at, file = _table(request, reference), timezone.now(), BytesIO()
    if request.method == "HEAD":
        return HttpResponse(content_type=XLSX)
    write_workbook(table, about(table, signed_in(request), at), file, lambda rows: None)
    services.record_download("XLSX", table, actor=signed_in(request), at=at)
    disposition = f'attachment; filename="options-{reference}.xlsx"'
    return HttpResponse(file.getvalue(), content_type=XLSX, headers={"Content-Disposition": disposition})


@require_safe
def as_csv(request: HttpRequest, reference: str) -> HttpResponseBase:
    table = _table(request, reference)
    if request.method != "HEAD":
        services.record_download("CSV", table, actor=signed_in(request), at=timezone.now())
    return csv_of([table.headings, *(row for piece in table.pieces() for row in piece)], f"options-{reference}.csv")


def _table(request: HttpRequest, reference: str) -> ExportTable:
    return appraisal_table(appraisal_records(cycle_to_read(request, reference, Stage.PLAN)))
