"""What the pages of a decision show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from accounts.models import User
from accounts.views.access import person
from approvals import packs
from approvals.forms.deciding import ACCEPT, DUTY, BaseConditionRows, ConditionRows, DecisionForm, ReopenForm
from approvals.forms.submitting import People, rows_shown
from approvals.models import Condition, Decision, Outcome, Submission, SubmissionState
from approvals.policies.deciding import signer_for
from approvals.presenters.routes import route_of
from approvals.presenters.sealed_pack import Sealed
from approvals.presenters.submission_outcome import changes_from_previous
from approvals.presenters.submissions import decisions_with_details, previous_of
from approvals.services.deciding import closed_outcomes
from approvals.views.decision_context import Turn
from approvals.views.formset_rows import PREFIX, without_row
from approvals.views.outcome_preview import consequence, hints, next_stage
from cycles.models import Cycle, CycleStage
from principles.edition_cache import parts_of
from principles.models import StageStatement

Values = Mapping[str, Any]


def decision_page(request: HttpRequest, turn: Turn, form: DecisionForm | None, why_not: str = "") -> HttpResponse:
    """The gate to decide; without a form, the same to read."""
    submission, on = turn.submission, timezone.localdate()
    route = route_of(submission, on)
    sealed = Sealed(submission.pack, officer=True)
    context = _shared(turn) | {
        "form": form,
        "why_not": why_not,
        "sealed": sealed,
        "waiting": next(step.waiting(on) for step in route if step.position == turn.step.position),
        "route": route,
        "signer": signer_for(person(request), submission, on) if form else None,
        "next_stage": next_stage(submission.stage),
        "gate_question": _gate_question(turn.cycle, submission.stage),
        "previous": previous_of(submission),
        "changes": changes_from_previous(submission),
        "earlier": decisions_with_details().filter(submission=submission),
    }
    return render(request, "approvals/decide.html", context | (_choices(turn, form, sealed, route) if form else {}))


def _choices(turn: Turn, form: DecisionForm, sealed: Sealed, route: list[Any]) -> dict[str, Any]:
    """The ticks and the radios, each with what stands beside it."""
    closed, under = closed_outcomes(turn.submission, turn.step), hints(turn.submission, route)
    radios = [
        {"value": value, "label": label, "hint": under[value], "closed": closed[value]}
        for value, label in Outcome.choices
    ]
    return {
        "duties": [(form[f"{DUTY}{duty.code}"], duty) for duty in sealed.duties],
        "accepted": [(form[f"{ACCEPT}{answer.code}"], answer) for answer in sealed.not_applicable],
        "open_outcomes": [radio for radio in radios if not radio["closed"]],
        "closed_outcomes": [radio for radio in radios if radio["closed"]],
    }


def conditions_page(request: HttpRequest, turn: Turn, rows: BaseConditionRows) -> HttpResponse:
    sealed = Sealed(turn.submission.pack, officer=True)
    context = _shared(turn) | {
        "rows": rows,
        "named": [(row, sealed.title_of(str(row["question"].value() or ""))) for row in rows.forms],
        "earlier": _promised(turn.submission),
    }
    return render(request, "approvals/conditions.html", context)


def condition_rows(turn: Turn, values: Values, data: QueryDict | None = None, *, another: bool = False) -> Any:
    """The rows of conditions: as they were sent, as they were kept, or as the team proposes them."""
    kept = values["conditions"] or _proposed(turn.submission)
    named = {row[key] for row in kept for key in ("owner_id", "verifier_id") if row.get(key)}
    rows = ConditionRows(
        without_row(data) if data is not None else None,
        initial=rows_shown(kept) if data is None else None,
        prefix=PREFIX,
        submission=turn.submission,
        step=turn.step,
        on=timezone.localdate(),
        form_kwargs={
            "people": People(turn.cycle, also=named),
            "on": timezone.localdate(),
            "questions": [answer["code"] for answer in turn.submission.pack["answers"]],
        },
    )
    rows.extra = 1 if another or not kept else 0
    return rows


def _proposed(submission: Submission) -> list[dict[str, Any]]:
    """What the team proposes and no earlier step of this route has set."""
    already = list(_promised(submission).values_list("question__code", "text"))
    codes, texts = {code for code, _ in already if code}, {text for _, text in already}
    proposed = submission.pack["conditions_proposed"]
    return [dict(row) for row in proposed if row["question"] not in codes and row["text"] not in texts]


def _promised(submission: Submission) -> Any:
    """The conditions that earlier steps of this route have set."""
    return Condition.objects.filter(decision__submission=submission).select_related("owner", "verifier")


def reopen_page(request: HttpRequest, turn: Turn, form: ReopenForm) -> HttpResponse:
    sealed = Sealed(turn.submission.pack, officer=True)
    return render(request, "approvals/reopen.html", _shared(turn) | {"form": form, "sealed": sealed})


def check_page(request: HttpRequest, turn: Turn, values: Values, faults: Mapping[str, str]) -> HttpResponse:
    """The last page before the record; `faults` are shown on top with where to mend them."""
    sealed = Sealed(turn.submission.pack, officer=True)
    outcome = values["outcome"]
    needed = outcome != Outcome.RETURN
    context = _shared(turn) | {
        "values": values,
        "outcome": Outcome(outcome).label if outcome in Outcome.values else "",
        "conditions": _named(values["conditions"]) if outcome == Outcome.PASS_WITH_CONDITIONS else [],
        "reopened": [sealed.title_of(code) for code in values["reopened"]] if outcome == Outcome.RETURN else [],
        "duties": [duty for duty in sealed.duties if needed and duty.code in values["due_regard"]],
        "accepted": [answer for answer in sealed.not_applicable if needed and answer.code in values["accepted"]],
        "signer": signer_for(person(request), turn.submission, timezone.localdate()),
        "consequence": consequence(outcome, turn.submission, route_of(turn.submission, timezone.localdate())),
        "draft": packs.digest(values),
        "faults": [(fault, page_of_fault(name)) for name, fault in faults.items()],
        "changed": request.method == "POST" and not faults,
    }
    return render(request, "approvals/check.html", context)


def page_of_fault(field: str) -> str:
    """The page on which a fault of the ruling is mended."""
    return {"conditions": "decide-conditions", "reopened": "decide-reopen"}.get(field, "decide")


def recorded(decision: Decision) -> str:
    """The sentence after it is recorded: what was decided and where the cycle is now."""
    told, submission = f"Decision recorded: {decision.get_outcome_display()}.", decision.submission
    cycle = submission.cycle
    if submission.state == SubmissionState.PENDING:
        return f"{told} The gate goes on to the next signature."
    if cycle.stage == submission.stage:
        return f"{told} The team can submit again."
    now = CycleStage(cycle.stage)
    return f"{told} {now.label} has started." if cycle.is_live else f"{told} The cycle is {now.label.lower()}."


def _named(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Kept conditions with the names of their people and their days as days."""
    ids = {row[key] for row in rows for key in ("owner_id", "verifier_id")}
    names = dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))
    return [
        shown | {"owner": names.get(row["owner_id"], ""), "verifier": names.get(row["verifier_id"], "")}
        for row, shown in zip(rows, rows_shown(rows), strict=True)
    ]


def _gate_question(cycle: Cycle, stage: str) -> str:
    return next((one.gate_question for one in parts_of(cycle.edition, StageStatement) if one.code == stage), "")


def _shared(turn: Turn) -> dict[str, Any]:
    return {"cycle": turn.cycle, "stage": turn.submission.stage, "submission": turn.submission, "step": turn.step}
