"""Choosing the agreement that a cycle replaces."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.db.models import QuerySet

from contracts.models import Agreement
from ui.forms import CouncilForm
from ui.text_search import reference_of
from ui.widgets import Radios
from ui.wording import day

NONE, ANOTHER = "none", "another"


def agreement_in_words(row: Agreement) -> str:
    """ "A-0012 Street cleansing, to 31 March 2028"."""
    if row.is_rolling:
        return f"{row}, until notice is given"
    return f"{row}, to {day(row.current_end)}" if row.current_end else f"{row}, its end is not known"


class ReplacingForm(CouncilForm):
    """`offered` are the agreements of the cycle's service; any other of `visible` is named by its reference."""

    agreement = forms.ChoiceField(
        label="Which agreement does this cycle replace?",
        widget=Radios(reveals={ANOTHER: ("reference",)}),
        error_messages={"required": "Select the agreement, or none", "invalid_choice": "Select from the list"},
    )
    reference = forms.CharField(
        label="Reference of another agreement",
        help_text="For example A-0147",
        required=False,
        max_length=20,
    )
    reason = forms.CharField(
        label="Why?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, offered: Collection[Agreement], visible: QuerySet[Agreement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered, self.visible = {str(row.pk): row for row in offered}, visible
        field: Any = self.fields["agreement"]
        field.choices = [
            *((key, agreement_in_words(row)) for key, row in self.offered.items()),
            (ANOTHER, "Another agreement of the register"),
            (NONE, "None: the need-by date is typed"),
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        chosen = values.get("agreement")
        values["chosen"] = self.offered.get(chosen or "")
        if chosen == ANOTHER:
            values["chosen"] = self.visible.filter(reference=reference_of(values.get("reference") or "")).first()
            if values["chosen"] is None:
                self.add_error("reference", "Enter the reference of an agreement of the register, like A-0147")
        return values
