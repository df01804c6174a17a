"""What the contracts register says about rows that were drafted from it."""

from __future__ import annotations

from collections.abc import Mapping

from cycles.models import Cycle
from stages.analyse.models import RegisterLink

GONE = "The register no longer names it for what this cycle replaces."


def arrangement_notes(cycle: Cycle) -> Mapping[int, str]:
    return _notes(cycle, "arrangement")


def market_notes(cycle: Cycle) -> Mapping[int, str]:
    return _notes(cycle, "market")


def _notes(cycle: Cycle, kind: str) -> Mapping[int, str]:
    """By row, where the register says something else than when the row was drafted."""
    notes = {}
    for link in RegisterLink.objects.filter(cycle=cycle, kind=kind):
        changed = [f"{name} {text}" for name, text in link.present.items() if link.drafted.get(name) != text]
        if not link.present:
            notes[link.record_id] = GONE
        elif changed:
            notes[link.record_id] = f"The register now says: {'; '.join(changed)}."
    return notes
