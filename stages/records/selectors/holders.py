"""Rows of the stages' tables that somebody answers for."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from cycles.models import LIVE_STAGES, Cycle
from stages.records.kinds import all_kinds
from stages.records.models import RecordText
from stages.records.steps import steps_of


def records_held(people: QuerySet[User]) -> QuerySet[RecordText]:
    """The confirmed rows of live cycles that these people answer for."""
    return RecordText.objects.filter(holder__in=people, is_draft=False, cycle__stage__in=LIVE_STAGES)


def row_address(cycle: Cycle, code: str, pk: int) -> str:
    """The row on the page of its table."""
    page = reverse("record-table", args=[cycle.reference, all_kinds()[code].stage, code])
    return f"{page}#row-{pk}"


def address_of(text: RecordText) -> str:
    """The row on the page of its table, or on the step that shows a table without a page of its own."""
    if text.kind in all_kinds():
        return row_address(text.cycle, text.kind, text.record_id)
    steps = [step for stage in LIVE_STAGES for step in steps_of(stage) if text.kind in step.kinds]
    return steps[0].url(text.cycle) if steps else text.cycle.get_absolute_url()


def stages_of_tables() -> Mapping[str, str]:
    """The stage of each table, by its code."""
    of_steps = {code: step.stage for stage in LIVE_STAGES for step in steps_of(stage) for code in step.kinds}
    return of_steps | {kind.code: kind.stage for kind in all_kinds().values()}
