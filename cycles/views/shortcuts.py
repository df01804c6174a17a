"""What every page of a cycle starts with: the cycle, if the person may see it, and the context of its header."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.roles import roles_of
from accounts.verdict import Verdict, require
from accounts.views.access import signed_in
from cycles.models import LIVE_STAGES, Cycle, CycleStage
from cycles.policies import may
from cycles.policies.reading import may_read_work
from cycles.selectors.one_cycle import cycle_named
from cycles.selectors.visibility import may_see


def cycle_or_404(request: HttpRequest, reference: str, *also: str) -> Cycle:
    """The cycle with its lead, whom most policies ask for, and what it points to under the names in `also`.

    One that does not exist and an invisible one are alike. Only of a restricted cycle is it asked who may see it.
    """
    user = signed_in(request)
    cycle = cycle_named(reference, *also) if roles_of(user).kinds else None
    if cycle is None or (cycle.restricted and not may_see(user, cycle, timezone.localdate())):
        raise Http404("There is no such cycle")
    return cycle


def redirect_in_cycle(request: HttpRequest, cycle: Cycle, to: str) -> HttpResponse:
    """Redirect to a page of the cycle; to My work where the change has just ended what admits this person to it."""
    sees = not cycle.restricted or may_see(signed_in(request), cycle, timezone.localdate())
    return redirect(to if sees else "my-work")


def require_readable_work(request: HttpRequest, cycle: Cycle, stage: str) -> None:
    require(may_read_work(signed_in(request), cycle, stage))


def may_now(request: HttpRequest, action: str, cycle: Cycle, to: Any = None) -> Verdict:
    return may(action, signed_in(request), cycle, timezone.localdate(), to)


def cycle_header(cycle: Cycle, here: str) -> dict[str, Any]:
    """Context of the header: the cycle and its tabs. `here` is "overview", a stage, "evidence" or "history"."""
    reference = cycle.reference
    stages = []
    for number, stage in enumerate(LIVE_STAGES, start=1):
        state = "now" if stage == cycle.stage else "to_come"
        if cycle.has_passed(stage):
            state = "done"
        tab = _tab(CycleStage(stage).label, reverse("stage", args=[reference, stage]), here == stage)
        stages.append(tab | {"number": number, "state": state})
    overview = [_tab("Overview", reverse("cycle", args=[reference]), here == "overview")]
    records = [
        _tab(code.capitalize(), reverse(code, args=[reference]), here == code) for code in ("evidence", "history")
    ]
    return {
        "cycle": cycle,
        "here": here,
        "places": [*overview, *stages, *records],
    }


def _tab(label: str, url: str, current: bool) -> dict[str, Any]:
    return {"label": str(label), "url": url, "current": current}


def posted_number(text: str) -> int:
    """A small number as a form sent it; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
