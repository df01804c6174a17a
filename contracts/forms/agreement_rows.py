"""The rows of an entry that may be many: suppliers, lots and extensions. An empty row counts for nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from contracts.models import Agreement, ExtensionState, Supplier
from contracts.selectors.choices import SupplierChoices
from contracts.services.agreements import ExtensionInput, LotInput, SuppliedByInput
from contracts.services.suppliers import SupplierInput
from ui.fields import LONGEST_ID, DayField, MoneyField
from ui.forms import CouncilForm
from ui.widgets import Radios

MOST_ROWS = 60
MOST_MONTHS, MOST_DAYS = 600, 3660
NEW = "new"


class LotRowForm(CouncilForm):
    widths = {"number": 10, "value": 20}  # noqa: RUF012
    number = forms.CharField(label="Lot", required=False, max_length=20)
    title = forms.CharField(label="What it covers", required=False, max_length=200)
    value = MoneyField(label="Value", required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("number") and (values.get("title") or values.get("value") is not None):
            self.add_error("number", "Enter the number of the lot")
        return values


class ExtensionRowForm(CouncilForm):
    widths = {"months": 3, "notice_months": 3, "notice_days": 3}  # noqa: RUF012
    months = forms.IntegerField(label="Length in months", required=False, min_value=1, max_value=MOST_MONTHS)
    until = DayField(label="Or until the day", required=False)
    notice_months = forms.IntegerField(
        label="Its own notice, in months",
        help_text="Leave empty if it is that of the agreement",
        required=False,
        min_value=0,
        max_value=MOST_MONTHS,
    )
    notice_days = forms.IntegerField(label="And days of its notice", required=False, min_value=0, max_value=MOST_DAYS)
    decided_by = forms.CharField(label="Who decides", help_text="The post or the body", required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("months") and values.get("until"):
            self.add_error("months", "Enter the months or the day, and leave the other empty")
        rest = [values.get(name) for name in ("notice_months", "notice_days", "decided_by")]
        has_length = values.get("months") or values.get("until")
        if not has_length and any(value not in (None, "") for value in rest) and not self.errors:
            self.add_error("months", "Enter how many months the extension lasts, or its last day")
        return values


class SupplierRowForm(CouncilForm):
    """A supplier by its name. `known` is who stood here when the page was made, so that a name need not be unique."""

    widths = {"lot": 10}  # noqa: RUF012
    name = forms.CharField(
        label="Supplier",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "supplier-names", "autocomplete": "off", "data-suggest": True}),
    )
    known = forms.CharField(required=False, widget=forms.HiddenInput)
    choice = forms.ChoiceField(label="Which supplier do you mean?", required=False, widget=Radios)
    lot = forms.CharField(
        label="Lot", help_text="Leave empty if it supplies the whole agreement", required=False, max_length=20
    )

    def __init__(self, *args: Any, choices: SupplierChoices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices
        self.found = self._named_here()
        if self.found is not None or not self.typed or not self.is_bound:
            del self.fields["choice"]
            return
        field: Any = self.fields["choice"]
        named = choices.named(self.typed)
        offered = named or choices.similar(self.typed)
        numbered = [(str(each.pk), f"{each.name}, {each.company_number}".rstrip(", ")) for each in offered]
        field.choices = [*numbered, (NEW, f"Add “{self.typed[:200]}” as a new supplier")]
        if named:
            field.help_text = "Several suppliers have this name"
        elif offered:
            field.help_text = "These are in the register already. Add a new one only if it is none of them"

    @property
    def typed(self) -> str:
        return str(self["name"].value() or "").strip()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.typed and values.get("lot"):
            self.add_error("name", "Enter the supplier of this lot")
        if "choice" in self.fields and not values.get("choice") and "name" not in self.errors:
            self.errors.pop("choice", None)
            self.add_error("choice", f"There is no supplier “{self.typed}” yet: select which one you mean")
        return values

    @property
    def supplier(self) -> Supplier | SupplierInput | None:
        """Who it is; None of an empty row. Only of a valid form."""
        if self.found is not None or not self.typed:
            return self.found
        chosen = self.cleaned_data["choice"]
        return SupplierInput(self.cleaned_data["name"].strip()) if chosen == NEW else self.choices.by_pk[int(chosen)]

    def _named_here(self) -> Supplier | None:
        known = str(self["known"].value() or "")
        is_id = known.isascii() and known.isdigit() and len(known) <= LONGEST_ID
        supplier = self.choices.by_pk.get(int(known)) if is_id else None
        if supplier is not None and supplier.name == self.typed:
            return supplier
        named = self.choices.named(self.typed) if self.typed else []
        return named[0] if len(named) == 1 else None


@dataclass
class AgreementRows:
    """All rows of the form, with what the list of errors above the form asks for."""

    suppliers: list[SupplierRowForm]
    lots: list[LotRowForm]
    extensions: list[ExtensionRowForm]

    @property
    def forms(self) -> list[CouncilForm]:
        return [*self.suppliers, *self.lots, *self.extensions]

    @property
    def total_error_count(self) -> int:
        return sum(len(form.errors) for form in self.forms)

    def is_valid(self) -> bool:
        return not any(form.errors for form in self.forms if form.is_bound)

    def clear_errors(self) -> None:
        """For a page that only got another row: nothing has been sent to be saved yet."""
        for form in self.forms:
            form.errors.clear()

    @property
    def values(self) -> dict[str, Any]:
        """Rows of a valid form as `AgreementInput` takes them."""
        suppliers = [
            SuppliedByInput(form.supplier, form.cleaned_data["lot"].strip()) for form in self.suppliers if form.supplier
        ]
        lots = [LotInput(**form.cleaned_data) for form in self.lots if form.cleaned_data["number"]]
        extensions = [
            ExtensionInput(**form.cleaned_data)
            for form in self.extensions
            if form.cleaned_data["months"] or form.cleaned_data["until"]
        ]
        return {"suppliers": suppliers, "lots": lots, "extensions": extensions}


def agreement_rows(
    data: QueryDict | None, choices: SupplierChoices, agreement: Agreement | None = None, adding: str = ""
) -> AgreementRows:
    """As sent; else as the agreement has them, with an empty row where there is none. `adding` gets one more."""
    kinds: dict[str, tuple[type[CouncilForm], dict[str, Any]]] = {
        "suppliers": (SupplierRowForm, {"choices": choices}),
        "lots": (LotRowForm, {}),
        "extensions": (ExtensionRowForm, {}),
    }
    rows: dict[str, list[Any]] = {}
    for prefix, (kind, options) in kinds.items():
        if data is not None:
            places = [int(match[1]) for key in data if (match := re.fullmatch(rf"{prefix}-([0-9]{{1,2}})-\w+", key))]
            sent = range(min(max(places, default=-1) + 1, MOST_ROWS))
            rows[prefix] = [kind(data, prefix=f"{prefix}-{place}", **options) for place in sent]
        else:
            stored = _initial(prefix, agreement) if agreement else []
            stored = stored or ([{}] if prefix == "suppliers" else [])
            rows[prefix] = [
                kind(prefix=f"{prefix}-{place}", initial=initial, **options) for place, initial in enumerate(stored)
            ]
        if adding == prefix and len(rows[prefix]) < MOST_ROWS:
            rows[prefix].append(kind(prefix=f"{prefix}-{len(rows[prefix])}", **options))
    return AgreementRows(**rows)


def _initial(prefix: str, agreement: Agreement) -> Sequence[dict[str, Any]]:
    if prefix == "lots":
        return [{"number": lot.number, "title": lot.title, "value": lot.value} for lot in agreement.lots.all()]
    if prefix == "suppliers":
        rows = agreement.supplied_by.values_list("supplier", "supplier__name", "lot__number")
        return [{"known": pk, "name": name, "lot": lot or ""} for pk, name, lot in rows]
    names = ("months", "until", "notice_months", "notice_days", "decided_by")
    extensions = agreement.extensions.filter(state=ExtensionState.OPEN)
    return [{name: getattr(extension, name) for name in names} for extension in extensions]
