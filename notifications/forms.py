"""The form for notification preferences."""

from __future__ import annotations

from typing import Any

from django import forms

from notifications.topics import TOPICS, Frequency
from ui.forms import CouncilForm
from ui.widgets import Radios


class PreferencesForm(CouncilForm):
    """One field for each topic, named by its code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        select = "Select how you want to be told from the list"
        for code, topic in TOPICS.items():
            self.fields[code] = forms.ChoiceField(
                label=topic.label,
                help_text="" if topic.can_be_off else "These can't be turned off",
                choices=[(frequency, Frequency(frequency).label) for frequency in topic.frequencies],
                widget=Radios(inline=True),
                error_messages={"required": select, "invalid_choice": select},
            )
