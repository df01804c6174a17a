"""What every page of a cycle starts with: the cycle, if the person may see it, and what its head band shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.standing import standing
from accounts.verdict import Verdict
from cycles.models import LIVE_STAGES, Answer, Cycle, CycleStage
from cycles.policies import may, may_read_work, past_stages
from cycles.queries.once import for_a_page
from cycles.queries.visible import visible_to


def person(request: HttpRequest) -> User:
    """Who is signed in; every page of a cycle needs somebody."""
    assert isinstance(request.user, User)
    return request.user


def member(request: HttpRequest) -> User:
    """Somebody with a role; without one there is nothing to read yet."""
    user = person(request)
    if not standing(user).kinds:
        raise PermissionDenied(f"You have no role in this service yet. Ask for one: {settings.SERVICE_CONTACT}.")
    return user


def officer(request: HttpRequest) -> User:
    user = member(request)
    if not standing(user).is_officer:
        raise PermissionDenied("This page is for officers of the council. Councillors find every cycle under Cycles.")
    return user


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


def answer_or_404(cycle: Cycle, stage: str, code: str) -> Answer:
    answer = (
        cycle.answers.select_related("missing_owner").filter(question__stage=stage, question__code=code.upper()).first()
    )
    if answer is None:
        raise Http404("There is no such question in this cycle")
    answer.cycle = cycle
    return answer


def must(verdict: Verdict) -> None:
    """Answer 403 with the policy's sentence."""
    if not verdict:
        raise PermissionDenied(verdict.reason)


def must_read_work(request: HttpRequest, cycle: Cycle, stage: str) -> None:
    must(may_read_work(person(request), cycle, stage))


def behind(request: HttpRequest, cycle: Cycle) -> list[str] | None:
    """The stages whose evidence a councillor reads; None for officers, who read all of it."""
    return None if standing(person(request)).is_officer else past_stages(cycle)


def may_now(request: HttpRequest, action: str, cycle: Cycle, to: Any = None) -> Verdict:
    return may(action, person(request), cycle, timezone.localdate(), to)


def band(cycle: Cycle, here: str) -> dict[str, Any]:
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
