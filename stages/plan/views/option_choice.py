"""The last two steps of the options appraisal: the result with how firm it is, and the choice."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.refusals import Stale
from accounts.views.access import posted, signed_in
from accounts.views.error_handling import errors_to_form, refused_is_403
from stages.plan.forms.appraisal import OptionChoiceForm
from stages.plan.presenters.appraisal import AppraisalResult, result_of
from stages.plan.selectors.appraisal import CENTRAL, AppraisalRecords, appraisal_records
from stages.plan.services.appraisal import ChoiceInput, choose_option
from stages.plan.views.appraisal import ALLOWED, context, cycle_for
from ui.wording import money


@refused_is_403
@require_http_methods(ALLOWED)
def result(request: HttpRequest, reference: str) -> HttpResponse:
    """The ranking, how firm it is, and the choice, which is shown again before it is stored."""
    cycle = cycle_for(request, reference)
    records, status = appraisal_records(cycle), 200
    found = result_of(records)
    form = OptionChoiceForm(posted(request), records=records)
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        values = form.cleaned_data
        if "confirm" not in request.POST:
            return render(request, "stages/appraisal/check.html", _check_context(request, records, found, form))
        data = ChoiceInput(
            values["option"], values["reason"], form.route_values, values["version"], values["details_version"]
        )
        try:
            with errors_to_form(form):
                chosen = choose_option(cycle, data, actor=signed_in(request), at=timezone.now())
                messages.success(
                    request,
                    f"You chose “{chosen}”. The cycle now has its delivery routes, legal regime and value.",
                )
                return redirect("option-result", reference)
        except Stale as stale:
            cycle = cycle_for(request, reference)
            records, resent = appraisal_records(cycle), request.POST.copy()
            found = result_of(records)
            resent["version"], resent["details_version"] = str(records.appraisal.version), str(cycle.details_version)
            form, status = OptionChoiceForm(resent, records=records), 409
            form.add_error(None, str(stale))
    more = {
        "result": found,
        "form": form,
        "may_choose": bool(found) or (not records.asks_for_scores and bool(records.scored_options)),
        "chosen": records.chosen,
        "ruled_out": [option for option in records.options if option.is_ruled_out],
    }
    return render(
        request, "stages/appraisal/result.html", context(request, records, "option-result") | more, status=status
    )


def _check_context(
    request: HttpRequest, records: AppraisalRecords, found: AppraisalResult | None, form: OptionChoiceForm
) -> dict[str, Any]:
    """What the choice would change, before and after."""
    cycle, values = records.cycle, form.cleaned_data
    option = next((option for option in records.options if option.pk == values["option"]), None)
    cost = records.costs_in(CENTRAL).get(values["option"])
    before = cycle.whole_life_value
    after = before if cost is None else cost
    names = dict(form.fields["other_routes"].choices)  # type: ignore[attr-defined]
    changes = [
        ("Main delivery route", cycle.delivery_route, values["delivery_route"]),
        (
            "Combined with",
            ", ".join(cycle.route_names[1:]),
            ", ".join(str(names[code]) for code in values["other_routes"]),
        ),
        ("Legal regime", cycle.legal_regime, values["legal_regime"]),
        ("Route of the legal regime", cycle.regime_route, values.get("regime_route")),
        ("Whole-life value", *("" if value is None else money(value) for value in (before, after))),
    ]
    rank = next((row for row in found.rows if row.option == option), None) if found else None
    return context(request, records, "option-result") | {
        "form": form,
        "option": option,
        "rank": rank,
        "changes": [(label, str(old or ""), str(new or "")) for label, old, new in changes],
        "has_cost": cost is not None,
        "sent": [(name, value) for name in form.fields for value in request.POST.getlist(name)],
    }
