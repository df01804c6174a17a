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

from accounts.verdict import require
from approvals.selectors.held_work import held_work, words_of_work
from cycles.models import Cycle
from cycles.policies import may
from portfolio.forms.lead import LeadForm
from portfolio.models import Way
from portfolio.policies import may_change_leads
from portfolio.selectors.pagination import PAGE_SIZE
from portfolio.services.lead import change_leads, handing_over
from portfolio.views.cycles import list_page
from portfolio.views.list_context import ListContext, list_context
from ui.sorting import sort_key
from ui.wording import counted, listed

NONE_CHOSEN = "Select at least one cycle"
NONE_LEFT = "None of the cycles that you selected is there any more. Select at least one cycle"
VALUE = re.compile(r"(C-[0-9]{4,8})(?:\.([0-9]{1,9}))?")  # a reference, and the version that was seen


@dataclass(frozen=True)
class ChosenCycle:
    """A cycle that was ticked, the version of its people that was seen, and why its lead can't be changed.

    `work` is what goes to the new lead with it, in words; "" where there is nothing.
    """

    cycle: Cycle
    seen_version: int
    why_not: str
    work: str = ""

    @property
    def value(self) -> str:
        return f"{self.cycle.reference}.{self.seen_version}"


@require_http_methods(["GET", "HEAD", "POST"])
def lead(request: HttpRequest) -> HttpResponse:
    asked = list_context(request)
    require(may_change_leads(asked.user))
    back = f"{Way.LIST.page}{asked.state.query}"
    ticked = (request.POST or request.GET).getlist("cycle")
    chosen = chosen_cycles(asked, ticked)
    if not chosen:
        return list_page(request, asked, error=NONE_LEFT if ticked else NONE_CHOSEN)
    form = LeadForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        new_lead, reason = form.cleaned_data["lead"], form.cleaned_data["reason"]
        cycles = [(one.cycle, one.seen_version) for one in chosen]
        changes = change_leads(cycles, new_lead, reason=reason, actor=asked.user, at=timezone.now())
        changed = [change.cycle.reference for change in changes if not change.why_not]
        unchanged = [f"{change.cycle.reference}: {change.why_not}" for change in changes if change.why_not]
        if changed:
            names = sorted({str(person) for change in changes for person in change.notified}, key=sort_key)
            told = f" {listed(names)} {'has' if len(names) == 1 else 'have'} been told." if names else ""
            messages.success(request, f"{new_lead} now leads {listed(changed)}.{told}")
        if unchanged:
            messages.warning(request, f"{counted(len(unchanged), 'cycle')} not changed. {' '.join(unchanged)}")
        return redirect(back)
    context = {
        "form": form,
        "back": back,
        "changeable": [one for one in chosen if not one.why_not],
        "unchangeable": [one for one in chosen if one.why_not],
    }
    return render(request, "portfolio/lead.html", context)


def chosen_cycles(asked: ListContext, values: Iterable[str]) -> list[ChosenCycle]:
    """At most a page of the ticked cycles that the person may see, with the version in the form, or the present one."""
    matches = [VALUE.fullmatch(value) for value in list(values)[:PAGE_SIZE]]
    seen = {match[1]: match[2] for match in matches if match}
    rows = asked.visible.filter(reference__in=list(seen)).select_related("service", "directorate", "lead", "sponsor")
    cycles = list(rows.prefetch_related("team").order_by("serial"))
    work = held_work({cycle: handing_over(cycle) for cycle in cycles})
    chosen = []
    for cycle in cycles:
        verdict = may("change_people", asked.user, cycle, asked.today)
        movable = [held for held in work[cycle.pk] if may("hand_over_work", asked.user, cycle, asked.today, held)]
        version, words = seen[cycle.reference], listed(words_of_work(movable))
        chosen.append(ChosenCycle(cycle, int(version) if version else cycle.details_version, verdict.reason, words))
    return chosen
