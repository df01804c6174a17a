"""The first three steps of the options appraisal: options, criteria and weights, scores."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.refusals import Stale
from accounts.views.access import posted, signed_in
from accounts.views.error_handling import errors_to_form, refused_is_403
from cycles.models import Cycle
from principles.models import Stage
from stages.plan.forms.appraisal import BaseRows, ScoresForm, UnlockCriteriaForm, criterion_rows, option_rows
from stages.plan.presenters.appraisal import appraisal_steps
from stages.plan.selectors.appraisal import AppraisalRecords, appraisal_records
from stages.plan.services.appraisal import ScoresInput, save_criteria, save_scores, unlock_criteria
from stages.records.kinds import all_kinds
from stages.records.models import StageRecord
from stages.records.presenters.tables import table_of_cycle
from stages.records.services.tables import CHANGED, change_table
from stages.records.views.shortcuts import cycle_to_change, cycle_to_read, page_context

ALLOWED = ["GET", "HEAD", "POST"]
GONE = "Somebody removed this row while you were editing. Save again to add it anew, or empty it."


@refused_is_403
@require_http_methods(ALLOWED)
def options(request: HttpRequest, reference: str) -> HttpResponse:
    """All options on one page, with room to add several at once."""
    cycle = cycle_for(request, reference)
    records, kind, status = appraisal_records(cycle), all_kinds()["options"], 200
    rows = option_rows(posted(request), cycle, records.options)
    if request.method == "POST" and rows.is_valid():
        try:
            change_table(cycle, kind, rows.inputs, actor=signed_in(request), at=timezone.now())
        except Stale as stale:
            rows, status = _stale_rows(option_rows, request, records, records.options, stale.row), 409
        except ValidationError as error:
            rows.non_form_errors().extend(error.messages)
        else:
            messages.success(request, "Options saved.")
            return redirect("criteria" if "next" in request.POST else "options", reference)
    more = {"rows": rows, "table": table_of_cycle(kind, cycle, records.options)}
    return render(request, "stages/appraisal/options.html", context(request, records, "options") | more, status=status)


@refused_is_403
@require_http_methods(ALLOWED)
def criteria(request: HttpRequest, reference: str) -> HttpResponse:
    """Criteria and weights, until they are locked."""
    cycle = cycle_for(request, reference)
    records, status = appraisal_records(cycle), 200
    rows = criterion_rows(posted(request), cycle, records.criteria)
    if request.method == "POST" and rows.is_valid():
        lock = "lock" in request.POST
        try:
            save_criteria(cycle, rows.inputs, lock=lock, actor=signed_in(request), at=timezone.now())
        except Stale as stale:
            if isinstance(stale.row, StageRecord) or stale.row is None:
                rows = _stale_rows(criterion_rows, request, records, records.criteria, stale.row)
            else:
                rows.non_form_errors().append(str(stale))
            status = 409
        except ValidationError as error:
            rows.non_form_errors().extend(error.messages)
        else:
            messages.success(request, "Criteria locked. Score the options now." if lock else "Criteria saved.")
            return redirect("option-scores" if lock else "criteria", reference)
    more = {
        "rows": rows,
        "table": table_of_cycle(all_kinds()["criteria"], cycle, records.criteria),
        "total": sum(criterion.weight for criterion in records.criteria),
    }
    return render(
        request, "stages/appraisal/criteria.html", context(request, records, "criteria") | more, status=status
    )


@refused_is_403
@require_http_methods(ALLOWED)
def scores(request: HttpRequest, reference: str) -> HttpResponse:
    """Every option against every criterion on one page. Of two who score at once the second sees both."""
    cycle = cycle_for(request, reference)
    records, status = appraisal_records(cycle), 200
    form = ScoresForm(posted(request), records=records)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        data = ScoresInput(form.scores, values["scored_on"], values["scorers"], values["version"])
        try:
            with errors_to_form(form):
                save_scores(cycle, data, actor=signed_in(request), at=timezone.now())
        except Stale as stale:
            records, status = appraisal_records(cycle), 409
            resent = request.POST.copy()
            resent["version"] = str(records.appraisal.version)
            form = ScoresForm(resent, records=records)
            form.add_error(None, str(stale))
        if not form.errors:
            messages.success(request, "Scores saved.")
            return redirect("option-result", reference)
    theirs = {}
    if status == 409:  # by the name of a field, what somebody else saved and what differs from what was typed
        theirs = {
            name: records.scores[pair]
            for name, pair in form.pairs.items()
            if pair in records.scores and str(form[name].value()).strip() != str(records.scores[pair])
        }
    more = {"form": form, "theirs": theirs}
    return render(
        request, "stages/appraisal/scores.html", context(request, records, "option-scores") | more, status=status
    )


@refused_is_403
@require_http_methods(ALLOWED)
def unlock(request: HttpRequest, reference: str) -> HttpResponse:
    """Asks before it clears the scores."""
    cycle = cycle_to_change(request, reference, Stage.PLAN)
    records = appraisal_records(cycle)
    form = UnlockCriteriaForm(posted(request), initial={"version": records.appraisal.version})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            with errors_to_form(form):
                unlock_criteria(
                    cycle,
                    reason=values["reason"],
                    seen_version=values["version"],
                    actor=signed_in(request),
                    at=timezone.now(),
                )
        except Stale:
            messages.warning(request, "The appraisal was changed meanwhile. Read it again before you unlock it.")
            return redirect("criteria", reference)
        if not form.errors:
            messages.success(request, "Criteria unlocked. The scores were cleared.")
            return redirect("criteria", reference)
    if records.appraisal.locked_at is None:
        messages.info(request, "The criteria are not locked.")
        return redirect("criteria", reference)
    return render(request, "stages/appraisal/unlock.html", context(request, records, "criteria") | {"form": form})


def cycle_for(request: HttpRequest, reference: str) -> Cycle:
    """For reading, or for whoever may change it where something is sent."""
    find = cycle_to_change if request.method == "POST" else cycle_to_read
    return find(request, reference, Stage.PLAN)


def context(request: HttpRequest, records: AppraisalRecords, here: str) -> dict[str, Any]:
    """Context of stages/appraisal/page.html."""
    return page_context(request, records.cycle, Stage.PLAN, "options") | {
        "records": records,
        "appraisal": records.appraisal,
        "appraisal_steps": appraisal_steps(records, here),
    }


def _stale_rows(make: Any, request: HttpRequest, records: AppraisalRecords, shown: Any, row: object) -> BaseRows:
    """What was typed, with the version of today, so that saving again replaces what somebody else wrote.

    What they wrote stands beside it. A row that they removed is added anew.
    """
    fresh = {one.pk: one for one in shown}
    data: QueryDict = request.POST.copy()
    prefix = make(None, records.cycle, ()).prefix
    for name in [name for name in data if name.startswith(f"{prefix}-") and name.endswith("-pk")]:
        text = data.get(name) or ""
        pk = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
        version = name.removesuffix("pk") + "version"
        if pk in fresh:
            data[version] = str(fresh[pk].version)
        elif pk is not None:
            data[name] = data[version] = ""
    rows: BaseRows = make(data, records.cycle, shown)
    rows.is_valid()
    sentence = GONE
    if isinstance(row, StageRecord):
        kind = next(kind for kind in all_kinds().values() if isinstance(row, kind.model))
        texts = [(kind.label(name), kind.text(row, name)) for name in kind.fields]
        sentence = f"{CHANGED} It now says: {'; '.join(f'{label}: {text}' for label, text in texts if text)}"
    rows.non_form_errors().append(sentence)
    return rows
