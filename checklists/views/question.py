"""One question: answering it, what an answer needs besides, and drafts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from accounts.refusals import Stale
from accounts.verdict import no
from accounts.views.access import require, signed_in
from accounts.views.error_handling import errors_to_form, refused_is_403
from checklists.forms.answering import (
    FOLLOWED_UP,
    AnswerForm,
    DraftForm,
    FollowUpForm,
    NotApplicableForm,
    PartlyMetForm,
)
from checklists.models import AnswerState
from checklists.presenters.answer_history import answer_history
from checklists.presenters.evidence import evidence_of, items
from checklists.services.answering import (
    AnswerInput,
    attach_evidence,
    detach_evidence,
    discard_draft,
    faults_of,
    save_answer,
    save_draft,
)
from checklists.views.confirming import panel
from checklists.views.conflict import conflict
from checklists.views.question_page import QuestionPage, posted_id, question_page
from checklists.views.shortcuts import answer_or_404
from cycles.policies.case import on_team
from cycles.selectors.people import people_near
from cycles.views.shortcuts import cycle_or_404, may_now, require_readable_work
from ui.wording import clock

NEXT, CHECKLIST = "next", "checklist"


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def question(request: HttpRequest, reference: str, stage: str, code: str) -> HttpResponse:
    """The question's page; `do` names the pressed button."""
    page = question_page(request, reference, stage, code)
    answer, actor, now, do = page.answer, signed_in(request), timezone.now(), request.POST.get("do")
    if request.method != "POST":
        source = page.draft or answer
        state = "" if source.state == AnswerState.UNANSWERED else source.state
        explanation = source.explanation or page.words_of_records
        initial = {"state": state, "explanation": explanation, "version": source.version}
        return _show(request, page, AnswerForm(answer, initial=initial))
    if do == "discard":
        discard_draft(answer, actor=actor)
        return redirect(page.url)
    words = DraftForm(answer, request.POST)
    if not page.verdict and on_team(actor, page.cycle) and words.is_valid():
        save_draft(answer, **words.cleaned_data, actor=actor, at=now)
        require(no(f"{page.verdict.reason} What you typed is kept for you on the page of this question."))
    require(page.verdict)
    if not {"remove", "newer"} & request.POST.keys() and do not in ("evidence", "together"):
        return _save(request, page)
    if not words.is_valid():
        form = AnswerForm(answer, request.POST)
        form.is_valid()
        return _show(request, page, form)
    save_draft(answer, **words.cleaned_data, actor=actor, at=now)
    for newer in page.cycle.evidence.filter(pk=posted_id(request, "newer")):
        attach_evidence(answer, newer, actor=actor, at=now)
        messages.success(request, f"This answer rests on the newer version of “{newer}” now.")
    for evidence in answer.evidence.filter(pk=posted_id(request, "remove")):
        detach_evidence(answer, evidence, actor=actor, at=now)
        messages.success(request, f"“{evidence}” is no longer evidence for this answer. It stays in the cycle.")
    return redirect(page.evidence_url if do == "evidence" else page.url)


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def more(request: HttpRequest, reference: str, stage: str, code: str) -> HttpResponse:
    """The owner and date of what is missing, or the reason why the question does not apply."""
    page = question_page(request, reference, stage, code)
    require(page.verdict)
    answer, data = page.answer, request.POST if request.method == "POST" else None
    source = page.draft if page.draft and page.draft.state else answer  # the question's page keeps a draft
    state, explanation = source.state, source.explanation
    if state not in FOLLOWED_UP:
        return redirect(page.url)
    form: FollowUpForm
    initial: dict[str, Any] = {"version": page.draft.version if page.draft else answer.version}
    if state == AnswerState.NOT_APPLICABLE:
        form = NotApplicableForm(data, initial=initial | {"because": answer.not_applicable_because})
    else:
        initial |= {"owner": answer.missing_owner_id, "due": answer.missing_due}
        people = people_near(page.cycle, also=[answer.missing_owner_id] if answer.missing_owner_id else [])
        form = PartlyMetForm(data, initial=initial, people=people, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        response = _publish(request, page, form, form.answer_input(explanation), form.cleaned_data["version"])
        if response:
            return response
    context = page.context() | {"form": form, "state": AnswerState(state), "explanation": explanation}
    return render(request, "checklists/question_more.html", context | {"going_to": _then(request)})


@require_POST
@refused_is_403
def draft(request: HttpRequest, reference: str, stage: str, code: str) -> JsonResponse:
    """Keep what is typed so far, every few seconds; only for who may answer."""
    cycle = cycle_or_404(request, reference)
    answer = answer_or_404(cycle, stage, code)
    require_readable_work(request, cycle, stage)
    require(may_now(request, "answer", cycle, answer))
    form = DraftForm(answer, request.POST)
    if not form.is_valid():
        return JsonResponse({"problem": "The draft is too long to be kept"}, status=400)
    draft = save_draft(answer, **form.cleaned_data, actor=signed_in(request), at=timezone.now())
    return JsonResponse({"saved": clock(timezone.localtime(draft.saved_at)) if draft else ""})


def _show(request: HttpRequest, page: QuestionPage, form: AnswerForm) -> HttpResponse:
    evidence = evidence_of(page.cycle, signed_in(request)).filter(answers=page.answer)
    context = {
        "form": form,
        "evidence": items(evidence, timezone.localdate()),
        "story": answer_history(page.answer),
        "panel": panel(request, page),
        "may_except": page.blocked_by_check and bool(may_now(request, "record_exception", page.cycle)),
        "may_complete": not page.verdict and may_now(request, "complete_missing_part", page.cycle, page.answer),
        "newest": page.newest() if page.draft and page.draft.version != page.answer.version else None,
    }
    template = "checklists/question.html" if page.verdict else "checklists/question_read.html"
    return render(request, template, page.context() | context)


def _save(request: HttpRequest, page: QuestionPage) -> HttpResponse:
    """Publish the answer, or keep it as a draft and go on to what it needs besides."""
    form = AnswerForm(page.answer, request.POST)
    if not form.is_valid():
        return _show(request, page, form)
    data, version = form.answer_input, form.cleaned_data["version"]
    if version != page.answer.version:
        return conflict(request, page)
    if data.state not in FOLLOWED_UP:
        return _publish(request, page, form, data, version) or _show(request, page, form)
    for field, fault in faults_of(page.answer, data).items():
        if field in form.fields:
            form.add_error(field, fault)
    if form.errors:
        return _show(request, page, form)
    words = {name: form.cleaned_data[name] for name in ("state", "explanation", "version")}
    save_draft(page.answer, **words, actor=signed_in(request), at=timezone.now())
    return redirect(page.more_url + "?" + urlencode({"then": _then(request)}))


def _publish(
    request: HttpRequest, page: QuestionPage, form: AnswerForm | FollowUpForm, data: AnswerInput, version: int
) -> HttpResponse | None:
    """Where to go after saving; the page with both texts on a clash; None when the form has errors to show."""
    try:
        with errors_to_form(form):
            save_answer(page.answer, data, actor=signed_in(request), at=timezone.now(), seen_version=version)
    except Stale:
        return conflict(request, page)
    if form.errors:
        return None
    question = page.answer.question
    message = f"“{question.title}” is saved."
    if data.state in (AnswerState.MET, AnswerState.PARTLY_MET) and question.needs_confirmation(page.cycle.tier):
        message += f" It still needs to be confirmed by: {question.confirmer.name}."
    messages.success(request, message)
    return redirect(page.next_url if _then(request) == NEXT else page.checklist_url)


def _then(request: HttpRequest) -> str:
    """Where to go after saving, by the pressed button."""
    button = request.POST.get("do") or request.GET.get("then")
    return NEXT if button == NEXT else CHECKLIST
