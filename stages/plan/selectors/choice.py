"""Which option was chosen."""

from __future__ import annotations

from cycles.models import Cycle
from stages.plan.models import Option


def chosen_option(cycle: Cycle) -> Option | None:
    """None while it is not decided."""
    return None
