"""Asking an adviser to confirm an answer, and recording a reply, also of somebody outside the council."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.verdict import Verdict, no
from accounts.views.access import require, signed_in
from accounts.views.error_handling import errors_to_form, refused_is_403
from checklists.forms.confirming import AskForm, GiveForm, OutsideForm, RefuseForm, WithdrawConfirmationForm
from checklists.models import Confirmation, ConfirmationState
from checklists.policies.answering import current_confirmation
from checklists.presenters.evidence import evidence_of, items
from checklists.selectors.answers import confirmation_of
from checklists.selectors.confirmations import adviser_to_offer, next_request
from checklists.services.confirming import (
    ask_confirmation,
    give_confirmation,
    record_outside_confirmation,
    refuse_confirmation,
    withdraw_confirmation,
)
from checklists.views.question_page import QuestionPage, posted_id, question_page
from cycles.views.shortcuts import may_now, redirect_in_cycle
from principles.models import Confirmer
from ui.forms import CouncilForm

CHANGED = "This answer changed after you opened the page. Read it as it is now before you go on."
POLICIES = {
    "ask": "ask_confirmation",
    "record": "record_outside_confirmation",
    "give": "answer_confirmation",
    "refuse": "answer_confirmation",
    "withdraw": "withdraw_confirmation",
}


@dataclass(frozen=True)
class ConfirmationPanel:
    """Who confirms the answer, the current confirmation, and the forms that this person can send."""

    confirmer: Confirmer
    confirmation: Confirmation | None
    forms: dict[str, CouncilForm]  # by action, those that this person can take
    first: str  # what the team has to do before anybody can be asked
    replied: bool = False  # whether this person has given or refused it
    following: Confirmation | None = None  # what they are asked to confirm next


def panel(
    request: HttpRequest, page: QuestionPage, sent: dict[str, CouncilForm] | None = None
) -> ConfirmationPanel | None:
    """None where nobody else confirms. `sent` holds a form that was posted and has errors."""
    confirmer = page.answer.question.confirmer
    if not page.answer.question.needs_confirmation(page.cycle.tier) or page.row is None:
        return None
    current = confirmation_of(page.row.answer)
    if current:
        current.answer = page.answer
    verdicts = {action: _verdict(request, page, action, current) for action in POLICIES}
    forms = {action: _form(request, page, action, current) for action, verdict in verdicts.items() if verdict}
    wanted = "record" if confirmer.outside else "ask"
    first = "" if verdicts[wanted] or not page.verdict else verdicts[wanted].reason
    user, closed = signed_in(request), (ConfirmationState.GIVEN, ConfirmationState.REFUSED)
    replied = current is not None and current.asked_of_id == user.pk and current.state in closed
    following = next_request(user, page.cycle, timezone.localdate()) if replied else None
    return ConfirmationPanel(confirmer, current, forms | (sent or {}), "" if current else first, replied, following)


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def confirmation(request: HttpRequest, reference: str, stage: str, code: str) -> HttpResponse:
    page = question_page(request, reference, stage, code)
    action = request.POST.get("action", "")
    if request.method != "POST" or action not in POLICIES:
        return _show(request, page)
    # the confirmation that the sent page showed, whatever its state by now
    shown = page.answer.confirmations.filter(pk=posted_id(request, "confirmation"))
    confirmation = shown.select_related("asked_of", "answer__cycle").first()
    verdict = _verdict(request, page, action, confirmation)
    if action == "record":
        outdated = bool(verdict) and posted_id(request, "version") != page.answer.version
    else:
        outdated = not verdict and bool(_verdict(request, page, action, current_confirmation(page.answer)))
    if outdated:  # what was typed, on a form made from the answer as it is now
        current, typed = current_confirmation(page.answer), request.POST.copy()
        typed["confirmation"], typed["version"] = str(current.pk if current else 0), str(page.answer.version)
        form = _form(request, page, action, current, typed)
        form.add_error(None, CHANGED)
        return _show(request, page, {action: form}, status=409)
    require(verdict)
    form = _form(request, page, action, confirmation, request.POST)
    if form.is_valid():
        with errors_to_form(form):
            message = SERVICES[action](request, page, form, confirmation)
            messages.success(request, message)
            return redirect_in_cycle(request, page.cycle, page.url)
    return _show(request, page, {action: form})


def _show(
    request: HttpRequest, page: QuestionPage, sent: dict[str, CouncilForm] | None = None, status: int = 200
) -> HttpResponse:
    evidence = evidence_of(page.cycle, signed_in(request)).filter(answers=page.answer)
    context = {
        "panel": panel(request, page, sent),
        "form": next(iter(sent.values())) if sent else None,
        "evidence": items(evidence, timezone.localdate()),
    }
    return render(request, "checklists/confirmation.html", page.context() | context, status=status)


def _verdict(request: HttpRequest, page: QuestionPage, action: str, confirmation: Confirmation | None) -> Verdict:
    if action in ("ask", "record"):
        return may_now(request, POLICIES[action], page.cycle, page.answer)
    if confirmation is None:
        return no("Nobody is asked to confirm this answer.")
    return may_now(request, POLICIES[action], page.cycle, confirmation)


def _form(
    request: HttpRequest, page: QuestionPage, action: str, confirmation: Confirmation | None, data: Any = None
) -> CouncilForm:
    options: dict[str, Any] = {"auto_id": f"{action}_%s"}
    match action:
        case "ask":
            others = [one for one in page.advisers if confirmation is None or one.pk != confirmation.asked_of_id]
            offered = adviser_to_offer(page.cycle, page.answer.question.confirmer, others)
            return AskForm(data, advisers=others, initial={"adviser": offered}, **options)
        case "record":
            initial = {"version": page.answer.version}
            evidence = evidence_of(page.cycle, signed_in(request))
            return OutsideForm(data, evidence=evidence, today=timezone.localdate(), initial=initial, **options)
    form = {"give": GiveForm, "refuse": RefuseForm, "withdraw": WithdrawConfirmationForm}[action]
    return form(data, initial={"confirmation": confirmation.pk if confirmation else 0}, **options)


def _ask(request: HttpRequest, page: QuestionPage, form: Any, confirmation: Any) -> str:
    adviser = form.cleaned_data["adviser"]
    ask_confirmation(page.answer, adviser, actor=signed_in(request), at=timezone.now())
    return f"{adviser} is asked to confirm “{page.answer.question.title}”."


def _record(request: HttpRequest, page: QuestionPage, form: Any, confirmation: Any) -> str:
    data = form.cleaned_data
    record_outside_confirmation(
        page.answer,
        name=data["name"],
        on=data["on"],
        evidence=data["evidence"],
        actor=signed_in(request),
        at=timezone.now(),
    )
    return f"Recorded that {data['name']} confirmed “{page.answer.question.title}”."


def _give(request: HttpRequest, page: QuestionPage, form: Any, confirmation: Any) -> str:
    give_confirmation(confirmation, note=form.cleaned_data["note"], actor=signed_in(request), at=timezone.now())
    return f"You confirmed “{page.answer.question.title}”."


def _refuse(request: HttpRequest, page: QuestionPage, form: Any, confirmation: Any) -> str:
    refuse_confirmation(confirmation, reason=form.cleaned_data["reason"], actor=signed_in(request), at=timezone.now())
    return f"The team is told that you cannot confirm “{page.answer.question.title}”."


def _withdraw(request: HttpRequest, page: QuestionPage, form: Any, confirmation: Any) -> str:
    withdraw_confirmation(confirmation, reason=form.cleaned_data["reason"], actor=signed_in(request), at=timezone.now())
    return f"You withdrew your confirmation of “{page.answer.question.title}”."


SERVICES: dict[str, Callable[[HttpRequest, QuestionPage, Any, Any], str]] = {
    "ask": _ask,
    "record": _record,
    "give": _give,
    "refuse": _refuse,
    "withdraw": _withdraw,
}
