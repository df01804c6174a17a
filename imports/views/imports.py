"""Bringing a register in: the list of files, receiving one, its page, and the buttons that write or take back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.refusals import Refused
from accounts.verdict import require
from accounts.views.access import member, posted
from cycles.policies.actions import may_start
from exports.spreadsheets import as_csv
from imports import presenters, selectors
from imports.forms import RegisterFileForm, StartCyclesForm
from imports.models import OVER_STATES, ImportState, RegisterImport
from imports.policies import may_import, may_take_back
from imports.register_files.faults import RegisterRefused
from imports.services import bringing_in, files, progress, taking_back
from imports.services.cycles import StartCyclesInput, start_cycles
from ui.wording import counted

PAGE_SIZE = 50
SHOWN_GONE = 200
SAMPLE = (
    ("Reference", "Title", "Directorate", "Supplier", "Value", "Start date", "End date", "Extensions", "Review date"),
    (
        "CT-2026-014",
        "Home care, north",
        "Adult Care",
        "Brightways Care Ltd",
        "£1,200,000",
        "01/04/2026",
        "31/03/2029",
        "1+1",
        "30/09/2028",
    ),
    (
        "CT-2026-015",
        "Gritting",
        "Place",
        "A Salt Ltd; B Roads Ltd",
        "450k",
        "1 October 2026",
        "30 September 2028",
        "No extension",
        "",
    ),
)


def keeper(request: HttpRequest) -> User:
    """Somebody who keeps the register."""
    user = member(request)
    require(may_import(user))
    return user


def import_or_404(request: HttpRequest, pk: int) -> tuple[User, RegisterImport]:
    user = keeper(request)
    return user, get_object_or_404(selectors.all_imports(), pk=pk)


@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """What was brought in, when and by whom."""
    keeper(request)
    page = Paginator(selectors.all_imports(), PAGE_SIZE).get_page(request.GET.get("page"))
    lines = presenters.import_lines(page.object_list)
    return render(request, "imports/imports.html", {"page": page, "lines": lines})


@require_safe
def sample(request: HttpRequest) -> HttpResponseBase:
    """A small file that shows what a register may look like."""
    keeper(request)
    return as_csv(SAMPLE, "sample-register.csv")


@require_http_methods(["GET", "HEAD", "POST"])
def new_import(request: HttpRequest) -> HttpResponse:
    user = keeper(request)
    form = RegisterFileForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, at = form.cleaned_data["file"], timezone.now()
        try:
            if file:
                started = files.start_import(file.read(), file.name, actor=user, at=at)
            else:
                started = files.start_pasted(form.cleaned_data["text"], actor=user, at=at)
        except RegisterRefused as refused:
            form.add_error("file" if file else "text", refused.reason)
        else:
            return redirect("contracts-import-columns", started.pk)
    return render(request, "imports/new.html", {"form": form})


@require_safe
def register_import(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would do, how far it is, or what it did."""
    user, shown = import_or_404(request, pk)
    if shown.state == ImportState.COLUMNS:
        return redirect("contracts-import-columns", pk)
    if shown.state == ImportState.BRINGING_IN:
        far = progress.read(shown)
        context: dict[str, Any] = {"import": shown, "far": far, "does": presenters.what_it_does(shown)}
        return render(request, "imports/under_way.html", context)
    gone = selectors.agreements_gone(shown, user, timezone.localdate())
    gone_count = gone.count()
    tabs = presenters.verdict_tabs(shown, gone_count, request.GET.get("show", ""))
    current = next(tab for tab in tabs if tab.is_current)
    context = {"import": shown, "tabs": tabs, "current": current, "does": presenters.what_it_does(shown)}
    if current.code == presenters.GONE:
        context["gone"] = gone[:SHOWN_GONE]
    else:
        rows = selectors.visible_rows(shown, user, timezone.localdate()).filter(verdict=current.code)
        page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
        context |= {"page": page, "rows": presenters.shown_rows(page.object_list, shown)}
    if shown.state in OVER_STATES:
        offers = shown.state == ImportState.DONE and bool(may_start(user))
        context["stayed_out"] = presenters.what_stays_out(shown)
        context["to_start"] = len(selectors.cycles_to_start(shown, user, timezone.localdate())) if offers else 0
        return render(request, "imports/done.html", context)
    context |= {
        "stays_out": presenters.what_stays_out(shown),
        "names": selectors.names_to_answer(shown).filter(answer="").count(),
        "waiting": selectors.waiting_suppliers(shown),
        "unknown_managers": selectors.unknown_managers(shown),
        "kept_until": timezone.localdate(shown.at + timedelta(days=files.kept_days())),
    }
    return render(request, "imports/check.html", context)


@require_POST
def bring_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the worker to write it."""
    user, shown = import_or_404(request, pk)
    try:
        bringing_in.request_bringing_in(shown, actor=user, at=timezone.now())
    except Refused as refused:
        messages.info(request, str(refused))
    except ValidationError as nothing:
        messages.info(request, nothing.messages[0])
    return redirect("contracts-import", pk)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a file that was not brought in."""
    user, shown = import_or_404(request, pk)
    try:
        files.delete_import(shown, actor=user, at=timezone.now())
    except Refused as refused:
        messages.info(request, str(refused))
        return redirect("contracts-import", pk)
    messages.success(request, f"{shown.file_name} was given up. Nothing of it is in the register.")
    return redirect("contracts-imports")


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """What taking it back would do; with the button, do it."""
    user, shown = import_or_404(request, pk)
    if not (verdict := may_take_back(user, shown)):
        messages.info(request, verdict.reason)
        return redirect("contracts-import", pk)
    if request.method == "POST":
        try:
            plan = taking_back.take_back(shown, actor=user, at=timezone.now())
        except Refused as refused:
            messages.info(request, str(refused))
        else:
            kept = f" {len(plan.kept):,} stay, because something was built on them." if plan.kept else ""
            done = f"Taken back: {len(plan.deleted):,} deleted, {len(plan.restored):,} set back.{kept}"
            messages.success(request, done)
        return redirect("contracts-import", pk)
    seen = selectors.visible_rows(shown, user, timezone.localdate()).values_list("pk", flat=True)
    context = {"import": shown, "plan": taking_back.plan_take_back(shown), "seen": set(seen)}
    return render(request, "imports/take_back.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cycles(request: HttpRequest, pk: int) -> HttpResponse:
    """The cycles that what was brought in needs soon, to be ticked."""
    user, shown = import_or_404(request, pk)
    require(may_start(user))
    offered = selectors.cycles_to_start(shown, user, timezone.localdate()) if shown.state == ImportState.DONE else []
    form = StartCyclesForm(posted(request), offered=offered, initial={"lead": user.pk})
    if request.method == "POST" and form.is_valid():
        ticked = [row for row in offered if str(row.pk) in form.cleaned_data["agreements"]]
        values = StartCyclesInput(ticked, form.cleaned_data["lead"], form.sponsors())
        try:
            started = start_cycles(values, actor=user, at=timezone.now())
        except ValidationError as wrong:
            form.add_error(None, wrong.messages)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{counted(len(started), 'cycle')} started.")
            return redirect("contracts-import", pk)
    return render(request, "imports/cycles.html", {"import": shown, "form": form, "offered": offered})
