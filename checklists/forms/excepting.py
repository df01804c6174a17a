"""The form of an exception to a failing check."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from checklists.services.excepting import LONGEST_GROUND, LONGEST_NAME, exception_faults
from ui.fields import DayField
from ui.forms import CouncilForm


class CheckExceptionForm(CouncilForm):
    """What is missing is asked of the service, so that the page and the record never differ."""

    ground = forms.CharField(
        label="Why can this no longer be put right?",
        help_text="Whoever signs the gate, and later the auditors, read this.",
        required=False,
        max_length=LONGEST_GROUND,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": f"Your reason must be {LONGEST_GROUND} characters or fewer"},
    )
    agreed_by = forms.CharField(
        label="Who agreed to go on?",
        help_text="Their name or office, for example the chair of the scrutiny committee. They need no sign-in.",
        required=False,
        max_length=LONGEST_NAME,
        error_messages={"max_length": f"Who agreed to it must be {LONGEST_NAME} characters or fewer"},
    )
    agreed_on = DayField(label="Day on which it was agreed", help_text="For example, 27 3 2026", required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        ground, agreed_by = values.get("ground", ""), values.get("agreed_by", "")
        for name, fault in exception_faults(ground, agreed_by, values.get("agreed_on"), self.today).items():
            if name not in self.errors:
                self.add_error(name, fault)
        return values
