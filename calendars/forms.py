"""A day of the council's own, as an administrator lists it."""

from __future__ import annotations

from typing import Any

from django import forms

from calendars.days import WORKING_DAYS_A_WEEK, is_working_day
from calendars.models import CouncilDay
from ui.fields import DayField
from ui.forms import CouncilForm
from ui.widgets import Checkboxes, Radios
from ui.wording import day


class CouncilDayForm(CouncilForm):
    """A meeting has one day; a period before an election has two.

    A meeting on a weekend or a bank holiday is listed once somebody has ticked that it really is on that day.
    """

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
    day_off = forms.Field(label="Is the day right?", required=False, widget=Checkboxes)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields["day_off"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        starts, ticked = values.get("starts"), values.pop("day_off", None) or []
        if values.get("kind") != CouncilDay.Kind.MEETING or starts is None or is_working_day(starts):
            del self.fields["day_off"]
        else:
            really = f"The meeting is really on {starts:%A} {day(starts)}"
            # the value is the day, so that a tick does not count for another day that is typed later
            self.fields["day_off"].widget.choices = [(starts.isoformat(), really)]
            if starts.isoformat() not in ticked:
                reason = "a bank holiday" if starts.weekday() < WORKING_DAYS_A_WEEK else f"a {starts:%A}"
                tick = f"{day(starts)} is {reason}. Tick to say that the meeting is really on that day"
                self.add_error("day_off", tick)
        if values.get("kind") == CouncilDay.Kind.MEETING:
            values["ends"] = values.get("starts")
        elif "ends" not in self.errors and not values.get("ends"):
            self.add_error("ends", "Enter the last day of the period")
        return values
