"""The sentences of the audit verbs of the council's own days."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "council_day_listed": "Added {name} of {starts} to the council’s days",
    "council_day_struck": "Took {name} of {starts} off the council’s days",
}
