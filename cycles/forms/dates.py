"""Forms of one date of a cycle: plan it anew, or mark it as done or not done."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from ui.fields import DayField
from ui.forms import CouncilForm


class PlanForm(CouncilForm):
    """`breach_reason` is asked for once a date was sent that breaks a rule: the service says which."""

    planned = DayField(
        label="New planned date",
        help_text="For example 15 3 2027",
        error_messages={"required": "Enter the day for which it is now planned"},
    )
    reason = forms.CharField(
        label="Why does it move?",
        help_text="It is kept in the cycle's history beside both dates",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the date moves"},
    )
    keep_others = forms.BooleanField(
        label="Leave the other dates as they are",
        help_text="Otherwise those that can no longer stay move with it, and the page lists them",
        required=False,
    )
    breach_reason = forms.CharField(
        label="Why is it planned so all the same?",
        help_text="The cycle is then off track with this rule and your reason, and councillors read “Date not settled”",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields["breach_reason"]

    def hide_breach_reason(self) -> None:
        """Take the field away while no rule is broken."""
        if "breach_reason" in self.fields and not (self["breach_reason"].errors or self["breach_reason"].value()):
            del self.fields["breach_reason"]


class PlanAllForm(CouncilForm):
    """Plan every date to come anew."""

    widths: ClassVar[dict[str, int]] = {"spare": 3}
    spare = forms.IntegerField(
        label="Working days to spare",
        help_text="How long before its last safe date each step is planned, where there is time",
        min_value=0,
        max_value=250,
        error_messages={
            "required": "Enter how many working days to spare",
            "min_value": "Enter 0 or more working days",
            "max_value": "Enter 250 working days or fewer",
        },
    )
    reason = forms.CharField(
        label="Why do they move?",
        help_text="It is kept in the cycle's history beside all dates",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the dates move"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class DoneForm(CouncilForm):
    done_on = DayField(
        label="When did it happen?",
        error_messages={"required": "Enter the day on which it happened"},
    )


class NotDoneForm(CouncilForm):
    """No fields: the button is the whole form."""
