"""The evidence of a cycle: its list, one item with its file, and adding to it or to an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import roles_of
from accounts.views.access import require, signed_in
from accounts.views.error_handling import errors_to_form, refused_is_403
from checklists.forms.evidencing import MendForm, NewEvidenceForm, QuestionsForm, ReuseForm
from checklists.models import Answer, Evidence, EvidenceKind
from checklists.policies.reading import may_read_evidence
from checklists.presenters.evidence import evidence_of, items, notes_of, open_answers
from checklists.presenters.evidence import item as evidence_item
from checklists.services.answering import attach_evidence, detach_evidence, use_in_answers
from checklists.services.evidencing import add_file, add_link, mend_evidence, record_download
from checklists.services.verifying import note_damage
from checklists.views.question_page import QuestionPage, posted_id, question_page
from cycles.models import Cycle
from cycles.views.shortcuts import cycle_header, cycle_or_404, may_now
from ui.wording import counted, day
from uploads.store import Altered, download_headers, open_kept

USE_LATER = "You can use it for any answer of this cycle."


@require_safe
def evidence_list(request: HttpRequest, reference: str) -> HttpResponse:
    cycle = cycle_or_404(request, reference)
    context = {
        "items": items(evidence_of(cycle, signed_in(request)), timezone.localdate()),
        "verdict": may_now(request, "add_evidence", cycle),
        "is_officer": roles_of(signed_in(request)).is_officer,
    }
    return render(request, "checklists/evidence_list.html", cycle_header(cycle, "evidence") | context)


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def new(request: HttpRequest, reference: str) -> HttpResponse:
    """Evidence of the cycle, for some of its questions or none yet."""
    cycle = cycle_or_404(request, reference)
    require(may_now(request, "add_evidence", cycle))
    answers = open_answers(cycle, signed_in(request), timezone.localdate())
    form = _new_form(request, answers=answers)
    if request.method == "POST" and form.is_valid():
        chosen = [answer for answer in answers if str(answer.pk) in form.cleaned_data.get("questions", [])]
        if evidence := _add(request, cycle, form, answers=chosen):
            rests = f"{counted(len(chosen), 'answer rests', 'answers rest')} on it." if chosen else USE_LATER
            messages.success(request, f"“{evidence}” is added. {rests}{_told(form, evidence)}")
            return redirect("evidence", reference)
    return render(request, "checklists/evidence_new.html", cycle_header(cycle, "evidence") | {"form": form})


@require_safe
def item(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    cycle = cycle_or_404(request, reference)
    _evidence_or_404(request, cycle, pk)
    return _show_item(request, cycle, pk)


@require_POST
@refused_is_403
def use(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Let the answers to several questions rest on it."""
    cycle = cycle_or_404(request, reference)
    evidence = _evidence_or_404(request, cycle, pk)
    require(may_now(request, "add_evidence", cycle))
    answers = _answers_without(evidence, request)
    form = QuestionsForm(request.POST, answers=answers)
    if not answers or not form.is_valid():
        return _show_item(request, cycle, pk, form)
    chosen = [answer for answer in answers if str(answer.pk) in form.cleaned_data["questions"]]
    use_in_answers(evidence, chosen, actor=signed_in(request), at=timezone.now())
    messages.success(request, f"{counted(len(chosen), 'more answer rests', 'more answers rest')} on “{evidence}”.")
    return redirect("evidence-item", reference, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def mend(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Put right what is said of it: its title and its dates."""
    cycle = cycle_or_404(request, reference)
    evidence = _evidence_or_404(request, cycle, pk)
    require(may_now(request, "add_evidence", cycle))
    initial = {name: getattr(evidence, name) for name in ("title", "dated", "good_until", "confidential")}
    form = MendForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with errors_to_form(form):
            mended = mend_evidence(evidence, form.described, actor=signed_in(request), at=timezone.now())
            messages.success(request, f"What is said of “{mended}” is saved.")
            return redirect("evidence-item", reference, pk)
    context = {"form": form, "evidence": evidence}
    return render(request, "checklists/evidence_mend.html", cycle_header(cycle, "evidence") | context)


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def version(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Add a newer version, which takes its place in the answers that can still be changed."""
    cycle = cycle_or_404(request, reference)
    evidence = _evidence_or_404(request, cycle, pk)
    require(may_now(request, "add_evidence", cycle))
    initial = {"title": evidence.title, "confidential": evidence.confidential}
    form = _new_form(request, initial=initial)
    if request.method == "POST" and form.is_valid() and (newer := _add(request, cycle, form, replaces=evidence)):
        placed = counted(newer.answers.count(), "answer rests", "answers rest")
        messages.success(request, f"The newer version is added. {placed} on it now.{_told(form, newer)}")
        return redirect("evidence-item", reference, newer.pk)
    row = evidence_item(evidence_of(cycle, signed_in(request)).get(pk=pk), timezone.localdate())
    changeable = {answer.pk for answer in open_answers(cycle, signed_in(request), timezone.localdate())}
    context = {
        "form": form,
        "evidence": evidence,
        "item": row,
        "kept": [answer for answer in row.used_in if answer.pk not in changeable],
    }
    return render(request, "checklists/evidence_version.html", cycle_header(cycle, "evidence") | context)


@require_safe
def download(request: HttpRequest, reference: str, pk: int) -> HttpResponseBase:
    """The bytes that were added, and no others; who read them is put on record."""
    evidence = _evidence_or_404(request, cycle := cycle_or_404(request, reference), pk)
    if evidence.kind != EvidenceKind.FILE:
        raise Http404("A link has no file")
    try:
        kept = open_kept(settings.MEDIA_ROOT, evidence.file_key, evidence.sha256)
    except (Altered, ValueError) as error:
        note_damage(evidence, error, at=timezone.now())
        return render(
            request,
            "checklists/evidence_altered.html",
            cycle_header(cycle, "evidence") | {"evidence": evidence},
            status=409,
        )
    if request.method != "HEAD":
        record_download(evidence, actor=signed_in(request), at=timezone.now())
    response = FileResponse(kept)
    for name, value in download_headers(evidence.file_name, evidence.content_type).items():
        response[name] = value
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def attach(request: HttpRequest, reference: str, stage: str, code: str) -> HttpResponse:
    """Let an answer rest on something new, or on what the cycle has already."""
    page = question_page(request, reference, stage, code)
    require(page.verdict)
    do = request.POST.get("do", "new") if request.method == "POST" else ""
    if "detach" in request.POST:
        for evidence in page.answer.evidence.filter(pk=posted_id(request, "detach")):
            detach_evidence(page.answer, evidence, actor=signed_in(request), at=timezone.now())
            messages.success(request, f"“{evidence}” is no longer evidence for “{page.answer.question.title}”.")
            return redirect("evidence-item", page.cycle.reference, evidence.pk)
        return redirect(page.url)
    unused = evidence_of(page.cycle, signed_in(request)).filter(replaced_by=None).exclude(answers=page.answer)
    others = items(unused, timezone.localdate())
    form = _new_form(request, bound=do == "new")
    reuse = ReuseForm(request.POST if do == "reuse" else None, items=others, auto_id="reuse_%s")
    if do == "reuse" and reuse.is_valid():
        return _attach(request, page, reuse.chosen)
    if do == "new" and (added := _add(request, page.cycle, form, answers=[page.answer])):
        messages.success(request, f"“{added}” is added to this answer.{_told(form, added)}")
        return redirect(page.url)
    context = {"form": reuse if do == "reuse" else form, "new": form, "reuse": reuse}
    return render(request, "checklists/question_evidence.html", page.context() | context)


def _evidence_or_404(request: HttpRequest, cycle: Cycle, pk: int) -> Evidence:
    evidence = Evidence.objects.filter(cycle=cycle, pk=pk).first()
    if evidence is None:
        raise Http404("There is no such evidence in this cycle")
    evidence.cycle = cycle
    require(may_read_evidence(signed_in(request), evidence))
    return evidence


def _show_item(request: HttpRequest, cycle: Cycle, pk: int, form: QuestionsForm | None = None) -> HttpResponse:
    """The page of one item, with what may be done to it."""
    row = evidence_item(evidence_of(cycle, signed_in(request)).get(pk=pk), timezone.localdate())
    may_change = bool(may_now(request, "add_evidence", cycle))
    if form is None and may_change and row.newer is None and (answers := _answers_without(row.evidence, request)):
        form = QuestionsForm(answers=answers)
    # whether an answer can be changed is the same for all of a stage
    by_stage = {answer.question.stage: answer for answer in row.used_in}
    context = {
        "item": row,
        "evidence": row.evidence,
        "earlier": Evidence.objects.filter(pk=row.evidence.replaces_id).first() if row.evidence.replaces_id else None,
        "may_change": may_change,
        "form": form,
        "open_stages": [stage for stage, answer in by_stage.items() if may_now(request, "answer", cycle, answer)],
    }
    return render(request, "checklists/evidence_item.html", cycle_header(cycle, "evidence") | context)


def _answers_without(evidence: Evidence, request: HttpRequest) -> list[Answer]:
    """The answers that could rest on it too."""
    used = set(evidence.answers.values_list("pk", flat=True))
    answers = open_answers(evidence.cycle, signed_in(request), timezone.localdate())
    return [answer for answer in answers if answer.pk not in used]


def _new_form(
    request: HttpRequest,
    *,
    bound: bool = True,
    answers: Sequence[Answer] = (),
    initial: dict[str, Any] | None = None,
) -> NewEvidenceForm:
    today = timezone.localdate()
    if request.method == "POST" and bound:
        return NewEvidenceForm(request.POST, request.FILES, today=today, answers=answers)
    return NewEvidenceForm(today=today, answers=answers, initial=initial)


def _add(
    request: HttpRequest,
    cycle: Cycle,
    form: NewEvidenceForm,
    *,
    answers: Sequence[Answer] = (),
    replaces: Evidence | None = None,
) -> Evidence | None:
    """The evidence that was added, or None when the form has errors to show."""
    if not form.is_valid():
        return None
    actor, at, upload = signed_in(request), timezone.now(), form.upload
    placed: dict[str, Any] = {"answers": answers, "replaces": replaces, "actor": actor, "at": at}
    with errors_to_form(form):
        described = {field.name: getattr(form.described, field.name) for field in fields(form.described)}
        if upload:
            return add_file(cycle, upload, upload.name or "", **described, **placed)
        return add_link(cycle, form.cleaned_data["link"], **described, **placed)
    return None


def _told(form: NewEvidenceForm, evidence: Evidence) -> str:
    """What the file said by itself, and what a reader of it should know."""
    sentences = notes_of(evidence)
    if left := form.left_to_the_file:
        verb = "are" if " and " in left else "is"
        sentences.insert(0, f"Its {left} {verb} taken from the file: “{evidence.title}”, {day(evidence.dated)}.")
        sentences.insert(1, "Put it right on the page of the evidence if it is wrong.")
    return "".join(f" {sentence}" for sentence in sentences)


def _attach(request: HttpRequest, page: QuestionPage, chosen: list[Evidence]) -> HttpResponse:
    for evidence in chosen:
        attach_evidence(page.answer, evidence, actor=signed_in(request), at=timezone.now())
    subject = f"“{chosen[0]}” is" if len(chosen) == 1 else f"{len(chosen)} pieces of evidence are"
    messages.success(request, f"{subject} added to this answer.")
    return redirect(page.url)
