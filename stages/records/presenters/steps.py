"""How far each step of a stage is, as its pages and the stage's own page list them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cycles.models import Cycle
from stages.records.kinds import all_kinds
from stages.records.selectors.tables import RowCount, row_counts
from stages.records.steps import StageStep, steps_of
from ui.wording import counted


@dataclass(frozen=True)
class StepState:
    step: StageStep
    url: str
    words: str  # "3 outcomes, 1 draft to confirm"
    is_started: bool
    is_current: bool = False


def step_states(
    cycle: Cycle, stage: str, here: str = "", counts: Mapping[str, RowCount] | None = None
) -> list[StepState]:
    """`here` is the code of a table that the open page shows."""
    counts = row_counts(cycle) if counts is None else counts
    return [
        StepState(
            step,
            step.url(cycle),
            _words(step, counts),
            any(code in counts for code in step.kinds),
            here in step.kinds,
        )
        for step in steps_of(stage)
    ]


def _words(step: StageStep, counts: Mapping[str, RowCount]) -> str:
    parts, drafts = [], 0
    for code in step.kinds:
        count, kind = counts.get(code, RowCount()), all_kinds().get(code)
        drafts += count.drafts
        if count.rows and kind is not None:
            parts.append(counted(count.rows, kind.singular, kind.plural))
    if drafts:
        parts.append(counted(drafts, "draft to confirm", "drafts to confirm"))
    return ", ".join(parts) or ("Started" if any(code in counts for code in step.kinds) else "Nothing yet")
