"""The words by which a cycle is found."""

from __future__ import annotations

from cycles.models import Cycle
from ui.text import folded


def search_text(cycle: Cycle) -> str:
    """Reference, service and purpose."""
    return folded(f"{cycle.reference} {cycle.service.name} {cycle.purpose}")
