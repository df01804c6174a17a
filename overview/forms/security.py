"""The filters of the security record."""

from __future__ import annotations

from typing import Any

from django import forms

from audit.models import SecurityKind
from ui.fields import DayField
from ui.forms import CouncilForm


class SecurityFilter(CouncilForm):
    """Invalid values are ignored, so that an address that somebody edited still shows a list."""

    person = forms.CharField(
        label="Name or email", max_length=120, required=False, widget=forms.TextInput({"type": "search"})
    )
    kind = forms.ChoiceField(label="What happened", choices=[("", "Everything"), *SecurityKind.choices], required=False)
    network = forms.CharField(label="Network address", max_length=45, required=False)
    starts = DayField(label="From", required=False)
    ends = DayField(label="To", required=False)

    def valid_values(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
