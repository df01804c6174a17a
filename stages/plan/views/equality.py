"""The equality analysis: its overview, and the pages on which it is written and marked complete."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.refusals import Stale
from accounts.views.access import posted, signed_in
from accounts.views.error_handling import errors_to_form, refused_is_403
from approvals.packs import digest
from cycles.models import Cycle
from stages.plan.characteristics import characteristics_of, equality_duty
from stages.plan.equality import FULL_TIERS, gaps, impact_text, impacts_in_words, is_begun, short_limb
from stages.plan.forms.equality import AssessmentForm, ConclusionForm, DescriptionForm, ScreeningForm
from stages.plan.models import EqualityAnalysis
from stages.plan.presenters.equality import description_of, matrix_of, mitigations_of
from stages.plan.selectors.equality import EqualityWork, equality_work, versions_of
from stages.plan.services.equality import (
    CHANGED,
    complete_analysis,
    extend_screening,
    save_assessments,
    save_description,
)
from stages.plan.views.equality_context import cycle_to_change, cycle_to_read, equality_context
from stages.records.views.tables import seen_version

ALLOWED = ["GET", "HEAD", "POST"]
CHECKS = ("equality_analysis_opened", "equality_analysis_considered")
PAGES = {
    "description": "equality-description",
    "characteristics": "equality-characteristics",
    "mitigations": "mitigation-new",
    "conclusion": "equality-conclusion",
}


@require_safe
def overview(request: HttpRequest, reference: str) -> HttpResponse:
    cycle = cycle_to_read(request, reference)
    work = equality_work(cycle)
    context = equality_context(request, cycle) | {"offers_screening": cycle.tier not in FULL_TIERS}
    if work is not None:
        limbs, rows = matrix_of(work.content)
        stored = {row.check_name: row for row in cycle.stored_findings.all()}
        versions, lacking = versions_of(cycle), gaps_with_links(cycle, work)
        context |= {
            "work": work,
            "analysis": work.analysis,
            "description": description_of(work.content),
            "limbs": limbs,
            "rows": rows,
            "mitigations": mitigations_of(work.content),
            "gaps": lacking,
            "lacks_conclusion_alone": [url for _, url in lacking] == [reverse("equality-conclusion", args=[reference])],
            # what keeps it from being complete stands in the list of gaps
            "findings": [stored[name] for name in CHECKS[: 1 if lacking else 2] if name in stored],
            "versions": versions,
            "last_frozen": versions[-1] if versions and not work.analysis.is_frozen else None,
        }
    return render(request, "stages/equality/overview.html", context)


def gaps_with_links(cycle: Cycle, work: EqualityWork) -> list[tuple[str, str]]:
    """What is missing, each with the address where it is put right."""
    return [(gap.sentence, reverse(PAGES[gap.page], args=[cycle.reference])) for gap in gaps(work.content)]


@refused_is_403
@require_http_methods(ALLOWED)
def description(request: HttpRequest, reference: str) -> HttpResponse:
    """Open an analysis, or change what it is about; of a screening it is the whole."""
    cycle = cycle_to_change(request, reference)
    work = equality_work(cycle)
    analysis = work.analysis if work else None
    is_screening = analysis.is_screening if analysis else "screening" in request.GET and cycle.tier not in FULL_TIERS
    form_class = ScreeningForm if is_screening else DescriptionForm
    form = form_class(posted(request), instance=analysis or EqualityAnalysis(), cycle=cycle)
    if request.method == "POST" and form.is_valid():
        seen = seen_version(request) if "version" in request.POST else None
        complete = is_screening and "complete" in request.POST
        try:
            with errors_to_form(form):
                save_description(
                    cycle,
                    form.values,
                    is_screening=is_screening,
                    actor=signed_in(request),
                    at=timezone.now(),
                    seen_version=seen,
                    complete=complete,
                )
        except Stale as stale:
            form.add_error(None, str(stale))
            return _description_page(request, cycle, form, equality_work(cycle), status=409)
        if not form.errors:
            messages.success(request, "Marked complete." if complete else "Saved.")
            goes_on = analysis is None and not is_screening
            return redirect("equality-characteristics" if goes_on else "equality", reference)
    return _description_page(request, cycle, form, work)


def _description_page(
    request: HttpRequest, cycle: Cycle, form: DescriptionForm, work: EqualityWork | None, status: int = 200
) -> HttpResponse:
    """After a clash it shows what is there now beside what was typed, and has its version."""
    context = equality_context(request, cycle) | {
        "form": form,
        "analysis": work.analysis if work else None,
        "is_screening": isinstance(form, ScreeningForm),
        "now": [(label, text) for _, label, text in description_of(work.content)] if work and status == 409 else [],
    }
    return render(request, "stages/equality/description.html", context, status=status)


@refused_is_403
@require_http_methods(ALLOWED)
def characteristics(request: HttpRequest, reference: str) -> HttpResponse:
    """All characteristics on one page, folded. Only those that were changed are written."""
    cycle = cycle_to_change(request, reference)
    work = equality_work(cycle)
    if work is None or work.analysis.is_screening:
        return redirect("equality", reference)
    forms = _assessment_forms(request, cycle, work)
    if request.method == "POST" and all(form.is_valid() for form in forms):
        rows = [form.assessment for form in forms]
        try:
            save_assessments(cycle, rows, actor=signed_in(request), at=timezone.now())
        except Stale:
            return _clash(request, cycle, forms)
        following = request.POST.get("next", "")
        if following in {form.row.code for form in forms}:
            return redirect(f"{request.path}?open={following}#{following}")
        messages.success(request, "Saved.")
        return redirect("equality", reference)
    return _characteristics_page(request, cycle, forms)


def _assessment_forms(request: HttpRequest, cycle: Cycle, work: EqualityWork) -> list[AssessmentForm]:
    """The one asked for is unfolded, else the first that says nothing."""
    contents = {row["code"]: _said(row) for row in work.content["characteristics"]}
    rows = characteristics_of(cycle.edition)
    first = next((row.code for row in rows if not contents[row.code]["evidence"]), "")
    opened = request.GET.get("open", first)
    return [
        AssessmentForm(posted(request), row=row, content=contents[row.code], is_open=row.code == opened) for row in rows
    ]


def _said(row: Any) -> dict[str, Any]:
    return {name: row[name] for name in ("evidence", "missing", "impacts")}


def _clash(request: HttpRequest, cycle: Cycle, forms: list[AssessmentForm]) -> HttpResponse:
    """What was typed beside what somebody else wrote meanwhile; saving again replaces it."""
    work = equality_work(cycle)
    stored = {row["code"]: _said(row) for row in work.content["characteristics"]} if work else {}
    sent = request.POST.copy()
    clashes = {}
    for form in forms:
        now, typed = stored[form.row.code], form.assessment
        is_theirs = digest(now) == typed.seen
        says = {
            **now,
            "evidence": typed.evidence,
            "missing": typed.missing,
            "impacts": [{**one, **typed.impacts.get(one["limb"], {})} for one in now["impacts"]],
        }
        if is_theirs or says == now:
            continue
        if digest(says) == typed.seen:  # not touched here: what somebody else wrote stands
            theirs = {"evidence": now["evidence"], "missing": now["missing"], "seen": digest(now)}
            for one in now["impacts"]:
                theirs |= {f"impact_{one['limb']}": one["impact"], f"why_{one['limb']}": one["why"]}
            sent.update({f"{form.prefix}-{name}": value for name, value in theirs.items()})
            continue
        clashes[form.row.code] = [
            ("What the evidence shows", now["evidence"]),
            ("Who is missing from it", now["missing"]),
            *((short_limb(one["name"]), impact_text(one)) for one in now["impacts"]),
        ]
        sent[f"{form.prefix}-seen"] = digest(now)
    shown = []
    for form in forms:
        code = form.row.code
        again = AssessmentForm(sent, row=form.row, content=stored[code], is_open=code in clashes)
        if code in clashes:
            again.add_error(None, f"{form.row.heading}: {CHANGED}")
        shown.append(again)
    return _characteristics_page(request, cycle, shown, clashes, status=409)


def _characteristics_page(
    request: HttpRequest,
    cycle: Cycle,
    forms: list[AssessmentForm],
    clashes: dict[str, list[tuple[str, str]]] | None = None,
    status: int = 200,
) -> HttpResponse:
    duty, clashes = equality_duty(cycle.edition), clashes or {}
    following = [form.row for form in forms[1:]]
    sections = [
        {
            "row": form.row,
            "form": form,
            "limbs": [(form[f"impact_{limb}"], form[f"why_{limb}"]) for limb in form.limbs],
            "next": after,
            "words": impacts_in_words(form.content["impacts"]),
            "is_begun": is_begun(form.content),
            "now": clashes.get(form.row.code),
        }
        for form, after in zip(forms, [*following, None], strict=True)
    ]
    context = equality_context(request, cycle) | {
        "sections": sections,
        "forms": forms,
        "has_errors": any(form.errors for form in forms),
        "limbs": duty.limbs if duty else [],
    }
    return render(request, "stages/equality/characteristics.html", context, status=status)


@refused_is_403
@require_http_methods(ALLOWED)
def conclusion(request: HttpRequest, reference: str) -> HttpResponse:
    """The conclusion, and with it the version is marked complete if nothing is missing."""
    cycle = cycle_to_change(request, reference)
    work = equality_work(cycle)
    if work is None or work.analysis.is_screening:
        return redirect("equality", reference)
    form, status = ConclusionForm(posted(request), initial={"conclusion": work.analysis.conclusion}), 200
    if request.method == "POST" and form.is_valid():
        text, seen = form.cleaned_data["conclusion"], seen_version(request)
        try:
            with errors_to_form(form):
                complete_analysis(cycle, text, actor=signed_in(request), at=timezone.now(), seen_version=seen)
        except Stale as stale:
            form.add_error(None, str(stale))
            status, work = 409, equality_work(cycle) or work
        if not form.errors:
            messages.success(request, "Marked complete.")
            return redirect("equality", reference)
    context = equality_context(request, cycle) | {
        "form": form,
        "analysis": work.analysis,
        "is_stale": status == 409,
        "gaps": [pair for pair in gaps_with_links(cycle, work) if "conclusion" not in pair[1]],
    }
    return render(request, "stages/equality/conclusion.html", context, status=status)


@refused_is_403
@require_POST
def full(request: HttpRequest, reference: str) -> HttpResponse:
    """A screening becomes a full analysis."""
    cycle = cycle_to_change(request, reference)
    try:
        extend_screening(cycle, actor=signed_in(request), at=timezone.now())
    except Stale:
        messages.warning(request, "There is no screening to begin from. Read what the page says now.")
        return redirect("equality", reference)
    messages.success(request, "The full analysis has begun. Everything that the screening said is in it.")
    return redirect("equality-characteristics", reference)
