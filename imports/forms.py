"""Input of the pages on which a register is brought in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from accounts.fields import PersonChoiceField
from accounts.models import User
from contracts.models import Agreement
from cycles.forms.people import leads, sponsors
from imports.register_files.fields import RegisterField
from imports.register_files.limits import MAX_BYTES, MEBIBYTE
from ui.forms import CouncilForm
from ui.widgets import Checkboxes
from ui.wording import day

LONGEST_PASTE = 500_000  # characters


class RegisterFileForm(CouncilForm):
    """A file, or rows copied from a spreadsheet."""

    tables = ("text",)

    file = forms.FileField(
        label="Choose a file",
        help_text=f"CSV, Excel (XLSX or XLS) or OpenDocument (ODS), up to {MAX_BYTES // MEBIBYTE}MB"
        f" and {settings.IMPORT_ROWS:,} rows.",
        required=False,
    )
    text = forms.CharField(
        label="Or paste rows from a spreadsheet",
        help_text="With the row of headings first.",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONGEST_PASTE,
        required=False,
        strip=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        text = (cleaned.get("text") or "").strip()
        if not self.errors and bool(cleaned.get("file")) == bool(text):
            if text:  # the file is not at fault, and stays chosen
                self.add_error("text", ValidationError("Choose a file or paste rows, not both"))
            else:
                self.add_error("file", ValidationError("Choose a file, or paste rows"))
        if cleaned.get("file") and cleaned["file"].size > MAX_BYTES:
            self.add_error("file", f"The selected file must be smaller than {MAX_BYTES // MEBIBYTE}MB")
        return cleaned


FIELD_CHOICES = [
    (RegisterField.IGNORE.code, "Not used"),
    *((each.code, each.label) for each in RegisterField if each is not RegisterField.IGNORE),
]


class ColumnsForm(CouncilForm):
    """One choice for each column, by the column's letters."""

    def __init__(self, data: Any = None, *, columns: list[dict[str, Any]], **options: Any) -> None:
        super().__init__(data, **options)
        for column in columns:
            called = column["heading"] or f"column {column['letters']}"
            self.fields[column["letters"]] = forms.ChoiceField(
                choices=FIELD_CHOICES,
                label=f"What “{called}” holds",
                initial=column["field"],
                error_messages={
                    "required": f"Select what “{called}” holds",
                    "invalid_choice": f"Select what “{called}” holds from the list",
                },
            )


class StartCyclesForm(CouncilForm):
    """Which agreements need a cycle now, who leads them, and for each directorate who sponsors them."""

    agreements = forms.MultipleChoiceField(
        label="Start a cycle for",
        widget=Checkboxes,
        error_messages={
            "required": "Select the agreements for which a cycle is to start",
            "invalid_choice": "Select agreements from the list",
        },
    )
    lead = PersonChoiceField(label="Lead commissioner", error_messages={"required": "Select who leads these cycles"})

    def __init__(self, data: Any = None, *, offered: list[Agreement], **options: Any) -> None:
        super().__init__(data, **options)
        ticks: Any = self.fields["agreements"]
        ticks.choices = [(str(row.pk), str(row)) for row in offered]
        ticks.widget.hints = {}
        for row in offered:
            assert row.analyse_by is not None
            assert row.current_end is not None
            ends = f"it ends on {day(row.current_end)}, and no cycle prepares what follows"
            ticks.widget.hints[str(row.pk)] = f"The last safe day to start its Analyse is {day(row.analyse_by)}: {ends}"
        lead: Any = self.fields["lead"]
        lead.queryset = leads()
        self.directorates = {row.directorate.pk: row.directorate for row in offered if row.directorate}
        for pk, directorate in self.directorates.items():
            self.fields[f"sponsor_{pk}"] = PersonChoiceField(
                queryset=sponsors(directorate),
                label=f"Sponsor of the cycles of {directorate}",
                empty_label="Select a manager",
                required=False,
                error_messages={"invalid_choice": "Select a manager from the list"},
            )

    def sponsors(self) -> dict[int, User]:
        """Who was selected, by directorate."""
        chosen = {pk: self.cleaned_data.get(f"sponsor_{pk}") for pk in self.directorates}
        return {pk: person for pk, person in chosen.items() if person}
