"""What pages of answers and evidence start with."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from accounts.roles import roles_of
from accounts.views.access import signed_in
from checklists.models import Answer
from cycles.models import Cycle
from cycles.policies.case import past_stages


def answer_or_404(cycle: Cycle, stage: str, code: str) -> Answer:
    answer = (
        cycle.answers.select_related("missing_owner").filter(question__stage=stage, question__code=code.upper()).first()
    )
    if answer is None:
        raise Http404("There is no such question in this cycle")
    answer.cycle = cycle
    return answer


def readable_stages(request: HttpRequest, cycle: Cycle) -> list[str] | None:
    """The stages whose evidence a councillor reads; None for officers, who read all of it."""
    return None if roles_of(signed_in(request)).is_officer else past_stages(cycle)
