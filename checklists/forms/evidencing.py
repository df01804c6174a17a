"""A new piece of evidence, or one that the cycle has already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from checklists.models import Answer, Evidence
from checklists.presenters.evidence import EvidenceItem
from checklists.services.evidencing import DATED_LATE, Description
from ui.fields import DayField
from ui.forms import CouncilForm
from ui.links import LinkField
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
        help_text="A PDF, Word, Excel, PowerPoint, OpenDocument, CSV, plain text, PNG or JPG file or an email,"
        " smaller than 20MB.",
        required=False,
        allow_empty_file=True,
    )
    link = LinkField(
        label="Or enter a link",
        help_text="For example, to a document in SharePoint or a page of the intranet.",
        required=False,
        max_length=MAX_LINK,
        error_messages={"invalid": LINK_ERROR, "max_length": f"The link must be {MAX_LINK:,} characters or fewer"},
    )
    title = forms.CharField(
        label="Title",
        help_text="For example, Consultation report. Leave it empty to take it from the file.",
        max_length=MAX_TITLE,
        required=False,
    )
    dated = DayField(
        label="Date of the evidence",
        help_text="The date on it, for example 27 3 2026. Leave it empty to take it from the file.",
        required=False,
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

    questions = forms.MultipleChoiceField(
        label="Which questions does it answer?",
        help_text="Only if you know already. Their answers rest on it from now on.",
        required=False,
        widget=Checkboxes(small=True, find="Find a question"),
        error_messages={
            "invalid_choice": "Select questions from the list",
            "invalid_list": "Select questions from the list",
        },
    )

    def __init__(self, *args: Any, today: date, answers: Sequence[Answer] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        offer_answers(self, answers)

    def clean_dated(self) -> date | None:
        dated: date | None = self.cleaned_data["dated"]
        if dated and dated > self.today:
            raise forms.ValidationError(DATED_LATE)
        return dated

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "file" in cleaned and "link" in cleaned:
            if self.needs_document and not cleaned["file"] and not cleaned["link"]:
                self.add_error("file", "Select a file or enter a link")
            elif cleaned["file"] and cleaned["link"]:
                self.add_error("link", "Upload a file or enter a link, not both. Add them one after the other")
        if cleaned.get("link") and not cleaned.get("file"):
            for name, asked in (
                ("title", "Enter a title for the evidence"),
                ("dated", "Enter the date of the evidence"),
            ):
                if name in cleaned and not cleaned[name]:
                    self.add_error(name, asked)
        if cleaned.get("good_for") == "until" and "good_until" in cleaned and not cleaned["good_until"]:
            self.add_error("good_until", "Enter the date until which it is good")
        return cleaned

    @property
    def upload(self) -> UploadedFile[bytes] | None:
        return self.cleaned_data["file"] or None

    @property
    def described(self) -> Description:
        """What the services need besides the file or the link."""
        data = self.cleaned_data
        good_until = data["good_until"] if data["good_for"] == "until" else None
        years = YEARS.get(data["good_for"], 2)
        return Description(data["title"], data["dated"], good_until, years, data["confidential"])

    @property
    def left_to_the_file(self) -> str:
        """What was taken from the file, in words."""
        data = self.cleaned_data
        left = [words for name, words in (("title", "title"), ("dated", "date")) if not data[name]]
        return " and ".join(left) if data["file"] else ""


class MendForm(CouncilForm):
    """What is said of a piece of evidence, to be put right."""

    title = forms.CharField(
        label="Title", max_length=MAX_TITLE, error_messages={"required": "Enter a title for the evidence"}
    )
    dated = DayField(
        label="Date of the evidence",
        help_text="The date on it, for example 27 3 2026",
        error_messages={"required": "Enter the date of the evidence"},
    )
    good_until = DayField(
        label="Good until",
        help_text="The last day on which it can be relied on",
        error_messages={"required": "Enter the date until which it is good"},
    )
    confidential = forms.BooleanField(
        label="This is confidential",
        help_text="Councillors will not be able to read it, also once the gate has been passed.",
        required=False,
    )

    @property
    def described(self) -> Description:
        return Description(**self.cleaned_data)


class QuestionsForm(CouncilForm):
    """Questions whose answers are to rest on a piece of evidence."""

    questions = forms.MultipleChoiceField(
        label="Use it for other questions",
        widget=Checkboxes(small=True, find="Find a question"),
        error_messages={
            "required": "Select at least one question",
            "invalid_choice": "Select questions from the list",
            "invalid_list": "Select questions from the list",
        },
    )

    def __init__(self, *args: Any, answers: Sequence[Answer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_answers(self, answers)


def offer_answers(form: CouncilForm, answers: Sequence[Answer]) -> None:
    """Put the questions of these answers into the form, each with its stage; without any, it asks for none."""
    if not answers:
        del form.fields["questions"]
        return
    field: Any = form.fields["questions"]
    field.choices = [(str(answer.pk), answer.question.title) for answer in answers]
    field.widget.hints = {str(answer.pk): answer.question.get_stage_display() for answer in answers}


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
