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


@dataclass(frozen=True)
class StageStep:
    """`kinds` are the tables whose rows show on it and make its state; `url_name` takes the reference of the cycle."""

    stage: str
    title: str
    kinds: Sequence[str]
    url_name: str = ""

    def url(self, cycle: Cycle) -> str:
        if self.url_name:
            return reverse(self.url_name, args=[cycle.reference])
        return reverse("record-table", args=[cycle.reference, self.stage, self.kinds[0]])


def steps_of(stage: str) -> list[StageStep]:
    return [step for name in settings.STAGE_STEPS for step in import_string(name) if step.stage == stage]
