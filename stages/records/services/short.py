"""Saving the short page of a stage: all of its sections or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from accounts.models import User
from cycles.models import Cycle
from cycles.services.changing import Change, changing


def save_sections(
    cycle: Cycle, stage: str, writers: Sequence[Callable[[Change], None]], *, actor: User, at: datetime
) -> None:
    """Let each writer write its rows, in one change of the cycle. Raises what they raise, or Refused."""
    with changing(cycle.pk, actor=actor, action="change_records", at=at, to=stage) as change:
        for write in writers:
            write(change)
