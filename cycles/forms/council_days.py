"""A day of the council's own, as an administrator lists it."""

from __future__ import annotations

from typing import Any

from django import forms

from commissioning.fields import DayField
from commissioning.forms import CouncilForm
from commissioning.widgets import Radios
from cycles.models import CouncilDay


class CouncilDayForm(CouncilForm):
    """A meeting has one day; a period before an election has two."""

    kind = forms.ChoiceField(
        label="What is it?",
        choices=CouncilDay.Kind.choices,
        widget=Radios,
        error_messages={
            "required": "Select whether it is a meeting or a pre-election period",
            "invalid_choice": "Select whether it is a meeting or a pre-election period",
        },
    )
    name = forms.CharField(
        label="Name",
        help_text="For example Executive, or County elections 2029",
        max_length=100,
        error_messages={"required": "Enter its name"},
    )
    starts = DayField(
        label="Day",
        help_text="Of a period, its first day. For example 4 3 2027",
        error_messages={"required": "Enter the day"},
    )
    ends = DayField(label="Last day", help_text="Only of a pre-election period", required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("kind") == CouncilDay.Kind.MEETING:
            values["ends"] = values.get("starts")
        elif "ends" not in self.errors and not values.get("ends"):
            self.add_error("ends", "Enter the last day of the period")
        return values
