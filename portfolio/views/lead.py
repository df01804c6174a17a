"""Changing the lead of the cycles that were chosen in the list: a check page first, then each by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from commissioning.wording import counted, listed
from cycles.models import Cycle
from cycles.policies import may
from cycles.views.reading import must
from portfolio.forms.lead import LeadForm
from portfolio.models import Way
from portfolio.policies import may_change_leads
from portfolio.selectors.pagination import A_PAGE
from portfolio.services.lead import Handed, hand_over
from portfolio.views.cycles import list_page
from portfolio.views.list_context import Portfolio, asked_by

NONE_CHOSEN = "Select at least one cycle"
NONE_FOUND = "None of the cycles that you selected is there any more. Select at least one cycle"
VALUE = re.compile(r"(C-[0-9]{4,8})(?:\.([0-9]{1,9}))?")  # a reference, and the version that was seen


@dataclass(frozen=True)
class Chosen:
    """A cycle that was ticked, the version of its people that was seen, and why its lead can't be changed."""

    cycle: Cycle
    seen: int
    why_not: str

    @property
    def value(self) -> str:
        return f"{self.cycle.reference}.{self.seen}"


@require_http_methods(["GET", "HEAD", "POST"])
def lead(request: HttpRequest) -> HttpResponse:
    asked = asked_by(request)
    must(may_change_leads(asked.user))
    back = f"{Way.LIST.page}{asked.asked.query}"
    ticked = (request.POST or request.GET).getlist("cycle")
    chosen = _chosen(asked, ticked)
    if not chosen:
        return list_page(request, asked, fault=NONE_FOUND if ticked else NONE_CHOSEN)
    form = LeadForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        to, why = form.cleaned_data["lead"], form.cleaned_data["reason"]
        cycles = [(one.cycle, one.seen) for one in chosen]
        _tell(request, to, hand_over(cycles, to, reason=why, actor=asked.user, at=timezone.now()))
        return redirect(back)
    context = {
        "form": form,
        "back": back,
        "can": [one for one in chosen if not one.why_not],
        "cannot": [one for one in chosen if one.why_not],
    }
    return render(request, "portfolio/lead.html", context)


def _chosen(asked: Portfolio, values: Iterable[str]) -> list[Chosen]:
    """At most a page of them, of those that the person may see; each with the version in the form, or as it is now."""
    read = [VALUE.fullmatch(value) for value in list(values)[:A_PAGE]]
    seen = {one[1]: one[2] for one in read if one}
    found = asked.visible.filter(reference__in=list(seen)).select_related("service", "directorate", "lead", "sponsor")
    return [_one(asked, cycle, seen[cycle.reference]) for cycle in found.order_by("serial")]


def _one(asked: Portfolio, cycle: Cycle, seen: str | None) -> Chosen:
    verdict = may("change_people", asked.user, cycle, asked.asked.on)
    return Chosen(cycle, int(seen) if seen else cycle.details_version, verdict.reason)


def _tell(request: HttpRequest, to: User, handed: list[Handed]) -> None:
    """Which are changed, and which not with the reason."""
    done = [one.cycle.reference for one in handed if not one.why_not]
    left = [f"{one.cycle.reference}: {one.why_not}" for one in handed if one.why_not]
    if done:
        messages.success(request, f"{to} now leads {listed(done)}.")
    if left:
        messages.warning(request, f"{counted(len(left), 'cycle')} not changed. {' '.join(left)}")
