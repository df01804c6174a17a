"""The short page of a stage: everything that a small cycle is asked, saved at once."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.refusals import Stale
from accounts.views.access import posted, signed_in
from accounts.views.error_handling import refused_is_403
from cycles.models import Cycle
from stages.records.presenters.steps import SHORT
from stages.records.services.short import save_sections
from stages.records.short import sections_of
from stages.records.views.shortcuts import cycle_to_change, cycle_to_read, page_context


@refused_is_403
@require_http_methods(["GET", "HEAD", "POST"])
def short(request: HttpRequest, reference: str, stage: str) -> HttpResponse:
    """Officers read it; for the team it is one form, saved whole or not at all."""
    if not sections_of(stage):
        raise Http404("The stage has no short page")
    also = [name for section in sections_of(stage) for name in section.read_with_cycle]
    if request.method != "POST":
        cycle = cycle_to_read(request, reference, stage, *also)
        return _page(request, cycle, stage, _parts(request, cycle, stage))
    cycle = cycle_to_change(request, reference, stage, *also)
    parts = _parts(request, cycle, stage)
    if "another" in request.POST or "change" in request.POST:
        for _, part in parts:
            part.leave_unchecked()
        return _page(request, cycle, stage, parts)
    valid = [part.is_valid() for _, part in parts]  # each, so that all errors are told at once
    if all(valid) and not any(part.is_stale for _, part in parts):
        writers = [partial(section.write, form=part) for section, part in parts if part.has_input]
        if not writers:
            messages.info(request, "Nothing was changed.")
            return redirect(request.path)
        try:
            save_sections(cycle, stage, writers, actor=signed_in(request), at=timezone.now())
        except Stale:  # between reading the rows and locking the cycle
            cycle = cycle_to_change(request, reference, stage, *also)
            parts = _parts(request, cycle, stage)
        except ValidationError:
            pass  # the part says it
        else:
            messages.success(request, "Saved.")
            return redirect(request.path)
    return _page(request, cycle, stage, parts)


def _parts(request: HttpRequest, cycle: Cycle, stage: str) -> list[tuple[Any, Any]]:
    """Each ShortSection with its SectionForm."""
    another = request.POST.get("another")
    return [
        (section, section.form(cycle, posted(request), another=section.code == another))
        for section in sections_of(stage)
    ]


def _page(request: HttpRequest, cycle: Cycle, stage: str, parts: list[tuple[Any, Any]]) -> HttpResponse:
    """409 where somebody else changed what was typed."""
    is_stale = any(part.is_stale for _, part in parts)
    context = page_context(request, cycle, stage, SHORT) | {
        "parts": [(section, part, section.url(cycle)) for section, part in parts],
        "faults": [error for _, part in parts for error in part.faults()],
        "is_stale": is_stale,
    }
    return render(request, "stages/short.html", context, status=409 if is_stale else 200)
