"""Forms of one date of a cycle: plan it anew, or mark it as done or not done."""

from __future__ import annotations

from django import forms

from ui.fields import DayField
from ui.forms import CouncilForm


class PlanForm(CouncilForm):
    planned = DayField(
        label="New planned date",
        help_text="For example 15 3 2027",
        error_messages={"required": "Enter the day for which it is now planned"},
    )
    reason = forms.CharField(
        label="Why does it move?",
        help_text="It stands in the cycle's history beside both dates",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the date moves"},
    )


class DoneForm(CouncilForm):
    done_on = DayField(
        label="When did it happen?",
        error_messages={"required": "Enter the day on which it happened"},
    )


class NotDoneForm(CouncilForm):
    """No fields: the button is the whole form."""
