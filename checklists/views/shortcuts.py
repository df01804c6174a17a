"""What pages of answers and evidence start with."""

from __future__ import annotations

from django.http import Http404

from checklists.models import Answer
from cycles.models import Cycle
from ui.lookups import only_row


def answer_or_404(cycle: Cycle, stage: str, code: str) -> Answer:
    rows = cycle.answers.select_related("missing_owner")
    answer = only_row(rows.filter(question__stage=stage, question__code=code.upper()))
    if answer is None:
        raise Http404("There is no such question in this cycle")
    answer.cycle = cycle
    return answer
