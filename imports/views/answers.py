"""What people say about a file before it is brought in: its columns, its names, its rows."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Directorate
from accounts.refusals import Refused
from imports.forms import ColumnsForm
from imports.models import ImportName, NameAnswer, NameKind, RowChoice
from imports.presenters import shown_columns, shown_rows
from imports.register_files.faults import RegisterRefused
from imports.register_files.fields import BY_CODE
from imports.selectors import names_to_answer, services_known_to_all, visible_rows
from imports.services import answers
from imports.views.imports import import_or_404
from ui.forms import cleaned
from uploads.store import Altered

PAGE_SIZE = 50
LONGEST_CELL = 4_000
GONE_BYTES = "The file is not kept any more. Give this import up and choose the file again."


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """What each column holds. The button of the sheets asks for another one's columns."""
    user, shown = import_or_404(request, pk)
    if not shown.is_open:
        return redirect("contracts-import", pk)
    data = request.POST if request.method == "POST" and "another_sheet" not in request.POST else None
    form = ColumnsForm(data, columns=shown.columns)
    if request.method == "POST":
        at = timezone.now()
        try:
            if data is None:
                sheet = request.POST.get("sheet", "")
                if sheet in shown.sheets:
                    answers.choose_sheet(shown, sheet, actor=user, at=at)
                return redirect("contracts-import-columns", pk)
            if form.is_valid():
                answers.confirm_columns(shown, form.cleaned_data, actor=user, at=at)
                return redirect("contracts-import", pk)
        except RegisterRefused as refused:
            form = ColumnsForm(columns=shown.columns)
            messages.info(request, refused.reason)
        except ValidationError as wrong:
            form.add_error(None, wrong)
        except (Refused, Altered) as refused:
            messages.info(request, str(refused) if isinstance(refused, Refused) else GONE_BYTES)
            return redirect("contracts-imports")
    pairs = [(column, form[column["letters"]]) for column in shown_columns(shown)]
    return render(request, "imports/columns.html", {"import": shown, "form": form, "pairs": pairs})


@require_http_methods(["GET", "HEAD", "POST"])
def names(request: HttpRequest, pk: int) -> HttpResponse:
    """Names that nobody can be sure of, each asked once."""
    user, shown = import_or_404(request, pk)
    if not shown.is_open:
        return redirect("contracts-import", pk)
    if request.method == "POST":
        said: dict[int, tuple[str, int | None]] = {}
        for key, value in request.POST.items():
            if key.startswith("name-") and key.removeprefix("name-").isdecimal() and len(key) < 20:
                answer, _, meant = str(value).partition(":")  # "same:12" is that row of the council's
                chosen = int(meant) if meant.isdecimal() and len(meant) < 19 else None
                said[int(key.removeprefix("name-"))] = answer, chosen
        _try(request, lambda: answers.answer_names(shown, said, actor=user, at=timezone.now()))
        return redirect(_with_query("contracts-import-names", [pk], page=request.GET.get("page", "")))
    page = Paginator(names_to_answer(shown), PAGE_SIZE).get_page(request.GET.get("page"))
    services = list(services_known_to_all().order_by("name", "pk").values_list("pk", "name"))
    directorates = list(Directorate.objects.filter(Directorate.open_on(timezone.localdate())).values_list("pk", "name"))
    asked = [(name, _choices(name, services, directorates)) for name in page.object_list]
    return render(request, "imports/names.html", {"import": shown, "page": page, "asked": asked})


@require_POST
def row(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Mend a cell of a row, take the row as it is, or leave it out."""
    user, shown = import_or_404(request, pk)
    kept = visible_rows(shown, user, timezone.localdate()).filter(number=number).first()
    if kept is None:
        raise Http404("There is no such row")
    at = timezone.now()
    choice = request.POST.get("choice")
    sent = cleaned(request.POST)
    texts = {code: sent[f"cell-{code}"].strip() for code in BY_CODE if f"cell-{code}" in sent}
    if any(len(text) > LONGEST_CELL for text in texts.values()):
        context = {"import": shown, "row": shown_rows([kept], shown)[0], "texts": texts, "longest": LONGEST_CELL}
        return render(request, "imports/too_long.html", context)
    if choice is not None and choice in ("", *RowChoice.values):
        _try(request, lambda: answers.choose_row(shown, number, choice, actor=user, at=at))
    elif texts:
        _try(request, lambda: answers.mend_row(shown, number, texts, actor=user, at=at))
        fresh = shown.rows.filter(number=number).first()
        if fresh:
            messages.success(request, f"Row {number} was read again: it is {fresh.get_verdict_display().lower()} now.")
    return redirect(_with_query("contracts-import", [pk], show=request.POST.get("show", "")))


@require_POST
def take_doubtful(request: HttpRequest, pk: int) -> HttpResponse:
    user, shown = import_or_404(request, pk)
    _try(request, lambda: answers.take_doubtful_rows(shown, actor=user, at=timezone.now()))
    return redirect("contracts-import", pk)


def _try(request: HttpRequest, change: Callable[[], None]) -> None:
    """Make the change; a refusal is said on the next page."""
    try:
        change()
    except Refused as refused:
        messages.info(request, str(refused))
    except (Altered, RegisterRefused):
        messages.info(request, GONE_BYTES)


Choice = tuple[str, str, bool]  # value, label, whether it is the present one


def _choices(name: ImportName, services: list[tuple[int, str]], directorates: list[tuple[int, str]]) -> list[Choice]:
    """What a name can stand for; before somebody answers, what is proposed is chosen, but for suppliers."""
    same = f"{NameAnswer.SAME}:{name.object_id}" if name.object_id else str(NameAnswer.SAME)
    present = {NameAnswer.SAME.value: same}.get(name.answer, name.answer)
    if name.kind == NameKind.SUPPLIER:
        options = [("", "Not answered yet"), (same, f"Yes, the same as {name.proposed}")]
        options += [(str(NameAnswer.NEW), "No, a supplier of its own")]
    elif name.kind == NameKind.SERVICE:
        options = [(str(NameAnswer.NONE), "No service")]
        options += [(str(NameAnswer.NEW), f"A new service, {name.name}")]
        options += [(f"same:{pk}", service) for pk, service in services]
    else:
        options = [(str(NameAnswer.NONE), "None: leave it empty")]
        options += [(f"same:{pk}", each) for pk, each in (directorates if name.kind == NameKind.DIRECTORATE else [])]
    if not present and name.kind != NameKind.SUPPLIER:
        present = same if name.object_id else str(NameAnswer.NONE)
    return [(value, label, value == present) for value, label in options]


def _with_query(name: str, args: list[int], **query: str) -> str:
    said = urlencode({key: value for key, value in query.items() if value})
    return f"{reverse(name, args=args)}?{said}" if said else reverse(name, args=args)
