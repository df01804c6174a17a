"""The council's own lists: directorates, divisions, portfolios and committees."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.council_lists import LISTS, CouncilList, uses_of
from accounts.list_files import UnreadableFile
from accounts.list_forms import ENTRY_FORMS, EndForm, EntryForm, ImportForm
from accounts.models import ListEntry, User
from accounts.selectors import entry_events, list_counts, list_entries
from accounts.services import lists as services
from accounts.services.list_import import import_file, plan_file
from accounts.views.access import for_administrators, posted, signed_in
from accounts.views.error_handling import errors_to_form
from audit.presenters import entries
from ui.wording import counted, day

SHOWN_FAULTS = 50


def list_or_404(slug: str) -> CouncilList:
    if slug not in LISTS:
        raise Http404("There is no such list")
    return LISTS[slug]


def entry_or_404(slug: str, pk: int) -> ListEntry:
    return get_object_or_404(list_entries(list_or_404(slug)), pk=pk)


@require_safe
@for_administrators
def council_lists(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    lists = [(each, *list_counts(each, today)) for each in LISTS.values()]
    return render(request, "accounts/lists/index.html", {"lists": lists})


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def council_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The entries of a list, and a form to add one."""
    shown, today = list_or_404(slug), timezone.localdate()
    form = ENTRY_FORMS[shown.model](posted(request))
    if request.method == "POST" and form.is_valid():
        with errors_to_form(form):
            entry = services.add_entry(shown, _values(form), actor=signed_in(request), at=timezone.now())
        if not form.errors:
            messages.success(request, f"{entry} is on the list and can be chosen.")
            return redirect("council-list", slug)
    rows = list(list_entries(shown))
    context = {
        "list": shown,
        "form": form,
        "entries": [entry for entry in rows if entry.is_open_on(today)],
        "ended": [entry for entry in rows if not entry.is_open_on(today)],
    }
    return render(request, "accounts/lists/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def list_entry(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Rename an entry or change what else it says; what uses it; to end it or to reopen it."""
    entry, status = entry_or_404(slug, pk), 200
    form_class = ENTRY_FORMS[type(entry)]
    form = form_class(posted(request), initial=form_class.initial_of(entry))
    if request.method == "POST" and form.is_valid():
        version, actor = form.cleaned_data["version"] or 0, signed_in(request)
        try:
            saved = services.change_entry(entry, _values(form), seen_version=version, actor=actor, at=timezone.now())
        except ValidationError as error:
            if getattr(error, "code", None) == "stale":
                status = 409
                data = {**form.cleaned_data, "version": entry.version}
                form = form_class(data, initial=form_class.initial_of(entry))
            with errors_to_form(form):
                raise
        else:
            messages.success(request, f"{saved} was saved. Everything that names it shows it so.")
            return redirect("council-list-entry", slug, pk)
    return render(request, "accounts/lists/entry.html", _entry_context(request, entry) | {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def end_entry(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    entry = entry_or_404(slug, pk)
    form = EndForm(posted(request), initial={"last_day": entry.ended_on})
    if request.method == "POST" and form.is_valid():
        last_day = form.cleaned_data["last_day"]
        services.end_entry(entry, last_day, actor=signed_in(request), at=timezone.now())
        messages.success(request, f"The last day of {entry} is {day(last_day)}. What names it keeps it.")
        return redirect("council-list-entry", slug, pk)
    return render(request, "accounts/lists/end.html", _entry_context(request, entry) | {"form": form})


@require_POST
@for_administrators
def reopen_entry(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    entry = services.reopen_entry(entry_or_404(slug, pk), actor=signed_in(request), at=timezone.now())
    messages.success(request, f"{entry} can be chosen again.")
    return redirect("council-list-entry", slug, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def import_list(request: HttpRequest, slug: str) -> HttpResponse:
    """A file is checked first and written with the second press, if it would still do what was shown."""
    shown, at = list_or_404(slug), timezone.now()
    form = ImportForm(posted(request), request.FILES or None)
    context: dict[str, Any] = {"list": shown, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/lists/import.html", context)
    text, digest = form.cleaned_data["text"], form.cleaned_data["digest"]
    try:
        with transaction.atomic():
            file = plan_file(text, timezone.localdate(at), shown)
            (plan,) = file.plans
            if digest == plan.digest and not file.faults:
                import_file(file, actor=signed_in(request), at=at)
                added, changed = counted(len(plan.added), "entry was", "entries were"), len(plan.changed)
                messages.success(request, f"{added} added to the list of {slug}, {changed} changed.")
                return redirect("council-list", slug)
    except (UnreadableFile, ValidationError) as fault:
        form.add_error("text" if request.POST.get("text") else "file", str(fault))
        return render(request, "accounts/lists/import.html", context)
    if file.faults:
        rows = counted(len(file.faults), "fault")
        form = ImportForm({"text": text})
        form.add_error("text", f"Nothing has been brought in: put {rows} right, here or in the file, and check again")
        shown_faults = file.faults[:SHOWN_FAULTS]
        context |= {"form": form, "faults": shown_faults, "more_faults": len(file.faults) - len(shown_faults)}
        return render(request, "accounts/lists/import.html", context)
    context |= {"plan": plan, "ignored": file.ignored, "text": text, "moved_on": bool(digest)}
    return render(request, "accounts/lists/check.html", context, status=409 if digest else 200)


def _values(form: EntryForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def _entry_context(request: HttpRequest, entry: ListEntry) -> dict[str, Any]:
    today = timezone.localdate()
    user: User = signed_in(request)
    return {
        "list": next(each for each in LISTS.values() if each.model is type(entry)),
        "entry": entry,
        "is_open": entry.is_open_on(today),
        "uses": uses_of(entry, user, today),
        "changes": entries(entry_events(entry)),
    }
