"""Tables as files: at once where that is quick, else made in the background and fetched from one's own page."""

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

from accounts.models import User
from accounts.views.access import must, signed_in
from commissioning.wording import counted
from cycles.views.spreadsheets import csv_response
from exports import services
from exports.download_slots import take_turn
from exports.pace import Pace
from exports.policies import may_download
from exports.selectors import exports_of, files_of, page_of
from exports.streaming import Streamed
from exports.tables import Table, table_of
from exports.workbooks import about, write_workbook

TRY_AGAIN = 60  # seconds
A_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(request: HttpRequest, name: str) -> HttpResponseBase:
    """The table of that page as CSV, with the query of this address: streamed, so that length costs no memory."""
    if request.method == "HEAD":
        return csv_response((), _file_name(table_of(name, signed_in(request), request.GET).title, "csv"))
    turn = take_turn()  # first of all, so that being told to wait costs nobody anything
    if turn is None:
        return _wait(request, name)
    try:
        table = table_of(name, signed_in(request), request.GET)
        services.record_download("CSV", table, actor=signed_in(request), at=timezone.now())
    except BaseException:
        turn.leave()
        raise
    return csv_response(Streamed(table, turn), _file_name(table.title, "csv"))  # which leaves it in the end


def as_workbook(request: HttpRequest, name: str) -> HttpResponseBase:
    """The same as XLSX; one that takes longer than somebody waits for is offered to be made."""
    user = signed_in(request)
    table = table_of(name, user, request.GET)
    if request.method == "HEAD":
        return HttpResponse(content_type=XLSX)
    if len(table.keys) > settings.WORKBOOK_AT_ONCE:
        return _offer(request, name, table)
    turn = take_turn()
    if turn is None:
        return _wait(request, name)
    try:
        return _made_at_once(table, user)
    finally:
        turn.leave()


def _made_at_once(table: Table, user: User) -> HttpResponse:
    at, pace = timezone.now(), Pace()
    with TemporaryFile() as file:
        write_workbook(table, about(table, user, at), file, lambda rows: pace.rest())
        services.record_download("XLSX", table, actor=user, at=at)
        file.seek(0)
        disposition = f'attachment; filename="{_file_name(table.title, "xlsx")}"'
        return HttpResponse(file.read(), content_type=XLSX, headers={"Content-Disposition": disposition})


def _offer(request: HttpRequest, name: str, table: Table) -> HttpResponse:
    addresses = {"back": page_of(name, table.query), "csv": page_of(f"{name}-export-csv", table.query)}
    return render(request, "exports/offer.html", {"name": name, "table": table} | addresses)


def _wait(request: HttpRequest, name: str) -> HttpResponse:
    context = {"address": request.get_full_path(), "back": page_of(name, request.GET.urlencode())}
    response = render(request, "exports/wait.html", context, status=503)
    response["Retry-After"] = str(TRY_AGAIN)
    return response


@require_safe
def exports(request: HttpRequest) -> HttpResponse:
    """The files that somebody asked for, and how far each is."""
    user = signed_in(request)
    page = Paginator(exports_of(user), A_PAGE).get_page(request.GET.get("page"))
    files = files_of(user, page.object_list)
    still_making = any(file.export.is_open for file in files)
    return render(request, "exports/exports.html", {"files": files, "page": page, "still_making": still_making})


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Have the table of a page made as a file."""
    name, user = request.POST.get("table", ""), signed_in(request)
    must(may_download(user))
    if name not in settings.EXPORTS:
        messages.info(request, "Choose what to download on the page that shows it.")
        return redirect("exports")
    table = table_of(name, user, QueryDict(request.POST.get("query", "")))
    try:
        services.ask(name, table, actor=user, at=timezone.now())
    except services.TooMany:
        most = counted(services.MOST_OPEN, "file")
        messages.info(request, f"You are waiting for {most} already. Ask for more when one of them is ready.")
    else:
        messages.success(request, "Your file will be made. You are told when it is ready.")
    return redirect("exports")


@require_safe
def fetch(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file itself, for whoever asked for it and nobody else, while they may see all that is in it."""
    user = signed_in(request)
    (file,) = files_of(user, [get_object_or_404(exports_of(user), pk=pk)])
    if not file.may_have:
        raise Http404("There is no such file")
    try:
        opened = file.export.path.open("rb")
    except FileNotFoundError:
        raise Http404("There is no such file") from None
    if request.method == "GET":
        services.record_fetch(file.export, actor=user, at=timezone.now())
    return FileResponse(opened, as_attachment=True, filename=_file_name(file.export.title, "xlsx"), content_type=XLSX)


def _file_name(title: str, ending: str) -> str:
    return f"{title.lower().replace(' ', '-')}-{timezone.localdate()}.{ending}"
