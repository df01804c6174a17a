"""Asking everybody who is needed to confirm the answers of a stage, after a look at who is asked what."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.refusals import Stale
from accounts.views.access import require, signed_in
from accounts.views.error_handling import refused_is_403
from checklists.forms.confirming import AskEverybodyForm
from checklists.presenters.adviser_groups import adviser_groups
from checklists.presenters.checklist import read_checklist
from checklists.services.confirming import ask_advisers
from cycles.models import CycleStage
from cycles.views.shortcuts import cycle_header, cycle_or_404, may_now, require_readable_work
from ui.wording import counted, listed

CHANGED = "The answers changed after you opened the page. Check again who is asked what"


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def ask_everybody(request: HttpRequest, reference: str, stage: str) -> HttpResponse:
    cycle = cycle_or_404(request, reference)
    require_readable_work(request, cycle, stage)
    checklist = read_checklist(cycle, stage, timezone.localdate(), signed_in(request))
    for row in checklist.rows[:1]:  # whether an answer can be changed is the same for all of a stage
        require(may_now(request, "answer", cycle, row.answer))
    groups = adviser_groups(cycle, checklist.to_ask)
    answerable = [group for group in groups if group.advisers]
    seen = ",".join(f"{row.answer.pk}.{row.answer.version}" for group in answerable for row in group.rows)
    form = AskEverybodyForm(
        request.POST if request.method == "POST" else None, groups=answerable, initial={"seen": seen}
    )
    status = 200
    if request.method == "POST" and request.POST.get("seen") != seen:
        form, status = AskEverybodyForm({**request.POST.dict(), "seen": seen}, groups=answerable), 409
        form.add_error(None, CHANGED)
    elif request.method == "POST" and answerable and form.is_valid():
        by_id = {str(one.pk): one for group in answerable for one in group.advisers}
        chosen = [(row.answer, by_id[form.cleaned_data[group.name]]) for group in answerable for row in group.rows]
        try:
            ask_advisers(chosen, actor=signed_in(request), at=timezone.now())
        except Stale:
            return redirect(request.path)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            names = listed([str(one) for one in dict.fromkeys(adviser for _, adviser in chosen)])
            messages.success(request, f"Asked {names} to confirm {counted(len(chosen), 'answer')}.")
            return redirect("stage", reference, stage)
    context = cycle_header(cycle, stage) | {
        "stage": stage,
        "stage_name": CycleStage(stage).label,
        "form": form,
        "groups": [(group, form[group.name] if group.advisers else None) for group in groups],
        "outside": [row for row in checklist.rows if row.facts.outside and row.gap and row.gap.kind == "not_asked"],
        "number": sum(len(group.rows) for group in answerable),
    }
    return render(request, "checklists/ask_everybody.html", context, status=status)
