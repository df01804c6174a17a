"""A gate: whether it can be submitted, what was submitted, and taking a submission back."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import roles_of
from accounts.views.access import require, signed_in
from accounts.views.error_handling import errors_to_form, refused_is_403
from approvals.forms.submitting import WithdrawSubmissionForm
from approvals.models import Submission
from approvals.policies.deciding import correctable
from approvals.presenters.readiness import readiness_of
from approvals.presenters.routes import route_of
from approvals.presenters.sealed_pack import SealedPack
from approvals.presenters.submission_outcome import changes_from, changes_of_earlier_stages, submission_seen
from approvals.presenters.submissions import (
    EarlierSubmissions,
    decisions_with_details,
    earlier_submissions,
    may_read_submission,
    submissions_of,
)
from approvals.presenters.waiting_times import clocks_of
from approvals.selectors.stage_outcomes import pending_submission
from approvals.services.submitting import withdraw as take_back
from checklists.selectors.publication import publication_of
from cycles.models import LIVE_STAGES
from cycles.policies import may
from cycles.policies.reading import may_read_decisions, may_read_work
from cycles.views.shortcuts import cycle_header, cycle_or_404, may_now, require_readable_work
from ui.lookups import only_row


@require_safe
def readiness(request: HttpRequest, reference: str, stage: str) -> HttpResponse:
    """Gaps of the gate, or its open step, or that it is past or to come; with every submission to it."""
    cycle, user, today = cycle_or_404(request, reference), signed_in(request), timezone.localdate()
    require(may_read_decisions(user, cycle, stage))
    context = cycle_header(cycle, stage) | {
        "stage": stage,
        "submissions": list(submissions_of(user, cycle, stage)),
        "clocks": [],
    }
    pending = pending_submission(cycle) if cycle.sealed_at and cycle.stage == stage else None
    holder = ""
    if pending:
        page, route = "waiting", route_of(pending, today)
        step = next((step for step in route if step.state == "now"), None)
        holder = str(step.expected.user) if step and step.expected else ""
        context |= {
            "submission": pending,
            "route": route,
            "step": step,
            "waiting": step.waiting(today) if step else 0,
            "may_decide": bool(may_now(request, "decide", cycle, pending)),
            "may_withdraw": bool(may_now(request, "withdraw", cycle)),
        }
    elif cycle.stage == stage:
        page, verdict = "readiness", may_now(request, "submit", cycle)
        result = readiness_of(cycle, stage, today, submitter=user if verdict else None, viewer=user)
        context |= {
            "readiness": result,
            "may_except": any(gap.kind == "check" for gap in result.gaps)
            and bool(may_now(request, "record_exception", cycle)),
            "may_ask": bool(verdict) and any(gap.kind == "not_asked" for gap in result.gaps),
            "may_submit": bool(verdict),
            "why_not": verdict.reason,
        }
    else:
        page = "elsewhere"
        context |= {
            "to_come": cycle.is_live and not cycle.has_passed(stage),
            "reads_work": bool(may_read_work(user, cycle, stage)),
        }
    if roles_of(user).is_officer:  # as with submissions that came back
        context["clocks"] = clocks_of(cycle, today, stage=stage, holder=holder)
    return render(request, f"approvals/{page}.html", context)


@require_safe
def submission(request: HttpRequest, reference: str, stage: str, number: int) -> HttpResponse:
    """The sealed pack as it was put to the gate, with the decisions recorded on it."""
    cycle = cycle_or_404(request, reference)
    shown = only_row(Submission.objects.filter(cycle=cycle, stage=stage, number=number).select_related("submitted_by"))
    if shown is None:
        raise Http404("There is no such submission")
    shown.cycle = cycle
    user, today = signed_in(request), timezone.localdate()
    require(may_read_submission(user, shown))
    officer = roles_of(user).is_officer
    before = earlier_submissions(shown) if officer else EarlierSubmissions()
    published = publication_of(cycle, stage) if not officer and cycle.is_published(stage) else None
    decisions = []
    prefetch_related_objects([shown], Prefetch("decisions", queryset=decisions_with_details(user)))
    for decision in shown.decisions.all():
        # the cheap condition first: the policy reads who could sign
        may_correct = correctable(cycle, decision, user, today) and may_now(request, "correct", cycle, decision)
        decisions.append((decision, bool(may_correct)))
    context = cycle_header(cycle, stage) | {
        "stage": stage,
        "submission": shown,
        "sealed": SealedPack(
            shown.pack,
            officer=officer,
            published=published,
            published_stages=[code for code in LIVE_STAGES if cycle.is_published(code)],
        ),
        "officer": officer,
        "published": published,
        "previous": before.previous,
        "changes": changes_from(before.previous, shown),
        "earlier_work": changes_of_earlier_stages(shown, before.passed),
        "decisions": decisions,
        "route": route_of(shown, today),
        "may_decide": bool(may("decide", user, cycle, today, shown)),
        "just_submitted": "submitted" in request.GET and shown.submitted_by_id == user.pk,
    }
    return render(request, "approvals/submission.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def withdraw(request: HttpRequest, reference: str, stage: str) -> HttpResponse:
    """Take the pending submission back, with the reason that its deciders are told."""
    cycle = cycle_or_404(request, reference)
    require_readable_work(request, cycle, stage)
    require(may_now(request, "withdraw", cycle))
    pending = pending_submission(cycle)
    if pending is None or pending.stage != stage:
        return redirect("gate", reference, stage)
    seen = submission_seen(cycle.pk, request.POST.get("digest", ""))
    form = WithdrawSubmissionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with errors_to_form(form):
            take_back(seen or pending, reason=form.cleaned_data["reason"], actor=signed_in(request), at=timezone.now())
        if form.is_valid():
            messages.success(request, "Submission withdrawn. You can change the answers again.")
            return redirect("gate", reference, stage)
    context = {"cycle": cycle, "stage": stage, "submission": pending, "form": form}
    return render(request, "approvals/withdraw.html", context)
