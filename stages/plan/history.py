"""The sentences of the audit verbs of Plan's own work."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "criteria_locked": "Locked the criteria of the options appraisal: {criteria}",
    "criteria_unlocked": "Unlocked the criteria of the options appraisal; {number} scores were cleared",
    "options_scored": "Scored the options on {scored_on}. In the room: {scorers}",
    "option_chosen": "Chose the option “{option}”",
    "equality_opened": "Opened the equality analysis, as {kind}",
    "equality_changed": "Changed what the equality analysis says",
    "equality_assessed": "Assessed the impact on equality: {characteristic}",
    "equality_version_begun": "Began version {number} of the equality analysis",
    "equality_completed": "Marked version {number} of the equality analysis complete",
    "equality_frozen": "Kept version {number} of the equality analysis as the deciders are shown it",
    "screening_extended": "Began a full equality analysis from the screening",
}
