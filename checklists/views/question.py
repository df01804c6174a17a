"""One question: answering it, what an answer needs besides, and drafts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.refusals import Stale
from accounts.verdict import no
from accounts.views.access import require, signed_in
from accounts.views.error_handling import errors_to_form, refused_is_403
from checklists.forms.answering import (
    CONFIRMED_STATES,
    FOLLOWED_UP,
    AnswerForm,
    DraftForm,
    FollowUpForm,
    NotApplicableForm,
    PartlyMetForm,
)
from checklists.models import AnswerState, ConfirmationState
from checklists.presenters.answer_history import answer_history
from checklists.presenters.evidence import evidence_of, items
from checklists.selectors.answers import confirmation_of
from checklists.selectors.confirmations import adviser_to_offer
from checklists.services.answering import (
    AnswerInput,
    attach_evidence,
    detach_evidence,
    discard_draft,
    faults_of,
    save_answer,
    save_draft,
)
from checklists.services.save_and_ask import save_and_ask
from checklists.views.confirming import panel
from checklists.views.conflict import conflict
from checklists.views.question_page import QuestionPage, posted_id, question_page
from checklists.views.shortcuts import answer_or_404
from cycles.policies.case import on_team
from cycles.selectors.people import people_near
from cycles.views.shortcuts import cycle_or_404, may_now, require_readable_work
from ui.wording import clock

NEXT, ASK, CHECKLIST = "next", "ask", "checklist"


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
        return _show(request, page, _answer_form(request, page, initial=initial))
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
        form = _answer_form(request, page, request.POST)
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
    then, adviser = _then(request), None
    if then == ASK:  # chosen on the question's page
        adviser = next((one for one in page.advisers if str(one.pk) == request.GET.get("adviser")), None)
        then = ASK if adviser else NEXT
    if request.method == "POST" and form.is_valid():
        published = form.answer_input(explanation), form.cleaned_data["version"]
        if response := _publish(request, page, form, *published, adviser):
            return response
    context = page.context() | {"form": form, "state": AnswerState(state), "explanation": explanation}
    return render(request, "checklists/question_more.html", context | {"going_to": then})


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
        "story": answer_history(page.answer, page.revisions),
        "panel": panel(request, page),
        "may_except": page.blocked_by_check and bool(may_now(request, "record_exception", page.cycle)),
        "may_complete": not page.verdict and may_now(request, "complete_missing_part", page.cycle, page.answer),
        "newest": page.newer,
    }
    template = "checklists/question.html" if page.verdict else "checklists/question_read.html"
    return render(request, template, page.context() | context)


def _answer_form(request: HttpRequest, page: QuestionPage, data: QueryDict | None = None, **options: Any) -> AnswerForm:
    """With whom to ask to confirm it, for who may answer."""
    if page.verdict and page.row and page.advisers:
        current = confirmation_of(page.row.answer)
        counts = current and current.state in (ConfirmationState.ASKED, ConfirmationState.GIVEN)
        options |= {"advisers": page.advisers, "asked": current.asked_of if current and counts else None}
        offered = adviser_to_offer(page.cycle, page.answer.question.confirmer, page.advisers)
        options["initial"] = options.get("initial", {}) | {"adviser": offered}
    return AnswerForm(page.answer, data, asks=request.POST.get("do") == ASK, **options)


def _save(request: HttpRequest, page: QuestionPage) -> HttpResponse:
    """Publish the answer, or keep it as a draft and go on to what it needs besides."""
    form = _answer_form(request, page, request.POST)
    if not form.is_valid():
        return _show(request, page, form)
    data, version, adviser = form.answer_input, form.cleaned_data["version"], form.cleaned_data.get("adviser")
    adviser = adviser if _then(request) == ASK else None
    if version != page.answer.version:
        return conflict(request, page)
    if data.state not in FOLLOWED_UP:
        return _publish(request, page, form, data, version, adviser) or _show(request, page, form)
    for field, fault in faults_of(page.answer, data).items():
        if field in form.fields:
            form.add_error(field, fault)
    if form.errors:
        return _show(request, page, form)
    words = {name: form.cleaned_data[name] for name in ("state", "explanation", "version")}
    save_draft(page.answer, **words, actor=signed_in(request), at=timezone.now())
    asked = {"adviser": adviser.pk} if adviser else {}
    return redirect(page.more_url + "?" + urlencode({"then": _then(request)} | asked))


def _publish(
    request: HttpRequest,
    page: QuestionPage,
    form: AnswerForm | FollowUpForm,
    data: AnswerInput,
    version: int,
    adviser: User | None,
) -> HttpResponse | None:
    """Where to go after saving; the page with both texts on a clash; None when the form has errors to show."""
    actor, now = signed_in(request), timezone.now()
    try:
        with errors_to_form(form):
            if adviser:
                save_and_ask(page.answer, data, adviser, actor=actor, at=now, seen_version=version)
            else:
                save_answer(page.answer, data, actor=actor, at=now, seen_version=version)
    except Stale:
        return conflict(request, page)
    if form.errors:
        return None
    question = page.answer.question
    message = f"“{question.title}” is saved."
    if adviser:
        message = f"“{question.title}” is saved, and {adviser} is asked to confirm it."
    elif data.state in CONFIRMED_STATES and question.needs_confirmation(page.cycle.tier):
        message += f" It still needs to be confirmed by: {question.confirmer.name}."
    if page.next_row is None:
        message += " Nothing else here waits for you and your team."
    messages.success(request, message)
    return redirect(page.checklist_url if _then(request) == CHECKLIST else page.next_url)


def _then(request: HttpRequest) -> str:
    """Where to go after saving, by the pressed button."""
    button = request.POST.get("do") or request.GET.get("then")
    return button if button in (NEXT, ASK) else CHECKLIST
