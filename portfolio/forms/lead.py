"""The new lead of the chosen cycles, and why it changes."""

from __future__ import annotations

from django import forms

from accounts.fields import PersonChoiceField
from cycles.forms.people import leads
from ui.forms import CouncilForm


class LeadForm(CouncilForm):
    lead = PersonChoiceField(
        leads(),
        label="New lead commissioner",
        error_messages={"required": "Select who leads them from now on", "invalid_choice": "Select from the list"},
    )
    reason = forms.CharField(
        label="Reason",
        help_text="It stands in the history of each cycle",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why the lead changes"},
    )
