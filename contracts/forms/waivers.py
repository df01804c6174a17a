"""What is said of a waiver or an exemption. Rules are checked by services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from accounts.entry_fields import EntryField
from accounts.models import Directorate
from contracts.forms.versions import VersionField
from contracts.models import Agreement, Supplier, Waiver, WaiverKind
from contracts.services.waivers import COLUMNS, WaiverInput
from cycles.models import Cycle, Service
from ui.fields import DayField, MoneyField
from ui.forms import CouncilForm
from ui.text_search import reference_of
from ui.widgets import Radios, SearchSelect


class WaiverForm(CouncilForm):
    """`choices` are querysets by the name of their field; a field without one keeps what the waiver has."""

    kind = forms.ChoiceField(
        label="Is it a waiver or an exemption?",
        choices=WaiverKind.choices,
        widget=Radios(
            {
                WaiverKind.WAIVER: "A contract rule applies and is set aside",
                WaiverKind.EXEMPTION: "By the contract rules themselves, a rule does not apply",
            }
        ),
        error_messages={"required": "Select a waiver or an exemption"},
    )
    what = forms.CharField(
        label="What does it allow?",
        help_text="For example “Direct award of night cover for six months”",
        max_length=400,
        error_messages={"required": "Enter what it allows"},
    )
    cause = forms.ChoiceField(label="Cause", widget=Radios, error_messages={"required": "Select the cause"})
    reason = forms.CharField(
        label="Why was it needed?", widget=forms.Textarea, error_messages={"required": "Enter why it was needed"}
    )
    value = MoneyField(
        label="Value without VAT",
        help_text="Of what it allows, for its whole time. Leave it empty where it is not known",
        required=False,
    )
    starts = DayField(label="First day", error_messages={"required": "Enter its first day"})
    expires = DayField(label="Last day", error_messages={"required": "Enter its last day"})
    approver = forms.CharField(
        label="Who approved it?",
        help_text="Name and office, for example “Daniel Okafor, Assistant Director”",
        error_messages={"required": "Enter who approved it"},
    )
    approved_on = DayField(
        label="When was it approved?", error_messages={"required": "Enter the day on which it was approved"}
    )
    directorate = EntryField(
        Directorate,
        label="Directorate",
        empty_label="Select a directorate",
        error_messages={"required": "Select a directorate", "invalid_choice": "Select a directorate from the list"},
    )
    service = forms.ModelChoiceField(
        Service.objects.none(),
        label="Service",
        widget=SearchSelect,
        empty_label="None, or not known",
        required=False,
        error_messages={"invalid_choice": "Select a service from the list"},
    )
    supplier = forms.ModelChoiceField(
        Supplier.objects.none(),
        label="Supplier",
        widget=SearchSelect,
        empty_label="None, or not in the register",
        required=False,
        error_messages={"invalid_choice": "Select a supplier from the list"},
    )
    agreement = forms.CharField(
        label="Reference of the agreement",
        help_text="That it extends, or that was made under it: like A-0147. Leave it empty where there is none",
        max_length=12,
        required=False,
    )
    ended_by = forms.ModelChoiceField(
        Cycle.objects.none(),
        label="Which cycle ends it?",
        help_text="The cycle that puts a proper arrangement in its place. You can name it later",
        widget=SearchSelect,
        empty_label="None yet",
        required=False,
        error_messages={"invalid_choice": "Select a cycle from the list"},
    )
    version = VersionField()

    def __init__(self, *args: Any, causes: list[tuple[str, str]], choices: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cause: Any = self.fields["cause"]
        cause.choices = causes
        if not causes:  # an edition that lists none: a short code is typed
            self.fields["cause"] = forms.SlugField(
                label="Cause",
                help_text="In a word, like urgency",
                max_length=40,
                error_messages={
                    "required": "Enter the cause",
                    "invalid": "Use letters, numbers and hyphens only",
                    "max_length": "The cause must be 40 characters or fewer",
                },
            )
            self.order_fields(list(self.base_fields))
        self.agreements: QuerySet[Agreement] | None = choices.get("agreement")
        for name in ("service", "supplier", "agreement", "ended_by"):
            if name not in choices:
                del self.fields[name]
            elif name != "agreement":
                field: Any = self.fields[name]
                field.queryset = choices[name]

    @staticmethod
    def initial_of(waiver: Waiver) -> dict[str, Any]:
        reference = waiver.agreement.reference if waiver.agreement else ""
        return {name: getattr(waiver, name) for name in (*COLUMNS, "version")} | {"agreement": reference}

    def clean_agreement(self) -> Agreement | None:
        """Thousands of agreements are too many for a list, so that its reference is typed."""
        typed = self.cleaned_data["agreement"]
        if not typed or self.agreements is None:
            return None
        agreement = self.agreements.filter(reference=reference_of(typed)).first()
        if agreement is None:
            raise ValidationError("Enter the reference of an agreement in the register, like A-0147")
        return agreement

    def values(self, present: Waiver | None = None) -> WaiverInput:
        """What was entered; of a field that is not asked what the waiver has."""
        given = {name: self.cleaned_data[name] for name in COLUMNS if name in self.cleaned_data}
        kept = {name: getattr(present, name) for name in COLUMNS if present and name not in given}
        return WaiverInput(**kept | given)


class WithdrawForm(CouncilForm):
    reason = forms.CharField(
        label="Why is it withdrawn?",
        help_text="For example because it was recorded twice. The waiver stays in the register and no longer counts",
        widget=forms.Textarea,
        error_messages={"required": "Enter why it is withdrawn"},
    )
    version = VersionField()


class EndingCycleForm(CouncilForm):
    ended_by = forms.ModelChoiceField(
        Cycle.objects.none(),
        label="Which cycle ends it?",
        help_text="The cycle that puts a proper arrangement in its place",
        widget=SearchSelect,
        empty_label="None yet",
        required=False,
        error_messages={"invalid_choice": "Select a cycle from the list"},
    )
    version = VersionField()

    def __init__(self, *args: Any, cycles: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ended_by: Any = self.fields["ended_by"]
        ended_by.queryset = cycles
