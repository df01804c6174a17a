"""The part of a cycle's forms that asks what runs today for the service."""

from __future__ import annotations

from typing import Any

from django import forms

from cycles.models import Running
from ui.fields import DayField
from ui.forms import CouncilForm
from ui.widgets import Radios


class RunningForm(CouncilForm):
    """The two days are read only where an arrangement runs: a browser sends them although they are hidden."""

    running = forms.ChoiceField(
        label="What runs today for this service?",
        choices=[
            (Running.NOTHING, "Nothing: the service is new"),
            (Running.ARRANGEMENT, "An arrangement"),
            ("", "Not known yet"),
        ],
        required=False,
        widget=Radios(
            hints={Running.ARRANGEMENT: "A contract, a grant, a service in-house or anything else"},
            reveals={Running.ARRANGEMENT: ("running_ends", "running_notice_by")},
        ),
        error_messages={"invalid_choice": "Select what runs today from the list"},
    )
    running_ends = DayField(
        label="Its last day",
        help_text="Leave empty if it is not known yet. The need-by date is normally the day after.",
        required=False,
    )
    running_notice_by = DayField(
        label="Last day to give it notice, or to extend it",
        help_text="Leave empty if there is none, or if it is not known yet",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "running" not in self.fields:
            return values
        if values.get("running") != Running.ARRANGEMENT:
            for name in ("running_ends", "running_notice_by"):
                self.errors.pop(name, None)
                values[name] = None
        ends, notice_by = values.get("running_ends"), values.get("running_notice_by")
        if ends and notice_by and notice_by > ends:
            self.add_error("running_notice_by", "The last day to give it notice must be on or before its last day")
        return values
