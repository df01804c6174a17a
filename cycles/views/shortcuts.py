"""What every page of a cycle starts with: the cycle, if the person may see it, and what its head band shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.verdict import Verdict
from accounts.views.access import person, require
from cycles.models import LIVE_STAGES, Cycle, CycleStage
from cycles.once import for_a_page
from cycles.policies import may
from cycles.policies.reading import may_read_work
from cycles.selectors.visibility import visible_to


def cycle_or_404(request: HttpRequest, reference: str) -> Cycle:
    """The cycle, where the person may see it; a restricted one is as absent as one that never was."""
    return _found(_visible(request).filter(reference=reference), reference)


def turns_or_404(request: HttpRequest, reference: str) -> tuple[Cycle, list[Cycle]]:
    """The cycle as above, and every turn of its service that the person may see, the cycle among them."""
    turns = list(_visible(request).filter(service__cycles__reference=reference).order_by("number"))
    return _found(turns, reference), turns


def _visible(request: HttpRequest) -> QuerySet[Cycle]:
    """With what the head band names, and the team, which most policies ask for."""
    cycles = visible_to(person(request), timezone.localdate())
    names = cycles.select_related("service", "directorate", "lead", "sponsor", "successor")
    return names.prefetch_related("team", "ambitions")


def _found(cycles: Iterable[Cycle], reference: str) -> Cycle:
    for cycle in cycles:
        if cycle.reference == reference:
            return for_a_page(cycle)
    raise Http404("There is no such cycle")


def require_readable_work(request: HttpRequest, cycle: Cycle, stage: str) -> None:
    require(may_read_work(person(request), cycle, stage))


def may_now(request: HttpRequest, action: str, cycle: Cycle, to: Any = None) -> Verdict:
    return may(action, person(request), cycle, timezone.localdate(), to)


def cycle_header(cycle: Cycle, here: str) -> dict[str, Any]:
    """Context of the head band: the cycle and its places, `here` being "overview", a stage, "evidence" or "history"."""
    reference = cycle.reference
    overview = [_place("Overview", reverse("cycle", args=[reference]), here == "overview")]
    records = [
        _place(code.capitalize(), reverse(code, args=[reference]), here == code) for code in ("evidence", "history")
    ]
    return {
        "cycle": cycle,
        "here": here,
        "places": [*overview, *_stages(cycle, here), *records],
    }


def _stages(cycle: Cycle, here: str) -> list[dict[str, Any]]:
    return [
        _place(CycleStage(stage).label, reverse("stage", args=[cycle.reference, stage]), here == stage)
        | {"number": number, "state": _state(cycle, stage)}
        for number, stage in enumerate(LIVE_STAGES, start=1)
    ]


def _state(cycle: Cycle, stage: str) -> str:
    if cycle.has_passed(stage):
        return "done"
    return "now" if stage == cycle.stage else "to_come"


def _place(label: str, url: str, current: bool) -> dict[str, Any]:
    return {"label": str(label), "url": url, "current": current}


def posted_number(text: str) -> int:
    """A small number as a form sent it; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
