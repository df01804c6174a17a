"""The conditions of a cycle: the list, and one condition to claim, check or hand over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.refusals import Stale
from accounts.views.access import require, signed_in
from accounts.views.error_handling import errors_to_form, refused_is_403
from approvals.forms.conditions import MET, CheckForm, ClaimForm, HandOverForm
from approvals.models import Condition
from approvals.presenters.conditions import condition_history, conditions_of, inherited_conditions
from approvals.selectors.conditions import checker_or_replacements, owner_or_replacements
from approvals.services import conditions as services
from cycles.policies.reading import may_read_work
from cycles.presenters.replacements import passed_on
from cycles.selectors.visibility import whom_to_ask
from cycles.views.shortcuts import cycle_header, cycle_or_404, may_now, posted_number, redirect_in_cycle

ACTIONS: Mapping[str, str] = {
    "claim": "claim_condition",
    "check": "check_condition",
    "hand_over": "hand_over_condition",
}
MESSAGES = {
    "claim": "You have said that this is done. {verifier} is asked to check it.",
    "check": "Your check is recorded.",
    "hand_over": "The condition is handed over.",
}


@require_safe
def conditions(request: HttpRequest, reference: str) -> HttpResponse:
    """Every condition of the cycle, and those of the cycle before that still bind it."""
    cycle, today = cycle_or_404(request, reference), timezone.localdate()
    rows = list(conditions_of(signed_in(request), cycle))
    inherited = inherited_conditions(signed_in(request), cycle, today)
    context = cycle_header(cycle, "") | {
        "open": [(row, max((today - row.due).days, 0)) for row in rows if row.is_unmet],
        "ended": [row for row in rows if not row.is_unmet],
        "inherited": inherited.visible,
        "ask_about_hidden": whom_to_ask(inherited.hidden[0].cycle, cycle, today) if inherited.hidden else "",
    }
    return render(request, "approvals/conditions/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def condition(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """One condition with what this person may do to it; `action` names the form that was sent."""
    cycle = cycle_or_404(request, reference)
    row = conditions_of(signed_in(request), cycle).filter(pk=pk).first()
    if row is None:
        raise Http404("There is no such condition")
    row.cycle = cycle
    action = request.POST.get("action", "")
    if request.method != "POST" or action not in ACTIONS:
        return _page(request, row)
    require(may_now(request, ACTIONS[action], cycle, row))
    form = _form(action, row, request.POST)
    if form.is_valid():
        try:
            with errors_to_form(form):
                values, version = form.cleaned_data, posted_number(request.POST.get("version", ""))
                by: dict[str, Any] = {"actor": signed_in(request), "at": timezone.now(), "seen_version": version}
                if action == "claim":
                    services.claim(row, note=values["note"], **by)
                elif action == "hand_over":
                    services.hand_over(row, owner=values["owner"], verifier=values["verifier"], **by)
                elif values["found"] == MET:
                    services.accept(row, note=values["note"], **by)
                else:
                    services.send_back(row, note=values["note"], **by)
        except Stale as stale:
            return _page(request, Condition.objects.get(pk=pk), {action: form}, changed=str(stale))
    if not form.is_valid():
        return _page(request, row, {action: form})
    messages.success(request, MESSAGES[action].format(verifier=row.verifier))
    return redirect_in_cycle(request, cycle, reverse("condition", args=[reference, pk]))


def _form(action: str, row: Condition, data: Any = None) -> forms.Form:
    if action == "claim":
        return ClaimForm(data, prefix=action)
    if action == "check":
        return CheckForm(data, prefix=action)
    return HandOverForm(data, prefix=action, condition=row)


def _page(
    request: HttpRequest, row: Condition, sent: Mapping[str, forms.Form] | None = None, changed: str = ""
) -> HttpResponse:
    """The forms of what may be done; the one that was sent comes back with its errors, or after a clash untouched."""
    offered = {
        action: (sent or {}).get(action) or _form(action, row)
        for action, rule in ACTIONS.items()
        if may_now(request, rule, row.cycle, row)
    }
    kept = "" if not changed else next(iter((sent or {}).values())).data.get("claim-note", "")
    context = cycle_header(row.cycle, "") | {
        "condition": row,
        "late_by": max((timezone.localdate() - row.due).days, 0) if row.is_unmet else 0,
        "forms": offered,
        "may_add_evidence": "claim" in offered and may_now(request, "add_evidence", row.cycle),
        "form": next(iter((sent or {}).values()), None),
        "story": condition_history(row),
        "owner_passed_on": passed_on(row.owner, row.cycle, owner_or_replacements(row, row.cycle)),
        "check_passed_on": passed_on(row.verifier, row.cycle, checker_or_replacements(row, row.cycle)),
        "reads_work": row.question and may_read_work(signed_in(request), row.cycle, row.question.stage),
        "changed": changed,
        "kept": kept,
    }
    return render(request, "approvals/conditions/one.html", context, status=409 if changed else 200)
