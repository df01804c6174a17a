"""A day of the council's own, as an administrator lists it."""

from __future__ import annotations

from typing import Any

from django import forms

from calendars.days import WORKING_DAYS_A_WEEK, bank_holidays, is_working_day
from calendars.models import CouncilDay
from ui.fields import DayField
from ui.forms import CouncilForm
from ui.widgets import Checkboxes, Radios
from ui.wording import day

WHICH_KIND = "Select whether it is a meeting, a pre-election period or closed"


class CouncilDayForm(CouncilForm):
    """A meeting has one day, a period before an election a first and a last one, closed days may have either.

    A meeting on a day off is listed once somebody has ticked that it really is on that day.
    """

    kind = forms.ChoiceField(
        label="What is it?",
        choices=CouncilDay.Kind.choices,
        widget=Radios(
            hints={
                CouncilDay.Kind.MEETING: "Key decisions are taken at it",
                CouncilDay.Kind.ELECTION: "Publicity is limited, council business goes on: no date moves",
                CouncilDay.Kind.CLOSED: "Offices are closed, for example between Christmas and New Year, or on a "
                "one-off bank holiday: not a working day",
            }
        ),
        error_messages={"required": WHICH_KIND, "invalid_choice": WHICH_KIND},
    )
    name = forms.CharField(
        label="Name",
        help_text="For example Executive, County elections 2029, or Christmas closure",
        max_length=100,
        error_messages={"required": "Enter its name"},
    )
    starts = DayField(
        label="Day",
        help_text="Of several days, the first. For example 4 3 2027",
        error_messages={"required": "Enter the day"},
    )
    ends = DayField(
        label="Last day",
        help_text="Only of a pre-election period, or of offices that are closed for several days",
        required=False,
    )
    day_off = forms.Field(label="Is the day right?", required=False, widget=Checkboxes)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields["day_off"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        kind, starts, ticked = values.get("kind"), values.get("starts"), values.pop("day_off", None) or []
        if kind != CouncilDay.Kind.MEETING or starts is None or is_working_day(starts):
            del self.fields["day_off"]
        else:
            really = f"The meeting is really on {starts:%A} {day(starts)}"
            # the value is the day, so that a tick does not count for another day that is typed later
            self.fields["day_off"].widget.choices = [(starts.isoformat(), really)]
            if starts.isoformat() not in ticked:
                weekday = "a bank holiday" if starts in bank_holidays(starts.year) else "a closed day"
                reason = weekday if starts.weekday() < WORKING_DAYS_A_WEEK else f"a {starts:%A}"
                tick = f"{day(starts)} is {reason}. Tick to say that the meeting is really on that day"
                self.add_error("day_off", tick)
        if kind == CouncilDay.Kind.MEETING:
            values["ends"] = starts
        elif "ends" not in self.errors and not values.get("ends"):
            values["ends"] = starts
            if kind == CouncilDay.Kind.ELECTION:
                self.add_error("ends", "Enter the last day of the period")
        return values
