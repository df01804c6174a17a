"""The sentences of the audit verbs of demand."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "demand_figures_entered": "Entered figures of {title}: {what}",
}
