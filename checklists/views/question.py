"""One question: answering it, what an answer needs besides, and the drafts of who is writing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from accounts.refusals import Stale
from accounts.roles import roles_of
from accounts.verdict import no
from accounts.views.access import person, require
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
    detach_evidence,
    discard_draft,
    faults_of,
    save_answer,
    save_draft,
)
from checklists.views.confirming import panel
from checklists.views.conflict import conflict
from checklists.views.question_page import QuestionPage, posted_id, question_page
from checklists.views.shortcuts import answer_or_404, behind
from cycles.policies.case import on_team
from cycles.selectors.people import people_near
from cycles.views.shortcuts import cycle_or_404, may_now, require_readable_work
from ui.wording import clock

NEXT, CHECKLIST = "next", "checklist"


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def question(request: HttpRequest, reference: str, stage: str, code: str) -> HttpResponse:
    page = question_page(request, reference, stage, code)
    if request.method != "POST":
        return _show(request, page, AnswerForm(page.answer, initial=_initial(page)))
    if request.POST.get("do") == "discard":
        discard_draft(page.answer, actor=person(request))
        return redirect(page.url)
    _keep_words_that_are_refused(request, page)
    if "remove" in request.POST or request.POST.get("do") in ("evidence", "together"):
        return _keep_and_go(request, page)
    return _save(request, page)


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def more(request: HttpRequest, reference: str, stage: str, code: str) -> HttpResponse:
    """The owner and date of what is missing, or the reason why the question does not apply."""
    page = question_page(request, reference, stage, code)
    require(page.verdict)
    state, explanation = _said_before(page)
    if state not in FOLLOWED_UP:
        return redirect(page.url)
    form = _follow_up(request, page, state)
    if request.method == "POST" and form.is_valid():
        response = _publish(request, page, form, form.said(explanation), form.cleaned_data["version"])
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
    kept = save_draft(answer, **form.cleaned_data, actor=person(request), at=timezone.now())
    return JsonResponse({"saved": clock(timezone.localtime(kept.saved_at)) if kept else ""})


def _show(request: HttpRequest, page: QuestionPage, form: AnswerForm) -> HttpResponse:
    on = timezone.localdate()
    held = evidence_of(page.cycle, behind(request, page.cycle)).filter(answers=page.answer)
    context = {
        "form": form,
        "evidence": items(held, on),
        "story": answer_history(page.answer),
        "panel": panel(request, page),
        "is_officer": roles_of(person(request)).is_officer,
        "newest": page.newest() if page.draft and page.draft.version != page.answer.version else None,
    }
    template = "checklists/question.html" if page.verdict else "checklists/question_read.html"
    return render(request, template, page.context() | context)


def _initial(page: QuestionPage) -> dict[str, Any]:
    """What the form begins with: the person's own draft, else what the answer says."""
    source = page.draft or page.answer
    state = "" if source.state == AnswerState.UNANSWERED else source.state
    return {"state": state, "explanation": source.explanation, "version": source.version}


def _keep_words_that_are_refused(request: HttpRequest, page: QuestionPage) -> None:
    """403 when the answer can't be changed now; a team member's words are kept as their draft."""
    form = DraftForm(page.answer, request.POST)
    if not page.verdict and on_team(person(request), page.cycle) and form.is_valid():
        save_draft(page.answer, **form.cleaned_data, actor=person(request), at=timezone.now())
        require(no(f"{page.verdict.reason} What you typed is kept for you on the page of this question."))
    require(page.verdict)


def _keep_and_go(request: HttpRequest, page: QuestionPage) -> HttpResponse:
    """Keep what is typed as a draft, then do what doesn't publish it."""
    drafted = DraftForm(page.answer, request.POST)
    if not drafted.is_valid():
        return _show(request, page, _answered(request, page))
    save_draft(page.answer, **drafted.cleaned_data, actor=person(request), at=timezone.now())
    _remove(request, page)
    return redirect(page.evidence_url if request.POST.get("do") == "evidence" else page.url)


def _remove(request: HttpRequest, page: QuestionPage) -> None:
    """Take off the evidence whose button was pressed, if one was."""
    for item in page.answer.evidence.filter(pk=posted_id(request, "remove")):
        detach_evidence(page.answer, item, actor=person(request), at=timezone.now())
        messages.success(request, f"“{item}” is no longer evidence for this answer. It stays in the cycle.")


def _answered(request: HttpRequest, page: QuestionPage) -> AnswerForm:
    form = AnswerForm(page.answer, request.POST)
    form.is_valid()
    return form


def _save(request: HttpRequest, page: QuestionPage) -> HttpResponse:
    """Publish the answer, or go on to what it needs besides."""
    form = _answered(request, page)
    if not form.errors:
        said, version = form.said, form.cleaned_data["version"]
        if version != page.answer.version:
            return conflict(request, page)
        if said.state in FOLLOWED_UP:
            return _to_follow_up(request, page, form)
        if response := _publish(request, page, form, said, version):
            return response
    return _show(request, page, form)


def _to_follow_up(request: HttpRequest, page: QuestionPage, form: AnswerForm) -> HttpResponse:
    for field, fault in faults_of(page.answer, form.said).items():
        if field in form.fields:
            form.add_error(field, fault)
    if form.errors:
        return _show(request, page, form)
    save_draft(page.answer, **_words(form), actor=person(request), at=timezone.now())
    return redirect(page.more_url + "?" + urlencode({"then": _then(request)}))


def _words(form: AnswerForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("state", "explanation", "version")}


def _publish(
    request: HttpRequest, page: QuestionPage, form: AnswerForm | FollowUpForm, said: AnswerInput, version: int
) -> HttpResponse | None:
    """Where to go after saving; the page with both texts on a clash; None when the form has errors to show."""
    try:
        with errors_to_form(form):
            save_answer(page.answer, said, actor=person(request), at=timezone.now(), seen_version=version)
    except Stale:
        return conflict(request, page)
    if form.errors:
        return None
    messages.success(request, _saved(page, said))
    return redirect(page.next_url if _then(request) == NEXT else page.checklist_url)


def _saved(page: QuestionPage, said: AnswerInput) -> str:
    """What was saved, and whose word is still missing."""
    confirmer = page.answer.question.confirmer
    if said.state in (AnswerState.MET, AnswerState.PARTLY_MET) and not confirmer.is_lead:
        return f"“{page.answer.question.title}” is saved. It still needs to be confirmed by: {confirmer.name}."
    return f"“{page.answer.question.title}” is saved."


def _then(request: HttpRequest) -> str:
    """Where the pressed button said to go on."""
    said = request.POST.get("do") or request.GET.get("then")
    return NEXT if said == NEXT else CHECKLIST


def _said_before(page: QuestionPage) -> tuple[str, str]:
    """The answer and its words as the question's page left them in the draft, else as they stand."""
    source = page.draft if page.draft and page.draft.state else page.answer
    return source.state, source.explanation


def _follow_up(request: HttpRequest, page: QuestionPage, state: str) -> FollowUpForm:
    answer, data = page.answer, request.POST if request.method == "POST" else None
    version = page.draft.version if page.draft else answer.version
    if state == AnswerState.NOT_APPLICABLE:
        return NotApplicableForm(data, initial={"version": version, "because": answer.not_applicable_because})
    people = people_near(page.cycle, also=[answer.missing_owner_id] if answer.missing_owner_id else [])
    initial = {"version": version, "owner": answer.missing_owner_id, "due": answer.missing_due}
    return PartlyMetForm(data, initial=initial, people=people, on=timezone.localdate())
