"""A new piece of evidence, or one that the cycle has already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator

from checklists.models import Evidence
from checklists.presenters.evidence import EvidenceItem
from ui.fields import DayField
from ui.forms import CouncilForm
from ui.widgets import Checkboxes, Radios

MAX_TITLE = 200
MAX_LINK = 1_000

YEARS = {"2": 2, "1": 1}
LINK_ERROR = "Enter a link in the correct format, like https://www.example.org/report"


class NewEvidenceForm(CouncilForm):
    """A file or a link, with what it is and how long it is good for."""

    needs_document = True
    file = forms.FileField(
        label="Upload a file",
        help_text="A PDF, Word, Excel, PowerPoint, OpenDocument, CSV, plain text, PNG or JPG file, smaller than 20MB.",
        required=False,
        allow_empty_file=True,
    )
    link = forms.URLField(
        label="Or enter a link",
        help_text="For example, to a document in SharePoint or a page of a website.",
        required=False,
        max_length=MAX_LINK,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
        error_messages={"invalid": LINK_ERROR, "max_length": f"The link must be {MAX_LINK:,} characters or fewer"},
    )
    title = forms.CharField(
        label="Title",
        help_text="For example, Consultation report.",
        max_length=MAX_TITLE,
        error_messages={"required": "Enter a title for the evidence"},
    )
    dated = DayField(
        label="Date of the evidence",
        help_text="The date on it, for example 27 3 2026",
        error_messages={"required": "Enter the date of the evidence"},
    )
    good_for = forms.ChoiceField(
        label="How long is it good for?",
        choices=[
            ("2", "Two years from its date"),
            ("1", "One year from its date"),
            ("until", "Until another date"),
        ],
        initial="2",
        widget=Radios(hints={"1": "Suits data and figures."}),
        error_messages={
            "required": "Select how long it is good for",
            "invalid_choice": "Select how long it is good for",
        },
    )
    good_until = DayField(
        label="Good until",
        help_text="Only if you selected another date.",
        required=False,
    )
    confidential = forms.BooleanField(
        label="This is confidential",
        help_text="Councillors will not be able to read it, also once the gate has been passed.",
        required=False,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        link = self.fields["link"]
        others = [check for check in link.validators if not isinstance(check, URLValidator)]
        link.validators = [URLValidator(schemes=["http", "https"], message=LINK_ERROR), *others]

    def clean_dated(self) -> date | None:
        dated: date | None = self.cleaned_data["dated"]
        if dated and dated > self.today:
            raise forms.ValidationError("The date of the evidence must be today or in the past")
        return dated

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "file" in cleaned and "link" in cleaned:
            if self.needs_document and not cleaned["file"] and not cleaned["link"]:
                self.add_error("file", "Select a file or enter a link")
            elif cleaned["file"] and cleaned["link"]:
                self.add_error("link", "Upload a file or enter a link, not both. Add them one after the other")
        if cleaned.get("good_for") == "until" and "good_until" in cleaned and not cleaned["good_until"]:
            self.add_error("good_until", "Enter the date until which it is good")
        return cleaned

    @property
    def upload(self) -> UploadedFile[bytes] | None:
        return self.cleaned_data["file"] or None

    @property
    def facts(self) -> dict[str, Any]:
        """What the services need besides the file or the link."""
        data = self.cleaned_data
        years = YEARS.get(data["good_for"])
        return {
            "title": data["title"],
            "dated": data["dated"],
            "good_until": years_after(data["dated"], years) if years else data["good_until"],
            "confidential": data["confidential"],
        }


class ReuseForm(CouncilForm):
    """Evidence that the cycle has already, each with a hint."""

    evidence = forms.MultipleChoiceField(
        label="Already in this cycle",
        widget=Checkboxes(small=True),
        error_messages={
            "required": "Select at least one piece of evidence",
            "invalid_choice": "Select evidence from the list",
            "invalid_list": "Select evidence from the list",
        },
    )

    def __init__(self, *args: Any, items: Sequence[EvidenceItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = {str(item.evidence.pk): item for item in items}
        shown: forms.MultipleChoiceField = self.fields["evidence"]  # type: ignore[assignment]
        shown.choices = [(pk, item.evidence.title) for pk, item in self.items.items()]
        shown.widget.hints = {pk: f"{item.what}. {item.word}." for pk, item in self.items.items()}

    @property
    def chosen(self) -> list[Evidence]:
        return [self.items[pk].evidence for pk in self.cleaned_data["evidence"]]


def years_after(day: date, years: int) -> date:
    """The same day in a later year; 28 February for a leap day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
