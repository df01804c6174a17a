"""What the pages of a decision show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from accounts.models import User
from accounts.views.access import signed_in
from approvals import packs
from approvals.forms.deciding import (
    ACCEPT,
    ACCEPT_CHECK,
    DUTY,
    BaseConditionRows,
    ConditionRows,
    DecisionForm,
    ReopenForm,
)
from approvals.forms.submitting import People, rows_initial
from approvals.models import Condition, Decision, Outcome, Submission, SubmissionState
from approvals.policies.deciding import signer_for
from approvals.presenters.answers_beside import answers_beside
from approvals.presenters.routes import route_of
from approvals.presenters.sealed_pack import SealedPack
from approvals.presenters.submission_outcome import changes_from, changes_of_earlier_stages
from approvals.presenters.submissions import decisions_with_details, earlier_submissions
from approvals.selectors.signing import Roster
from approvals.services.deciding import closed_outcomes
from approvals.views.decision_context import DecisionContext
from approvals.views.formset_rows import PREFIX, without_row
from approvals.views.outcome_preview import consequence, hints, next_stage
from cycles.models import CycleStage
from principles.edition_cache import parts_of
from principles.models import StageStatement

Values = Mapping[str, Any]


def decision_page(
    request: HttpRequest, page: DecisionContext, form: DecisionForm | None, why_not: str = ""
) -> HttpResponse:
    """The gate to decide; without a form, the same to read."""
    submission, today = page.submission, timezone.localdate()
    roster = Roster.of(page.cycle, today)
    route = route_of(submission, today, roster)
    sealed, before = SealedPack(submission.pack, officer=True), earlier_submissions(submission)
    previous = before.previous
    statements = parts_of(page.cycle.edition, StageStatement)
    gate_question = next((row.gate_question for row in statements if row.code == submission.stage), "")
    context = _shared(page) | {
        "form": form,
        "why_not": why_not,
        "sealed": sealed,
        "waiting": next(step.waiting(today) for step in route if step.position == page.step.position),
        "route": route,
        "signer": signer_for(signed_in(request), submission, today, roster) if form else None,
        "next_stage": next_stage(submission.stage),
        "gate_question": gate_question,
        "previous": previous,
        "changes": changes_from(previous, submission),
        "answers": answers_beside(sealed, previous),
        "open_answers": request.GET.get("answers") == "open",
        "earlier_work": changes_of_earlier_stages(submission, before.passed),
        "earlier": _earlier_decisions(request, submission),
    }
    if form:
        closed, hint = closed_outcomes(submission, page.step), hints(submission, route)
        radios = [
            {"value": value, "label": label, "hint": hint[value], "closed": closed[value]}
            for value, label in Outcome.choices
        ]
        context |= {
            "duties": [(form[f"{DUTY}{duty.code}"], duty) for duty in sealed.duties],
            "accepted": [(form[f"{ACCEPT}{answer.code}"], answer) for answer in sealed.not_applicable],
            "checks": [(form[f"{ACCEPT_CHECK}{finding.question}"], finding) for finding in sealed.failing],
            "open_outcomes": [radio for radio in radios if not radio["closed"]],
            "closed_outcomes": [radio for radio in radios if radio["closed"]],
        }
    return render(request, "approvals/decide.html", context)


def conditions_page(request: HttpRequest, page: DecisionContext, rows: BaseConditionRows) -> HttpResponse:
    sealed = SealedPack(page.submission.pack, officer=True)
    context = _shared(page) | {
        "rows": rows,
        "named": [(row, sealed.title_of(str(row["question"].value() or ""))) for row in rows.forms],
        "earlier": _earlier_conditions(page.submission),
    }
    return render(request, "approvals/conditions.html", context)


def condition_rows(
    page: DecisionContext, values: Values, data: QueryDict | None = None, *, another: bool = False
) -> Any:
    """The rows of conditions as sent, as kept, or as the team proposes them without those that an earlier step set."""
    kept = values["conditions"]
    if not kept:
        earlier = list(_earlier_conditions(page.submission).values_list("question__code", "text"))
        codes, texts = {code for code, _ in earlier if code}, {text for _, text in earlier}
        proposed = page.submission.pack["conditions_proposed"]
        kept = [dict(row) for row in proposed if row["question"] not in codes and row["text"] not in texts]
    people = {row[key] for row in kept for key in ("owner_id", "verifier_id") if row.get(key)}
    rows = ConditionRows(
        without_row(data) if data is not None else None,
        initial=rows_initial(kept) if data is None else None,
        prefix=PREFIX,
        submission=page.submission,
        step=page.step,
        today=timezone.localdate(),
        form_kwargs={
            "people": People(page.cycle, also=people),
            "today": timezone.localdate(),
            "questions": [answer["code"] for answer in page.submission.pack["answers"]],
        },
    )
    rows.extra = 1 if another or not kept else 0
    return rows


def _earlier_conditions(submission: Submission) -> Any:
    """The conditions that earlier steps of this route have set."""
    return Condition.objects.filter(decision__submission=submission).select_related("owner", "verifier")


def _earlier_decisions(request: HttpRequest, submission: Submission) -> Iterable[Decision]:
    """The decisions of earlier steps with their details. The first step has none: its signatures are read already."""
    if not submission.decisions.all():
        return []
    return decisions_with_details(signed_in(request)).filter(submission=submission)


def reopen_page(request: HttpRequest, page: DecisionContext, form: ReopenForm) -> HttpResponse:
    sealed = SealedPack(page.submission.pack, officer=True)
    return render(request, "approvals/reopen.html", _shared(page) | {"form": form, "sealed": sealed})


def check_page(request: HttpRequest, page: DecisionContext, values: Values, faults: Mapping[str, str]) -> HttpResponse:
    """The last page before the record; `faults` are shown on top with links to put them right."""
    submission, today = page.submission, timezone.localdate()
    sealed, roster = SealedPack(submission.pack, officer=True), Roster.of(page.cycle, today)
    outcome = values["outcome"]
    needed = outcome != Outcome.RETURN
    conditions = []
    if outcome == Outcome.PASS_WITH_CONDITIONS:
        rows = values["conditions"]
        ids = {row[key] for row in rows for key in ("owner_id", "verifier_id")}
        names = dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))
        conditions = [
            initial | {"owner": names.get(row["owner_id"], ""), "verifier": names.get(row["verifier_id"], "")}
            for row, initial in zip(rows, rows_initial(rows), strict=True)
        ]
    context = _shared(page) | {
        "values": values,
        "outcome": Outcome(outcome).label if outcome in Outcome.values else "",
        "conditions": conditions,
        "reopened": [sealed.title_of(code) for code in values["reopened"]] if outcome == Outcome.RETURN else [],
        "duties": [duty for duty in sealed.duties if needed and duty.code in values["due_regard"]],
        "accepted": [answer for answer in sealed.not_applicable if needed and answer.code in values["accepted"]],
        "checks": [row for row in sealed.failing if needed and row.question in values["accepted_checks"]],
        "signer": signer_for(signed_in(request), submission, today, roster),
        "consequence": consequence(outcome, submission, route_of(submission, today, roster)),
        "draft": packs.digest(values),
        "faults": [(fault, page_of_fault(name)) for name, fault in faults.items()],
        "changed": request.method == "POST" and not faults,
    }
    return render(request, "approvals/check.html", context)


def page_of_fault(field: str) -> str:
    """The page on which a fault of the decision is put right."""
    return {"conditions": "decide-conditions", "reopened": "decide-reopen"}.get(field, "decide")


def recorded_message(decision: Decision) -> str:
    """The sentence after it is recorded: what was decided and where the cycle is now."""
    message, submission = f"Decision recorded: {decision.get_outcome_display()}.", decision.submission
    cycle = submission.cycle
    if submission.state == SubmissionState.PENDING:
        return f"{message} The gate goes on to the next signature."
    if cycle.stage == submission.stage:
        return f"{message} The team can submit again."
    now = CycleStage(cycle.stage)
    return f"{message} {now.label} has started." if cycle.is_live else f"{message} The cycle is {now.label.lower()}."


def _shared(page: DecisionContext) -> dict[str, Any]:
    return {"cycle": page.cycle, "stage": page.submission.stage, "submission": page.submission, "step": page.step}
