"""Tables as files: at once where that is quick, else made in the background and downloaded from one's own page."""

from __future__ import annotations

from tempfile import TemporaryFile

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.verdict import require
from accounts.views.access import signed_in
from exports import services
from exports.download_slots import take_slot
from exports.pace import Pace
from exports.policies import may_download
from exports.presenters import address_of, exported_files
from exports.selectors import exports_of
from exports.spreadsheets import csv_response
from exports.streaming import CsvStream
from exports.tables import table_of
from exports.workbooks import about, write_workbook
from ui.wording import counted

RETRY_AFTER = 60  # seconds
PAGE_SIZE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(request: HttpRequest, name: str) -> HttpResponseBase:
    """The table of the page of that name as CSV, streamed, so that its length costs no memory.

    The slot is taken first, so that a request that has to wait costs nothing; the stream releases it.
    """
    if request.method == "HEAD":
        return csv_response((), file_name(table_of(name, signed_in(request), request.GET).title, "csv"))
    slot = take_slot()
    if slot is None:
        return wait_page(request, name)
    try:
        table = table_of(name, signed_in(request), request.GET)
        services.record_download("CSV", table, actor=signed_in(request), at=timezone.now())
    except BaseException:
        slot.release()
        raise
    return csv_response(CsvStream(table, slot), file_name(table.title, "csv"))


def as_workbook(request: HttpRequest, name: str) -> HttpResponseBase:
    """The same as XLSX. One that takes longer than people wait for is offered to be made in the background."""
    user = signed_in(request)
    table = table_of(name, user, request.GET)
    if request.method == "HEAD":
        return HttpResponse(content_type=XLSX)
    if len(table.keys) > settings.WORKBOOK_AT_ONCE:
        addresses = {"back": address_of(name, table.query), "csv": address_of(f"{name}-export-csv", table.query)}
        return render(request, "exports/offer.html", {"name": name, "table": table} | addresses)
    slot = take_slot()
    if slot is None:
        return wait_page(request, name)
    at, pace = timezone.now(), Pace()
    try:
        with TemporaryFile() as file:
            write_workbook(table, about(table, user, at), file, lambda rows: pace.rest())
            services.record_download("XLSX", table, actor=user, at=at)
            file.seek(0)
            disposition = f'attachment; filename="{file_name(table.title, "xlsx")}"'
            return HttpResponse(file.read(), content_type=XLSX, headers={"Content-Disposition": disposition})
    finally:
        slot.release()


def wait_page(request: HttpRequest, name: str) -> HttpResponse:
    context = {"address": request.get_full_path(), "back": address_of(name, request.GET.urlencode())}
    response = render(request, "exports/wait.html", context, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


@require_safe
def exports(request: HttpRequest) -> HttpResponse:
    """The files that somebody asked for, and how far each is."""
    user = signed_in(request)
    page = Paginator(exports_of(user), PAGE_SIZE).get_page(request.GET.get("page"))
    files = exported_files(user, page.object_list)
    still_making = any(file.export.is_open for file in files)
    return render(request, "exports/exports.html", {"files": files, "page": page, "still_making": still_making})


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Have the table of a page made as a file."""
    name, user = request.POST.get("table", ""), signed_in(request)
    require(may_download(user))
    if name not in settings.EXPORTS:
        messages.info(request, "Choose what to download on the page that shows it.")
        return redirect("exports")
    table = table_of(name, user, QueryDict(request.POST.get("query", "")))
    try:
        services.request_export(name, table, actor=user, at=timezone.now())
    except services.TooManyExports:
        most = counted(services.MAX_OPEN, "file")
        messages.info(request, f"You are waiting for {most} already. Ask for more when one of them is ready.")
    else:
        messages.success(request, "Your file will be made. You are told when it is ready.")
    return redirect("exports")


@require_safe
def fetch(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, for the person who asked for it and nobody else, while they may see all that is in it."""
    user = signed_in(request)
    (file,) = exported_files(user, [get_object_or_404(exports_of(user), pk=pk)])
    if not file.may_download:
        raise Http404("There is no such file")
    try:
        opened = file.export.path.open("rb")
    except FileNotFoundError:
        raise Http404("There is no such file") from None
    if request.method == "GET":
        services.record_fetch(file.export, actor=user, at=timezone.now())
    return FileResponse(opened, as_attachment=True, filename=file_name(file.export.title, "xlsx"), content_type=XLSX)


def file_name(title: str, ending: str) -> str:
    return f"{title.lower().replace(' ', '-')}-{timezone.localdate()}.{ending}"
