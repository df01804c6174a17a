"""A version of the equality analysis as deciders were shown it, and what differs between two."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cycles.models import Cycle
from stages.plan.equality import Content, differences
from stages.plan.presenters.equality import day_of, description_of, matrix_of, mitigations_of
from stages.plan.selectors.equality import equality_work, version_of
from stages.plan.views.equality_context import cycle_to_read, equality_context


@require_safe
def version(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The version that is worked on stands on the page of the analysis."""
    cycle = cycle_to_read(request, reference)
    frozen = version_of(cycle, number)
    if frozen is None:
        _content_or_404(cycle, number)
        return redirect("equality", reference)
    limbs, rows = matrix_of(frozen.content)
    context = equality_context(request, cycle) | {
        "version": frozen,
        "is_screening": frozen.content["is_screening"],
        "completed_on": day_of(frozen.content["completed_on"]),
        "completed_by": frozen.content["completed_by"],
        "description": description_of(frozen.content),
        "limbs": limbs,
        "rows": rows,
        "mitigations": mitigations_of(frozen.content),
    }
    return render(request, "stages/equality/version.html", context)


@require_safe
def compare(request: HttpRequest, reference: str, older: int, newer: int) -> HttpResponse:
    """Also with the version that is worked on."""
    cycle = cycle_to_read(request, reference)
    before, after = _content_or_404(cycle, older), _content_or_404(cycle, newer)
    context: dict[str, Any] = equality_context(request, cycle) | {
        "older": older,
        "newer": newer,
        "differences": differences(before, after),
    }
    return render(request, "stages/equality/compare.html", context)


def _content_or_404(cycle: Cycle, number: int) -> Content:
    frozen = version_of(cycle, number)
    if frozen is not None:
        content: Content = frozen.content
        return content
    work = equality_work(cycle)
    if work is None or work.analysis.number != number:
        raise Http404("There is no such version")
    return work.content
