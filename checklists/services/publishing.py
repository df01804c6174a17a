"""Publishing the answers of a stage to councillors, and taking them back."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from cycles.models import Cycle, CycleStage
from cycles.services.changing import Change, changing


def publish_answers(cycle: Cycle, stage: str, *, actor: User, at: datetime) -> None:
    """Let councillors read the stage's answers and evidence. Nothing happens where they do already."""
    with changing(cycle.pk, actor=actor, action="publish_answers", at=at, to=stage) as change:
        if not change.cycle.is_published(stage):
            change.cycle.published[stage] = at.isoformat()
            change.record("answers_published", stage=CycleStage(stage).label)


def take_back_answers(cycle: Cycle, stage: str, *, actor: User, at: datetime) -> None:
    with changing(cycle.pk, actor=actor, action="publish_answers", at=at, to=stage) as change:
        end_publication(change, stage)


def end_publication(change: Change, stage: str) -> None:
    """Within a change: the lead takes the answers back, or a correction the pass that they stood behind."""
    if change.cycle.published.pop(stage, None):
        change.record("answers_taken_back", stage=CycleStage(stage).label)
