"""The evidence of a cycle: its list, one item with its file, and adding to it or to an answer."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import roles_of
from accounts.views.access import require, signed_in
from accounts.views.error_handling import errors_to_form, refused_is_403
from checklists.forms.evidencing import NewEvidenceForm, ReuseForm
from checklists.models import Evidence, EvidenceKind
from checklists.policies.reading import may_read_evidence
from checklists.presenters.evidence import evidence_of, items
from checklists.presenters.evidence import item as evidence_item
from checklists.services.answering import attach_evidence, detach_evidence
from checklists.services.evidencing import add_file, add_link, record_download
from checklists.services.verifying import note_damage
from checklists.views.question_page import QuestionPage, posted_id, question_page
from cycles.models import Cycle
from cycles.views.shortcuts import cycle_header, cycle_or_404, may_now
from uploads.store import Altered, download_headers, open_kept


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
    """Evidence that no answer rests on yet."""
    cycle = cycle_or_404(request, reference)
    require(may_now(request, "add_evidence", cycle))
    form = _new_form(request)
    if request.method == "POST" and (evidence := _add(request, cycle, form)):
        messages.success(request, f"“{evidence}” is added. You can use it for any answer of this cycle.")
        return redirect("evidence", reference)
    return render(request, "checklists/evidence_new.html", cycle_header(cycle, "evidence") | {"form": form})


@require_safe
def item(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    cycle = cycle_or_404(request, reference)
    _evidence_or_404(request, cycle, pk)
    row = evidence_item(evidence_of(cycle, signed_in(request)).get(pk=pk), timezone.localdate())
    # whether an answer can be changed is the same for all of a stage
    by_stage = {answer.question.stage: answer for answer in row.used_in}
    context = {
        "item": row,
        "evidence": row.evidence,
        "open_stages": [stage for stage, answer in by_stage.items() if may_now(request, "answer", cycle, answer)],
    }
    return render(request, "checklists/evidence_item.html", cycle_header(cycle, "evidence") | context)


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
    others = items(evidence_of(page.cycle, signed_in(request)).exclude(answers=page.answer), timezone.localdate())
    form = _new_form(request, bound=do == "new")
    reuse = ReuseForm(request.POST if do == "reuse" else None, items=others, auto_id="reuse_%s")
    if do == "reuse" and reuse.is_valid():
        return _attach(request, page, reuse.chosen)
    if do == "new" and (added := _add(request, page.cycle, form)):
        return _attach(request, page, [added])
    context = {"form": reuse if do == "reuse" else form, "new": form, "reuse": reuse}
    return render(request, "checklists/question_evidence.html", page.context() | context)


def _evidence_or_404(request: HttpRequest, cycle: Cycle, pk: int) -> Evidence:
    evidence = Evidence.objects.filter(cycle=cycle, pk=pk).first()
    if evidence is None:
        raise Http404("There is no such evidence in this cycle")
    evidence.cycle = cycle
    require(may_read_evidence(signed_in(request), evidence))
    return evidence


def _new_form(request: HttpRequest, *, bound: bool = True) -> NewEvidenceForm:
    if request.method == "POST" and bound:
        return NewEvidenceForm(request.POST, request.FILES, today=timezone.localdate())
    return NewEvidenceForm(today=timezone.localdate())


def _add(request: HttpRequest, cycle: Cycle, form: NewEvidenceForm) -> Evidence | None:
    """The evidence that was added, or None when the form has errors to show."""
    if not form.is_valid():
        return None
    actor, at = signed_in(request), timezone.now()
    with errors_to_form(form):
        if upload := form.upload:
            return add_file(cycle, upload, upload.name or "", **form.facts, actor=actor, at=at)
        return add_link(cycle, form.cleaned_data["link"], **form.facts, actor=actor, at=at)
    return None


def _attach(request: HttpRequest, page: QuestionPage, chosen: list[Evidence]) -> HttpResponse:
    for evidence in chosen:
        attach_evidence(page.answer, evidence, actor=signed_in(request), at=timezone.now())
    subject = f"“{chosen[0]}” is" if len(chosen) == 1 else f"{len(chosen)} pieces of evidence are"
    messages.success(request, f"{subject} added to this answer.")
    return redirect(page.url)
