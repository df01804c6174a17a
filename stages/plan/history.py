"""The sentences of the audit verbs of Plan's own work."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "criteria_locked": "Locked the criteria of the options appraisal: {criteria}",
    "criteria_unlocked": "Unlocked the criteria of the options appraisal; {number} scores were cleared",
    "options_scored": "Scored the options on {scored_on}. In the room: {scorers}",
    "option_chosen": "Chose the option “{option}”",
}
