"""Putting a gate to its deciders: a note, the conditions proposed, a check page, and it is sealed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.refusals import Stale
from accounts.views.access import require, signed_in
from accounts.views.error_handling import refused_is_403
from approvals.forms.submitting import People, ProposalRows, SubmitForm, rows_initial, rows_to_keep, submission_input
from approvals.models import NextStep
from approvals.presenters.readiness import Readiness, readiness_of
from approvals.services.submitting import NotReady
from approvals.services.submitting import submit as seal
from approvals.views.formset_rows import PREFIX, without_row
from checklists.models import Answer, AnswerState
from checklists.selectors.answers import live_answers
from cycles.models import Cycle
from cycles.views.shortcuts import cycle_or_404, may_now, require_readable_work
from unsaved.selectors import draft_of
from unsaved.services import delete_draft, save_draft

ALLOWED = ["GET", "HEAD", "POST"]
EMPTY: dict[str, Any] = {"note": "", "next_step": "", "next_need_by": None, "review_on": None, "proposals": None}


@require_http_methods(ALLOWED)
@refused_is_403
def submit(request: HttpRequest, reference: str, stage: str) -> HttpResponse:
    """The note, the conditions proposed and after a Review what comes next; kept until it is checked."""
    cycle = _to_submit(request, reference, stage)
    if cycle.stage != stage or not _readiness(request, cycle).result.ready:
        return redirect("gate", reference, stage)
    kept = _kept(request, cycle)
    if request.method != "POST":
        form = SubmitForm(initial=kept, cycle=cycle, today=timezone.localdate())
        return _submit_page(request, cycle, form, _rows(cycle, kept, another="add" in request.GET))
    form = SubmitForm(request.POST, cycle=cycle, today=timezone.localdate())
    rows = _rows(cycle, kept, request.POST)
    if "remove" in request.POST:
        return _submit_page(request, cycle, form, rows)
    adding, complete = "add" in request.POST, rows.is_valid()
    if not complete or not (form.is_valid() or adding):
        return _submit_page(request, cycle, form, rows)
    form.is_valid()
    values = form.values_to_keep() | {"proposals": rows_to_keep(rows)}
    save_draft(signed_in(request), _key(cycle), values, at=timezone.now())
    return redirect(f"{request.path}?add=1#another") if adding else redirect("submit-check", reference, stage)


@require_http_methods(ALLOWED)
@refused_is_403
def submit_check(request: HttpRequest, reference: str, stage: str) -> HttpResponse:
    """Everything once more, then it is sealed as it stands at that moment."""
    cycle = _to_submit(request, reference, stage)
    kept = _kept(request, cycle)
    if cycle.stage != stage or kept["proposals"] is None:
        return redirect("submit", reference, stage)
    if request.method != "POST":
        return _check_page(request, cycle, kept)
    seen = request.POST.get("version", "")
    if request.POST.get("draft", str(kept["draft"])) != str(kept["draft"]):
        seen = ""  # another tab of theirs says something else by now
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1
    try:
        sealed = seal(cycle, submission_input(kept), actor=signed_in(request), at=timezone.now(), seen_version=version)
    except NotReady:
        return redirect("gate", reference, stage)
    except Stale:
        return _check_page(request, cycle, kept, changed=True)
    except ValidationError as error:
        return _check_page(request, cycle, kept, faults=error.messages)
    delete_draft(signed_in(request), _key(cycle))
    return redirect(reverse("submission", args=[reference, stage, sealed.number]) + "?submitted=1")


def _to_submit(request: HttpRequest, reference: str, stage: str) -> Cycle:
    cycle = cycle_or_404(request, reference)
    require_readable_work(request, cycle, stage)
    require(may_now(request, "submit", cycle))
    return cycle


def _readiness(request: HttpRequest, cycle: Cycle) -> Readiness:
    user = signed_in(request)
    return readiness_of(cycle, cycle.stage, timezone.localdate(), submitter=user, viewer=user)


def _key(cycle: Cycle) -> str:
    """Key of the draft. Kept values belong to one visit of a stage."""
    return f"submit:{cycle.pk}:{cycle.stage}:{cycle.visit}"


def _kept(request: HttpRequest, cycle: Cycle) -> dict[str, Any]:
    draft = draft_of(signed_in(request), _key(cycle))
    return EMPTY | ({**draft.values, "draft": draft.version} if draft else {})


def _rows(cycle: Cycle, kept: dict[str, Any], data: QueryDict | None = None, *, another: bool = False) -> Any:
    """The rows as sent, as kept, or one for each partly met answer."""
    partly_met, proposals = _partly_met(cycle), kept["proposals"]
    if proposals is None:
        proposals = []
        for answer in partly_met:
            assert answer.missing_owner and answer.missing_due  # partly_met_names_owner_and_date
            proposal = {
                "question": answer.question.code,
                "text": f"Complete ‘{answer.question.title}’",
                "owner_id": answer.missing_owner.pk,
                "due": answer.missing_due.isoformat(),
            }
            proposals.append(proposal)
    rows = ProposalRows(
        without_row(data) if data is not None else None,
        initial=rows_initial(proposals) if data is None else None,
        prefix=PREFIX,
        form_kwargs={
            "people": People(cycle, also={row["owner_id"] for row in proposals}),
            "today": timezone.localdate(),
            "questions": [answer.question.code for answer in partly_met],
        },
    )
    rows.extra = 1 if another else 0
    return rows


def _partly_met(cycle: Cycle) -> list[Answer]:
    return [
        answer
        for answer in live_answers(cycle, cycle.stage)
        if answer.question.mandatory and answer.state == AnswerState.PARTLY_MET
    ]


def _submit_page(request: HttpRequest, cycle: Cycle, form: SubmitForm, rows: Any) -> HttpResponse:
    titles = {answer.question.code: answer.question.title for answer in _partly_met(cycle)}
    titled = [(row, titles.get(str(row["question"].value() or ""), "")) for row in rows.forms]
    context = {"cycle": cycle, "stage": cycle.stage, "form": form, "rows": rows, "named": titled}
    return render(request, "approvals/submit.html", context)


def _check_page(
    request: HttpRequest, cycle: Cycle, kept: dict[str, Any], *, changed: bool = False, faults: list[str] | None = None
) -> HttpResponse:
    """The last page before the seal; `changed` says that somebody changed the cycle since it was shown."""
    fresh = Cycle.objects.select_related("service").get(pk=cycle.pk)
    readiness = _readiness(request, cycle)
    owners = dict(User.objects.filter(pk__in=[row["owner_id"] for row in kept["proposals"]]).values_list("pk", "name"))
    pairs = zip(kept["proposals"], rows_initial(kept["proposals"]), strict=True)
    context = {
        "cycle": cycle,
        "stage": cycle.stage,
        "kept": kept,
        "proposals": [initial | {"owner": owners.get(row["owner_id"], "")} for row, initial in pairs],
        "next_step": NextStep(kept["next_step"]).label if kept["next_step"] else "",
        "next_need_by": date.fromisoformat(kept["next_need_by"]) if kept["next_need_by"] else None,
        "review_on": date.fromisoformat(kept["review_on"]) if kept["review_on"] else None,
        "readiness": readiness,
        "version": fresh.version,
        "changed": changed,
        "faults": faults or [],
    }
    return render(request, "approvals/submit_check.html", context, status=409 if changed else 200)
