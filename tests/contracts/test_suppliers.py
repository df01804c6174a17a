"""Suppliers: adding, changing and renaming them, and saying that two are not the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.refusals import Refused, Stale
from audit.models import Event
from audit.presenters import entries
from contracts.models import Agreement, Supplier
from contracts.selectors.suppliers import suppliers_alike
from contracts.services.suppliers import SupplierInput, add_supplier, change_supplier, say_distinct
from tests.contracts.register import agreement, supplier
from tests.council import NOW, Council


def change(council: Council, row: Supplier, values: SupplierInput, **more: Any) -> Supplier:
    given: dict[str, Any] = {"actor": council["lead"], "at": NOW, "seen_version": row.version} | more
    return change_supplier(row, values, **given)


def names_of(row: Supplier) -> list[tuple[str, date | None]]:
    return [(name.name, name.until) for name in row.other_names.all()]


def sentences(row: Supplier) -> list[str]:
    return [entry.sentence for entry in entries(Event.objects.filter(chain=row.chain))]


def test_a_name_in_the_register_is_asked_about(bench: Council) -> None:
    supplier(bench)
    with pytest.raises(ValidationError) as refused:
        supplier(bench, "BRIGHTWAYS CARE LIMITED")
    assert refused.value.message_dict == {
        "name": ["Brightways Care Ltd is in the register already: use it, or say that this is another"]
    }
    add_supplier(SupplierInput("BRIGHTWAYS CARE LIMITED"), actor=bench["lead"], at=NOW, is_another=True)
    assert Supplier.objects.count() == 2


def test_a_former_name_is_asked_about_too(bench: Council) -> None:
    row = supplier(bench)
    change(bench, row, SupplierInput("Northwold Care Ltd"))
    with pytest.raises(ValidationError):
        supplier(bench)


def test_numbers_are_checked_and_all_faults_named(bench: Council) -> None:
    with pytest.raises(ValidationError) as refused:
        supplier(bench, " ", company_number="123456789", charity_number="12")
    assert refused.value.message_dict == {
        "name": ["Enter the supplier’s name"],
        "company_number": [
            "The company number must be 8 numbers, or 2 letters and 6 numbers, like 04567890 or SC123456"
        ],
        "charity_number": ["The charity number must be 6 or 7 numbers, like 1123456, or SC012345 in Scotland"],
    }
    assert not Supplier.objects.exists()


def test_a_changed_name_becomes_a_former_one_and_is_found(bench: Council) -> None:
    row = supplier(bench, company_number="4567890")
    held = agreement(bench, row)
    values = SupplierInput("Northwold Care Ltd", company_number="04567890", is_local=True)
    row = change(bench, row, values, former_until=date(2026, 3, 31))
    assert names_of(row) == [("Brightways Care Ltd", date(2026, 3, 31))]
    assert row.words == "northwold care ltd brightways care ltd 04567890"
    assert Agreement.objects.get(pk=held.pk).words == "a-0001   street cleansing  northwold care ltd"
    entry = entries(Event.objects.filter(chain=row.chain))[-1]
    assert (entry.sentence, sorted(entry.changes)) == (
        "Changed the supplier Northwold Care Ltd",
        [
            ("Local", "nothing", "yes"),
            ("Name", "Brightways Care Ltd", "Northwold Care Ltd"),
            ("Other names", "nothing", "Brightways Care Ltd until 31 March 2026"),
        ],
    )


def test_a_misspelt_name_is_not_kept_and_a_former_name_can_return(bench: Council) -> None:
    row = change(
        bench, supplier(bench, "Brihgtways Care Ltd"), SupplierInput("Brightways Care Ltd"), keeps_former=False
    )
    assert names_of(row) == []
    row = change(bench, row, SupplierInput("Northwold Care Ltd"))
    row = change(bench, row, SupplierInput("Brightways Care Ltd"))
    assert names_of(row) == [("Northwold Care Ltd", None)]


def test_other_names_are_kept_once_for_all_spellings(bench: Council) -> None:
    row = supplier(bench)
    other_names = ["Brightways", " BRIGHTWAYS ", "Brightways Care Limited", "", "Bright Ways"]
    row = change(bench, row, SupplierInput(row.name), other_names=other_names)
    assert names_of(row) == [("Bright Ways", None), ("BRIGHTWAYS", None)]
    row = change(bench, row, SupplierInput(row.name), other_names=["Bright Ways"])
    assert names_of(row) == [("Bright Ways", None)]


def test_nothing_is_recorded_where_nothing_changes(bench: Council) -> None:
    row = supplier(bench)
    row = change(bench, row, SupplierInput(row.name))
    assert (row.version, sentences(row)) == (0, ["Added the supplier Brightways Care Ltd"])


def test_what_was_changed_meanwhile_is_not_overwritten(bench: Council) -> None:
    row = supplier(bench)
    change(bench, row, SupplierInput(row.name, is_small=True))
    with pytest.raises(Stale):
        change(bench, row, SupplierInput(row.name, is_small=False), seen_version=0)
    assert Supplier.objects.get().is_small is True


def test_pairs_that_are_not_the_same_are_remembered(bench: Council) -> None:
    one, other = supplier(bench), supplier(bench, "Brightway Care Ltd")
    assert [(first.pk, second.pk) for _, first, second in suppliers_alike()] == [(one.pk, other.pk)]
    say_distinct(other, one, actor=bench["lead"], at=NOW)
    say_distinct(one, other, actor=bench["lead"], at=NOW)
    assert suppliers_alike() == []
    assert sentences(one)[1:] == ["Said that Brightways Care Ltd and Brightway Care Ltd are not the same"]


@pytest.mark.parametrize("name", ["councillor", "auditor", "admin", "owner", "nobody"])
def test_others_change_nothing(bench: Council, name: str) -> None:
    one, other = supplier(bench), supplier(bench, "Brightway Care Ltd")
    with pytest.raises(Refused):
        change(bench, one, replace(SupplierInput(one.name), is_local=True), actor=bench[name])
    with pytest.raises(Refused):
        say_distinct(one, other, actor=bench[name], at=NOW)
