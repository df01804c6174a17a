"""The form of an entry of the register, to add one and to change it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.entry_fields import EntryField
from accounts.fields import PersonChoiceField
from accounts.models import Directorate, User
from contracts.forms.managers import managers_to_choose
from contracts.models import Agreement, AgreementKind, Procedure, ProcurementCategory
from contracts.presenters.edition_names import risk_class_choices, route_choices
from contracts.selectors.choices import cycles_to_choose, frameworks_to_choose, services_to_choose
from contracts.selectors.visibility import visible_cycle
from contracts.services.agreements import COLUMNS, AgreementInput
from contracts.terms import last_day_of_term
from cycles.models import Cycle, Service
from cycles.selectors.visibility import visible_to
from principles.models import DeliveryRoute, LegalRegime, RegimeRoute
from principles.selectors import edition_in_force
from ui.fields import DayField, MoneyField
from ui.forms import CouncilForm
from ui.text_search import reference_of
from ui.widgets import Radios, SearchSelect
from ui.wording import day

NOT_KNOWN = ("", "Not known")
MOST_MONTHS, MOST_DAYS = 600, 3660


class AgreementForm(CouncilForm):
    """What an entry says. `term_months` may be typed instead of the end, which then follows from the start."""

    widths = {  # noqa: RUF012
        "council_reference": 20,
        "value": 20,
        "yearly_value": 20,
        "vat_not_recoverable": 20,
        "term_months": 3,
        "notice_months": 3,
        "notice_days": 3,
        "cycle": 10,
    }
    title = forms.CharField(label="Title", max_length=300, error_messages={"required": "Enter a title"})
    kind = forms.ChoiceField(label="What kind of agreement is it?", choices=AgreementKind.choices, widget=Radios)
    council_reference = forms.CharField(
        label="The council’s own reference",
        help_text="As the council’s other registers name it",
        required=False,
        max_length=80,
    )
    ocid = forms.CharField(
        label="Open contracting id",
        help_text="From its notices, for example ocds-h6vhtk-04a1b2",
        required=False,
        max_length=80,
    )
    description = forms.CharField(
        label="Description",
        help_text="What is delivered, for whom and where. It is published: write no names of residents",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    directorate = EntryField(Directorate, label="Directorate", required=False, empty_label="Not known")
    service = forms.ModelChoiceField(
        Service.objects.none(),
        label="Service",
        help_text="What the council commissions by it",
        required=False,
        empty_label="Not known",
        widget=SearchSelect,
    )
    cycle = forms.CharField(
        label="Cycle that put it in place",
        help_text="Its reference, for example C-0147",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"list": "cycle-references", "autocomplete": "off", "data-suggest": True}),
    )
    framework = forms.ModelChoiceField(
        Agreement.objects.none(),
        label="Framework that it is called off under",
        required=False,
        empty_label="None",
        widget=SearchSelect,
    )
    is_signed = forms.ChoiceField(
        label="Is it signed?",
        choices=[("yes", "Yes"), ("no", "Not yet")],
        widget=Radios(hints={"no": "Only officers see it until it is signed"}, reveals={"yes": ["signed_on"]}),
        error_messages={"required": "Select whether it is signed", "invalid_choice": "Select whether it is signed"},
    )
    signed_on = DayField(label="Day of the last signature", help_text="Leave empty if it is not known", required=False)
    start = DayField(label="Start", help_text="For example 1 4 2025", required=False)
    term_months = forms.IntegerField(
        label="Length of the initial term, in months",
        help_text="Or enter its end below",
        required=False,
        min_value=1,
        max_value=MOST_MONTHS,
    )
    first_end = DayField(
        label="End of the initial term", help_text="Its last day, without any extension", required=False
    )
    is_rolling = forms.BooleanField(label="It goes on until notice is given, without an end", required=False)
    notice_months = forms.IntegerField(
        label="Notice, in months",
        help_text="Of an extension, an end or a break",
        required=False,
        min_value=0,
        max_value=MOST_MONTHS,
    )
    notice_days = forms.IntegerField(label="And days of notice", required=False, min_value=0, max_value=MOST_DAYS)
    break_from = DayField(label="Day from which the council may end it early", required=False)
    review_on = DayField(label="Review date", required=False)
    value = MoneyField(
        label="Whole-life value without VAT", help_text="As awarded, with every extension", required=False
    )
    yearly_value = MoneyField(label="Yearly value without VAT", required=False)
    vat_not_recoverable = MoneyField(label="VAT that can’t be recovered", required=False)
    is_capital = forms.BooleanField(label="It is capital spending", required=False)
    category = forms.ChoiceField(
        label="What is bought?", choices=[NOT_KNOWN, *ProcurementCategory.choices], required=False, widget=Radios
    )
    procedure = forms.ChoiceField(
        label="How were offers asked for?", choices=[NOT_KNOWN, *Procedure.choices], required=False, widget=Radios
    )
    route = forms.ChoiceField(label="Delivery route", required=False)
    regime = forms.ChoiceField(label="Legal regime", required=False)
    regime_route = forms.ChoiceField(label="Route of the legal regime", required=False)
    contract_manager = PersonChoiceField(
        label="Contract manager", help_text="Who is reminded before it ends", required=False, empty_label="Nobody named"
    )
    deputy = PersonChoiceField(label="Deputy", required=False, empty_label="Nobody named")
    risk_class = forms.ChoiceField(label="Risk class", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, today: date, agreement: Agreement | None = None, **kwargs: Any) -> None:
        self.user, self.today, self.agreement = user, today, agreement
        super().__init__(*args, initial=initial_of(agreement, user, today), **kwargs)
        offered: Mapping[str, Any] = {
            "service": services_to_choose(user, today, agreement.service_id if agreement else None),
            "framework": frameworks_to_choose(user, today, agreement),
            "contract_manager": managers_to_choose(agreement),
            "deputy": managers_to_choose(agreement),
        }
        for name, rows in offered.items():
            field: Any = self.fields[name]
            field.queryset = rows
        if agreement and agreement.directorate_id:
            directorate = self.fields["directorate"]
            assert isinstance(directorate, EntryField)
            directorate.keep([agreement.directorate_id])
        edition = edition_in_force(today)
        codes: Mapping[str, list[tuple[str, str]]] = {
            "route": route_choices(edition, DeliveryRoute, agreement.route if agreement else ""),
            "regime": route_choices(edition, LegalRegime, agreement.regime if agreement else ""),
            "regime_route": route_choices(edition, RegimeRoute, agreement.regime_route if agreement else ""),
            "risk_class": risk_class_choices(edition, agreement.risk_class if agreement else ""),
        }
        for name, choices in codes.items():
            coded: Any = self.fields[name]
            coded.choices = [NOT_KNOWN, *choices]

    @property
    def cycles(self) -> list[Cycle]:
        """What is offered while a reference is typed."""
        service = self.agreement.service_id if self.agreement else None
        return list(cycles_to_choose(self.user, self.today, service))

    def clean_cycle(self) -> Cycle | None:
        """A cycle that the person may not see stays where it is already, and can't be chosen."""
        typed = self.cleaned_data["cycle"]
        if not typed:
            hidden = self.agreement is not None and not self.initial.get("cycle")
            return self.agreement.cycle if self.agreement and hidden else None
        cycle = visible_to(self.user, self.today).filter(reference=reference_of(typed)).first()
        if cycle is None:
            raise ValidationError("Enter the reference of a cycle that you see, like C-0147")
        return cycle

    def clean_framework(self) -> Agreement | None:
        """One that the person may not see stays, as a cycle does."""
        chosen: Agreement | None = self.cleaned_data["framework"]
        if chosen or self.agreement is None or self.agreement.framework_id is None:
            return chosen
        field: Any = self.fields["framework"]
        is_offered = field.queryset.filter(pk=self.agreement.framework_id).exists()
        return None if is_offered else self.agreement.framework

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        months, start = values.get("term_months"), values.get("start")
        if months and "first_end" not in self.errors:
            if start is None:
                if "start" not in self.errors:
                    self.add_error("start", "Enter the start: the end follows from it and the length")
            else:
                end = last_day_of_term(start, months)
                if values.get("first_end") not in (None, end, self.initial.get("first_end")):
                    self.add_error("term_months", f"That length ends on {day(end)}: clear it, or the end below")
                else:
                    values["first_end"] = end
        if values.get("is_signed") == "no":  # the day under the other answer is hidden then
            self.errors.pop("signed_on", None)
            values["signed_on"] = None
        return values

    def values(self, rows: Mapping[str, Any]) -> AgreementInput:
        """What a valid form says, with its rows."""
        data = {name: self.cleaned_data[name] for name in COLUMNS}
        data["is_signed"] = data["is_signed"] == "yes"
        return AgreementInput(**data, **rows)


def initial_of(agreement: Agreement | None, user: User, today: date) -> dict[str, Any]:
    """What an agreement says in each field; of a new one that it is a contract."""
    if agreement is None:
        return {"kind": AgreementKind.CONTRACT}
    named = ("directorate", "service", "framework", "contract_manager", "deputy")
    cycle = visible_cycle(user, agreement, today)
    return {name: getattr(agreement, f"{name}_id" if name in named else name) for name in COLUMNS} | {
        "cycle": cycle.reference if cycle else "",
        "is_signed": "yes" if agreement.is_signed else "no",
        "version": agreement.version,
    }
