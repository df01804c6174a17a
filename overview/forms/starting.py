"""What somebody says when they start a cycle or change what it is, a page at a time."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.entry_fields import EntryField
from accounts.models import Directorate
from cycles.forms.details import EditionForm, purpose_field
from cycles.models import Service
from ui.fields import DayField
from ui.forms import CouncilForm


class WhatForm(EditionForm):
    service = forms.ModelChoiceField(
        Service.objects.none(),
        label="A service that the council has commissioned before",
        required=False,
        empty_label="A new service",
    )
    service_name = forms.CharField(
        label="Name of the new service",
        help_text="As residents would call it, for example “Home care for adults”",
        max_length=200,
        required=False,
    )
    directorate = EntryField(
        Directorate,
        label="Directorate",
        empty_label="Select a directorate",
        error_messages={"required": "Select a directorate", "invalid_choice": "Select a directorate from the list"},
    )
    purpose = purpose_field()

    def prepare(self) -> None:
        services: Any = self.fields["service"]
        services.queryset = Service.objects.filter(pk__in=self.so_far.get("services", []))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("service") and not (values.get("service_name") or "").strip():
            self.add_error("service_name", "Select a service or enter the name of a new one")
        if values.get("service") and (values.get("service_name") or "").strip():
            self.add_error("service_name", "Leave this empty, or select “A new service”")
        return values


class NextCycleForm(CouncilForm):
    need_by = DayField(
        label="Need-by date",
        help_text="The day on which the next arrangement must start, for example 1 4 2030",
        error_messages={"required": "Enter the day on which the next arrangement must start"},
    )
