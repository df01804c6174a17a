"""Changing the people of a cycle, and handing over what those who go hold in it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.refusals import Stale
from accounts.verdict import require
from accounts.views.access import posted, signed_in
from accounts.views.error_handling import errors_to_form, refused_is_403
from approvals.selectors.held_work import default_takers, requests_of
from approvals.services.handing_over import HandOver, hand_over_cycle, movable_work
from cycles.forms.people import ChangePeopleForm
from cycles.models import Cycle
from cycles.services.people_assignment import FormerPeople, PeopleInput
from cycles.views.shortcuts import cycle_header, cycle_or_404, may_now, redirect_in_cycle
from overview.forms.handing_over import HandOverWorkForm
from ui.wording import listed

CHANGED = "Somebody changed this cycle while you were editing. Open the page again to see it."


@refused_is_403
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, reference: str) -> HttpResponse:
    """Two steps at one address: the people, and with `confirm` who takes what those who go hold, if they hold any."""
    cycle = cycle_or_404(request, reference, "sponsor", "contract_manager")
    require(may_now(request, "change_people", cycle))
    initial = {
        "lead": cycle.lead_id,
        "sponsor": cycle.sponsor_id,
        "team": list(cycle.team.values_list("pk", flat=True)),
        "contract_manager": cycle.contract_manager_id,
        "version": cycle.details_version,
    }
    form = ChangePeopleForm(posted(request), cycle=cycle, initial=initial)
    if request.method != "POST" or "change" in request.POST or not form.is_valid():
        return _show(request, cycle, form)
    chosen, actor = form.people, signed_in(request)
    leaving = FormerPeople.of(cycle).leaving(chosen.lead, chosen.team)
    work = movable_work(cycle, leaving, actor, timezone.localdate())
    takers = default_takers(work, chosen.lead, chosen.sponsor)
    confirmed = "confirm" in request.POST
    hand_over = HandOverWorkForm(
        request.POST if confirmed else None,
        cycle=cycle,
        work=work,
        takers=takers,
        people=[chosen.lead, chosen.sponsor, *chosen.team],
    )
    if work and not (confirmed and hand_over.is_valid()):
        return _show_hand_over(request, cycle, form, hand_over, chosen, leaving)
    try:
        with errors_to_form(hand_over if work else form):
            done = hand_over_cycle(
                cycle,
                chosen,
                takers=hand_over.takers if work else None,
                seen=request.POST.get("seen", ""),
                actor=actor,
                at=timezone.now(),
                seen_version=form.cleaned_data["version"],
            )
            messages.success(request, _message(done))
            return redirect_in_cycle(request, done.cycle, cycle.get_absolute_url())
    except Stale:
        form.add_error(None, CHANGED)
        return _show(request, cycle, form, status=409)
    if work:
        return _show_hand_over(request, cycle, form, hand_over, chosen, leaving)
    return _show(request, cycle, form)


def _show(request: HttpRequest, cycle: Cycle, form: ChangePeopleForm, status: int = 200) -> HttpResponse:
    context = cycle_header(cycle, "overview") | {"form": form}
    return render(request, "overview/people/change.html", context, status=status)


def _show_hand_over(
    request: HttpRequest,
    cycle: Cycle,
    form: ChangePeopleForm,
    hand_over: HandOverWorkForm,
    chosen: PeopleInput,
    leaving: list[User],
) -> HttpResponse:
    context: dict[str, Any] = cycle_header(cycle, "overview") | {
        "form": hand_over,
        "chosen": form,
        "new_lead": chosen.lead if chosen.lead != cycle.lead else None,
        "leaving": leaving,
        "requests": requests_of(cycle, leaving),
        "requests_of_lead": requests_of(cycle, [chosen.lead]) if chosen.lead != cycle.lead else [],
    }
    return render(request, "overview/people/hand_over.html", context)


def _message(done: HandOver) -> str:
    """Who has been told, by name; and who has not."""
    message = "People saved."
    if done.notified:
        names = listed([str(person) for person in done.notified])
        message += f" {names} {'has' if len(done.notified) == 1 else 'have'} been told."
    if done.unseeing:
        names = listed([str(person) for person in done.unseeing])
        message += f" {names} can no longer see this cycle, so the program has told them nothing."
    return message
