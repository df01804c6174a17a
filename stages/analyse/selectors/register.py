"""What the contracts register says about rows that were drafted from it."""

from __future__ import annotations

from collections.abc import Mapping

from cycles.models import Cycle
from stages.analyse.models import RegisterLink

FACTS = ("title", "name", "supplier", "value a year", "it")  # of stages.analyse.services.register, as they are said
GONE = "The register no longer names it for what this cycle replaces."


def arrangement_notes(cycle: Cycle) -> Mapping[int, str]:
    return _notes(cycle, "arrangement")


def market_notes(cycle: Cycle) -> Mapping[int, str]:
    return _notes(cycle, "market")


def _notes(cycle: Cycle, kind: str) -> Mapping[int, str]:
    """By row, where the register says something else than when the row was drafted."""
    notes = {}
    for link in RegisterLink.objects.filter(cycle=cycle, kind=kind):
        present = sorted(link.present.items(), key=lambda fact: FACTS.index(fact[0]))  # PostgreSQL orders keys anew
        changed = [f"{name} {text}" for name, text in present if link.drafted.get(name) != text]
        if not link.present:
            notes[link.record_id] = GONE
        elif changed:
            notes[link.record_id] = f"The register now says: {'; '.join(changed)}."
    return notes
