"""Input of the pages on which a register is brought in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from contracts.register_files.fields import RegisterField
from contracts.register_files.limits import MAX_BYTES, MEBIBYTE
from ui.forms import CouncilForm

LONGEST_PASTE = 500_000  # characters


class RegisterFileForm(CouncilForm):
    """A file, or rows copied from a spreadsheet."""

    file = forms.FileField(
        label="Choose a file",
        help_text=f"CSV, Excel (XLSX or XLS) or OpenDocument (ODS), up to {MAX_BYTES // MEBIBYTE}MB and 20,000 rows.",
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
            said = "Choose a file or paste rows, not both" if text else "Choose a file, or paste rows"
            self.add_error("file", ValidationError(said))
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
