"""Where an entry as it stands now differs from what somebody typed meanwhile, in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from contracts.forms.agreements import AgreementForm
from contracts.history import LABELS
from contracts.presenters.agreement_terms import extension_length
from contracts.services.agreements import COLUMNS, ROWS, AgreementInput, ExtensionInput, LotInput, SuppliedByInput
from ui.wording import day, listed, money


def differences(form: AgreementForm, theirs: AgreementInput, mine: AgreementInput) -> list[tuple[str, str, str]]:
    """(what, as it is now, as typed) for each value that is not the same."""
    rows = []
    for name in (*COLUMNS, *ROWS):
        now, typed = (_in_words(form, name, getattr(values, name)) for values in (theirs, mine))
        if now != typed:
            label = LABELS.get(name) or name.replace("_", " ").capitalize()
            rows.append((label, now, typed))
    return rows


def _in_words(form: AgreementForm, name: str, value: Any) -> str:
    choices = getattr(form.fields.get(name), "choices", None) if isinstance(value, str) else None
    if choices is not None:
        value = dict(choices).get(value, value)
    match value:
        case bool():
            text = "Yes" if value else "No"
        case date():
            text = day(value)
        case Decimal():
            text = money(value)
        case list() | tuple():
            text = listed([_row_in_words(row) for row in value])
        case _:
            text = "" if value is None else str(value)
    return text or "Nothing"


def _row_in_words(row: SuppliedByInput | LotInput | ExtensionInput) -> str:
    match row:
        case SuppliedByInput():
            return f"{row.supplier.name}, lot {row.lot}" if row.lot else row.supplier.name
        case LotInput():
            return " ".join(filter(None, [f"lot {row.number}", row.title, money(row.value) if row.value else ""]))
    return " ".join(filter(None, [extension_length(row.months, row.until), row.decided_by]))
