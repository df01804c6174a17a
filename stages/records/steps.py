"""The steps of a stage: the pages on which its work is done, in their order. `settings.STAGE_STEPS` lists them.

Where a table has no page of its own, the page that draws any table serves it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from cycles.models import Cycle
from stages.records.kinds import all_kinds


@dataclass(frozen=True)
class StageStep:
    """`kinds` are the tables whose rows show on it and make its state; `url_name` takes the reference of the cycle.

    `checks` are the gate checks that its page answers besides those of its tables.
    """

    stage: str
    title: str
    kinds: Sequence[str]
    url_name: str = ""
    checks: Sequence[str] = ()

    def url(self, cycle: Cycle) -> str:
        if self.url_name:
            return reverse(self.url_name, args=[cycle.reference])
        return reverse("record-table", args=[cycle.reference, self.stage, self.kinds[0]])


def all_steps() -> list[StageStep]:
    return [step for name in settings.STAGE_STEPS for step in import_string(name)]


def steps_of(stage: str) -> list[StageStep]:
    return [step for step in all_steps() if step.stage == stage]


@dataclass(frozen=True)
class StagePage:
    """A page on which rows are kept, and what it is called."""

    title: str
    url: str


def page_of_table(cycle: Cycle, code: str) -> StagePage | None:
    """The page that shows the rows of a table, or of what a step keeps under that code, by the page's own title."""
    step, kind = next((step for step in all_steps() if code in step.kinds), None), all_kinds().get(code)
    if step and (step.url_name or not kind):
        return StagePage(step.title, step.url(cycle))
    return StagePage(kind.name, reverse("record-table", args=[cycle.reference, kind.stage, code])) if kind else None


def page_of_check(cycle: Cycle, check: str) -> StagePage | None:
    """The page on which what a gate check reads is put right: `settings.CHECK_PAGES`."""
    if step := next((step for step in all_steps() if check in step.checks), None):
        return StagePage(step.title, step.url(cycle))
    kind = next((kind for kind in all_kinds().values() if check in kind.checks), None)
    return page_of_table(cycle, kind.code) if kind else None
