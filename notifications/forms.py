"""How somebody wants to be told of each topic."""

from __future__ import annotations

from typing import Any

from django import forms

from commissioning.forms import CouncilForm
from commissioning.widgets import Radios
from notifications.topics import TOPICS, Rhythm


class ChoiceForm(CouncilForm):
    """One field a topic, named by its code."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields.update({code: self._field(code) for code in TOPICS})

    @staticmethod
    def _field(code: str) -> forms.ChoiceField:
        topic = TOPICS[code]
        pick = "Select how you want to be told from the list"
        return forms.ChoiceField(
            label=topic.label,
            help_text="" if topic.can_be_off else "These can't be turned off",
            choices=[(rhythm, Rhythm(rhythm).label) for rhythm in topic.rhythms],
            widget=Radios(inline=True),
            error_messages={"required": pick, "invalid_choice": pick},
        )
