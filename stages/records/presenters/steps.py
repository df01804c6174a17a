"""How far each step of a stage is, as its pages and the stage's own page list them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from cycles.models import Cycle
from stages.records.kinds import all_kinds
from stages.records.selectors.tables import RowCount, counts_read_once
from stages.records.steps import StageStep, steps_of
from ui.wording import counted

SHORT = "short"  # what the short page is called among the steps
SHORT_TIERS = ("S", "M")


@dataclass(frozen=True)
class StepState:
    step: StageStep
    url: str
    words: str  # "3 outcomes, 1 draft to confirm"
    is_started: bool
    is_current: bool = False


@dataclass(frozen=True)
class ShortLink:
    """The short page of the stage among its steps: before them in the small and medium tiers, after them in others."""

    url: str
    words: str
    is_first: bool
    is_current: bool
    is_open: bool  # whether the list of all steps is unfolded


def short_link(cycle: Cycle, stage: str, states: Sequence[StepState], here: str = "") -> ShortLink | None:
    """None where the stage has no short page. `here` is SHORT, or the code of a table that the open page shows."""
    if stage not in settings.STAGE_SHORT:
        return None
    started = sum(state.is_started for state in states)
    return ShortLink(
        reverse("stage-short", args=[cycle.reference, stage]),
        f"One page, {started} of {len(states)} parts begun" if started else "One page, nothing yet",
        cycle.tier in SHORT_TIERS,
        here == SHORT,
        any(state.is_current for state in states),
    )


def step_states(
    cycle: Cycle, stage: str, here: str = "", counts: Mapping[str, RowCount] | None = None
) -> list[StepState]:
    """`here` is the code of a table that the open page shows."""
    counts = counts_read_once(cycle) if counts is None else counts
    states = []
    for step in steps_of(stage):
        parts, drafts = [], 0
        for code in step.kinds:
            count, kind = counts.get(code, RowCount()), all_kinds().get(code)
            drafts += count.drafts
            if count.rows and kind is not None:
                parts.append(counted(count.rows, kind.singular, kind.plural))
        if drafts:
            parts.append(counted(drafts, "draft to confirm", "drafts to confirm"))
        is_started = any(code in counts for code in step.kinds)
        words = ", ".join(parts) or ("Started" if is_started else "Nothing yet")
        states.append(StepState(step, step.url(cycle), words, is_started, here in step.kinds))
    return states
