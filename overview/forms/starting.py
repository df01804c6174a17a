"""What somebody says when they start a cycle or change what it is, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.entry_fields import EntryField
from accounts.models import Directorate
from calendars.days import ONE_DAY
from contracts.forms.replacing import agreement_in_words
from contracts.models import Agreement
from contracts.services.cycle_dates import dates_of_agreement
from cycles.forms.details import WhenForm, purpose_field
from cycles.forms.routes import EditionForm
from cycles.models import Cycle, Running, Service
from ui.fields import DayField
from ui.forms import CouncilForm
from ui.widgets import Radios, SearchSelect
from ui.wording import day

NEW, BEFORE = "new", "before"


class WhatForm(EditionForm):
    """What is asked of a new service, or of one commissioned before, stands under that choice; the other is not read.

    Without a service that could be commissioned again there is nothing to choose.
    """

    commissioned = forms.ChoiceField(
        label="Has the council commissioned this service before?",
        choices=[(NEW, "No, it is new"), (BEFORE, "Yes")],
        required=False,
        widget=Radios(
            hints={BEFORE: "Its people, agreements and earlier cycles are then joined to this one"},
            reveals={NEW: ["service_name"], BEFORE: ["service"]},
        ),
        error_messages={"invalid_choice": "Select yes if the council has commissioned this service before"},
    )
    service = forms.ModelChoiceField(
        Service.objects.none(),
        label="Which service?",
        required=False,
        empty_label="Select a service",
        widget=SearchSelect,
        error_messages={"invalid_choice": "Select a service from the list"},
    )
    service_name = forms.CharField(
        label="Name of the service",
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
        if not self.so_far.get("services"):
            del self.fields["commissioned"], self.fields["service"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        typed = (values.get("service_name") or "").strip()
        known = values.pop("commissioned", NEW) or (BEFORE if values.get("service") else NEW if typed else "")
        if known == BEFORE:
            self.errors.pop("service_name", None)
            if not values.get("service") and "service" not in self.errors:
                self.add_error("service", "Select the service that is commissioned again")
        elif known == NEW:
            self.errors.pop("service", None)
            if not typed and "service_name" not in self.errors:
                self.add_error("service_name", "Enter the name of the service")
        else:
            self.add_error("commissioned", "Select yes if the council has commissioned this service before")
        return values | ({"service_name": ""} if known == BEFORE else {"service": None})


class StartWhenForm(WhenForm):
    """When and how, with the agreement that the cycle replaces: its end then says when it is needed."""

    replaces = forms.ModelChoiceField(
        Agreement.objects.none(),
        label="Which agreement of the register does it replace?",
        help_text="Its end sets the need-by date, and moves it when it is extended. Leave what follows empty then.",
        required=False,
        blank=True,
        empty_label="None of these",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Select an agreement from the list"},
    )
    field_order = ("replaces",)

    def prepare(self) -> None:
        super().prepare()
        offered: Sequence[Agreement] = self.so_far.get("agreements", ())
        if not offered:
            del self.fields["replaces"]
            return
        replaces: Any = self.fields["replaces"]
        replaces.queryset = Agreement.objects.filter(pk__in=[row.pk for row in offered])
        replaces.label_from_instance = agreement_in_words
        self.initial.setdefault("replaces", offered[0].pk)
        self.fields["need_by"].required = False

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        agreement: Agreement | None = values.get("replaces")
        dates = dates_of_agreement(agreement)
        typed = values.get("need_by")
        if agreement and dates:
            needed = dates.ends + ONE_DAY
            if typed and typed != needed:
                self.add_error("need_by", f"{agreement.reference} ends on {day(dates.ends)}: leave this empty")
            values |= {
                "need_by": needed,
                "running": Running.ARRANGEMENT.value,
                "running_ends": dates.ends,
                "running_notice_by": dates.notice_by,
            }
        elif not typed and "need_by" not in self.errors:
            self.add_error("need_by", self.fields["need_by"].error_messages["required"])
        return values


class NextCycleForm(CouncilForm):
    """`cycle` is the one that still runs; the end of its agreement, where it has one, says when the next is needed."""

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if cycle.arrangement_source and cycle.arrangement_ends:
            follows = f"{cycle.arrangement_source} ends on {day(cycle.arrangement_ends)}: the day after is taken"
            self.fields["need_by"].help_text = follows
            self.initial.setdefault("need_by", cycle.arrangement_ends + ONE_DAY)

    need_by = DayField(
        label="Need-by date",
        help_text="The day on which the next arrangement must start, for example 1 4 2030",
        error_messages={"required": "Enter the day on which the next arrangement must start"},
    )
