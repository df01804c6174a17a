"""Input to clean values: entries of the council's lists, and files of them. Rules are checked by services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.list_files import UnreadableFile, text_of
from accounts.models import Committee, Directorate, Division, ListEntry, Portfolio, User
from accounts.selectors import councillors
from ui.fields import DayField
from ui.forms import CouncilForm
from ui.text import clean_line
from ui.widgets import Radios

LARGEST_FILE = 500_000  # bytes


class EntryForm(CouncilForm):
    """An entry of one of the council's lists. `version` is that of the entry shown on the page."""

    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Enter its name"})
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = ("name",)

    @classmethod
    def initial_of(cls, entry: ListEntry) -> dict[str, Any]:
        return {name: getattr(entry, name) for name in cls.base_fields}

    def clean_name(self) -> str:
        name = clean_line(self.cleaned_data["name"])
        if not name:
            raise ValidationError("Enter its name")
        return name


class DirectorateForm(EntryForm):
    """The short name stands in addresses of pages, so it is asked for once."""

    code = forms.SlugField(
        label="Short name",
        help_text="Small letters, numbers and hyphens, for the addresses of pages. It can’t be changed later. Leave it"
        " empty to have it made from the name",
        max_length=40,
        required=False,
        error_messages={"invalid": "Use small letters, numbers and hyphens only"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initial.get("code"):
            del self.fields["code"]

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).lower()


class DivisionForm(EntryForm):
    district = forms.CharField(
        label="District", max_length=120, error_messages={"required": "Enter the district that it lies in"}
    )


class PortfolioForm(EntryForm):
    holder = forms.ModelChoiceField(
        User.objects.none(),
        label="Held by",
        help_text="A councillor of this service. You can leave this empty",
        empty_label="Nobody named",
        required=False,
        error_messages={"invalid_choice": "Select a councillor from the list"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holder = self.fields["holder"]
        assert isinstance(holder, forms.ModelChoiceField)
        present: User | None = self.initial.get("holder")
        holder.queryset = councillors()
        if present is not None:
            holder.queryset |= User.objects.filter(pk=present.pk).distinct()


class CommitteeForm(EntryForm):
    kind = forms.ChoiceField(
        label="Kind",
        choices=Committee.Kind.choices,
        widget=Radios,
        error_messages={"required": "Select its kind", "invalid_choice": "Select its kind"},
    )


ENTRY_FORMS: dict[type[ListEntry], type[EntryForm]] = {
    Directorate: DirectorateForm,
    Division: DivisionForm,
    Portfolio: PortfolioForm,
    Committee: CommitteeForm,
}


class EndForm(CouncilForm):
    last_day = DayField(
        label="Last day",
        help_text="The last day on which it can be chosen. It may lie ahead",
        error_messages={"required": "Enter the last day"},
    )


class ImportForm(CouncilForm):
    """A list as a file, or as it was copied out of a spreadsheet. `digest` comes from the page that was checked."""

    tables = ("text",)

    file = forms.FileField(label="CSV file", required=False)
    text = forms.CharField(
        label="Or paste the rows",
        help_text="With the first row, which names the columns",
        max_length=500_000,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    digest = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """`text` is what was pasted, or what the file says."""
        values = super().clean() or {}
        file = values.get("file")
        try:
            if file and file.size > LARGEST_FILE:
                raise UnreadableFile("The file is larger than 500 KB. A list of the council is smaller")
            if file:
                values["text"] = text_of(file.read())
        except UnreadableFile as fault:
            self.add_error("file", str(fault))
        if not self.errors and not (values.get("text") or "").strip():
            self.add_error("file", "Select a file, or paste the rows")
        return values
