"""Two suppliers that are one: what moves, what stays, and undoing it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from accounts.refusals import Refused, Stale
from audit.models import Event
from audit.presenters import entries
from contracts.models import Agreement, AgreementSupplier, Supplier, SupplierName, Waiver
from contracts.services.agreements import LotInput, SuppliedByInput, change_agreement, values_of
from contracts.services.merging import MergeInput, merge_suppliers, unmerge_supplier, what_was_built_on
from contracts.services.suppliers import SupplierInput, change_supplier
from tests.contracts.register import agreement, supplier, waiver
from tests.council import NOW, Council

KEPT, MERGED = "Brightways Care Ltd", "Brightway Homecare"


@pytest.fixture
def two(bench: Council) -> tuple[Supplier, Supplier]:
    kept = supplier(bench, KEPT, company_number="04567890")
    merged = supplier(bench, MERGED, charity_number="1123456", is_local=True)
    values = SupplierInput(MERGED, charity_number="1123456", is_local=True)
    return kept, change_supplier(
        merged, values, other_names=["BHC"], actor=bench["lead"], at=NOW, seen_version=merged.version
    )


def merge(council: Council, kept: Supplier, merged: Supplier, **values: Any) -> Supplier:
    kept, merged = Supplier.objects.get(pk=kept.pk), Supplier.objects.get(pk=merged.pk)
    said: dict[str, Any] = {"name": kept.name, "company_number": "04567890", "charity_number": "1123456"}
    said |= {"is_local": True} | values
    given = MergeInput(kept, merged, SupplierInput(**said), kept.version, merged.version)
    return merge_suppliers(given, actor=council["lead"], at=NOW)


def everything() -> dict[str, Any]:
    """What tables say of suppliers, without versions and keys of rows."""
    return {
        "suppliers": list(
            Supplier.objects.order_by("pk").values_list("name", "words", "company_number", "is_local", "merged_into")
        ),
        "names": list(SupplierName.objects.order_by("supplier", "key").values_list("supplier", "name", "until")),
        "rows": sorted(AgreementSupplier.objects.values_list("agreement", "supplier", "lot__number"), key=str),
        "waivers": list(Waiver.objects.values_list("supplier")),
        "words": list(Agreement.objects.order_by("pk").values_list("words", flat=True)),
    }


def prepared(bench: Council, kept: Supplier, merged: Supplier) -> dict[str, Any]:
    """One agreement of the merged one, a framework in which both hold the same lot, and a waiver."""
    agreement(bench, merged)
    agreement(
        bench,
        kind="framework",
        title="Home care",
        lots=[LotInput("1"), LotInput("2")],
        suppliers=[SuppliedByInput(kept, "1"), SuppliedByInput(merged, "1"), SuppliedByInput(merged, "2")],
    )
    waiver(bench, supplier=merged)
    return everything()


def test_everything_that_names_it_names_the_other(bench: Council, two: tuple[Supplier, Supplier]) -> None:
    kept, merged = two
    prepared(bench, kept, merged)
    merge(bench, kept, merged)
    words = "brightways care ltd bhc brightway homecare 04567890 1123456"
    found = everything()
    del found["rows"]
    assert found == {
        "suppliers": [
            (KEPT, words, "04567890", True, None),
            (MERGED, f"{MERGED} BHC 1123456".lower(), "", True, kept.pk),
        ],
        "names": [(kept.pk, "BHC", None), (kept.pk, MERGED, None), (merged.pk, "BHC", None)],
        "waivers": [(kept.pk,)],
        "words": [
            "a-0001   street cleansing  brightways care ltd",
            "a-0002   home care  brightways care ltd brightways care ltd",
        ],
    }
    held = AgreementSupplier.objects.values_list("agreement__reference", "supplier", "lot__number").order_by("pk")
    assert list(held) == [("A-0001", kept.pk, None), ("A-0002", kept.pk, "1"), ("A-0002", kept.pk, "2")]
    for held_by_it in Agreement.objects.all():
        event = entries(Event.objects.filter(chain=held_by_it.chain))[-1]
        among = f"among the suppliers of {held_by_it.reference}"
        became = f"Brightway Homecare became Brightways Care Ltd {among}: they are one"
        assert event.sentence == became
    event = entries(Event.objects.filter(chain=Waiver.objects.get().chain))[-1]
    assert event.changes == [("Supplier", MERGED, KEPT)]
    for row in (kept, merged):
        assert entries(Event.objects.filter(chain=row.chain))[-1].sentence == f"Merged {MERGED} into {KEPT}"


def test_the_name_that_is_right_can_be_that_of_the_merged_one(bench: Council, two: tuple[Supplier, Supplier]) -> None:
    kept = merge(bench, *two, name=MERGED)
    assert (kept.pk, kept.name) == (two[0].pk, MERGED)
    assert sorted(row.name for row in kept.other_names.all()) == ["BHC", KEPT]


def test_a_merge_is_undone_to_the_last_row(bench: Council, two: tuple[Supplier, Supplier]) -> None:
    kept, merged = two
    before = prepared(bench, kept, merged)
    merge(bench, kept, merged, name=MERGED)
    assert what_was_built_on(Supplier.objects.get(pk=merged.pk)) == ""
    unmerge_supplier(merged, actor=bench["lead"], at=NOW)
    assert everything() == before
    assert entries(Event.objects.filter(chain=merged.chain))[-1].sentence == f"Undid the merge of {MERGED} into {KEPT}"


def test_a_merge_can_be_made_and_undone_again(bench: Council, two: tuple[Supplier, Supplier]) -> None:
    kept, merged = two
    before = prepared(bench, kept, merged)
    for _ in range(2):
        merge(bench, kept, merged)
        unmerge_supplier(merged, actor=bench["lead"], at=NOW)
        assert everything() == before


def test_a_merge_that_something_was_built_on_stays(bench: Council, two: tuple[Supplier, Supplier]) -> None:
    kept, merged = two
    held = agreement(bench, merged)
    kept = merge(bench, kept, merged)
    agreement(bench, kept, title="Gritting")
    with pytest.raises(Refused, match="Agreements or waivers of Brightways Care Ltd were added or changed since"):
        unmerge_supplier(merged, actor=bench["lead"], at=NOW)
    Agreement.objects.get(title="Gritting").supplied_by.all().delete()
    assert what_was_built_on(Supplier.objects.get(pk=merged.pk)) == ""
    held = Agreement.objects.get(pk=held.pk)
    change_agreement(held, replace(values_of(held), suppliers=[]), actor=bench["lead"], at=NOW)
    with pytest.raises(Refused, match="Agreements or waivers"):
        unmerge_supplier(merged, actor=bench["lead"], at=NOW)


def test_a_changed_or_further_merged_supplier_is_not_taken_apart(
    bench: Council, two: tuple[Supplier, Supplier]
) -> None:
    kept, merged = two
    kept = merge(bench, kept, merged)
    third = supplier(bench, "Northwold Care Ltd")
    merge(bench, third, kept, name="Northwold Care Ltd")
    assert Supplier.objects.get(pk=merged.pk).merged_into == third
    with pytest.raises(Refused, match="It was merged further since"):
        unmerge_supplier(merged, actor=bench["lead"], at=NOW)
    unmerge_supplier(kept, actor=bench["lead"], at=NOW)
    assert Supplier.objects.get(pk=merged.pk).merged_into == kept
    with pytest.raises(Refused, match="was changed since"):
        unmerge_supplier(merged, actor=bench["lead"], at=NOW)


def test_an_older_page_merges_nothing(bench: Council, two: tuple[Supplier, Supplier]) -> None:
    kept, merged = two
    given = MergeInput(kept, merged, SupplierInput(KEPT), kept.version, merged.version)
    change_supplier(kept, SupplierInput(KEPT, is_small=True), actor=bench["lead"], at=NOW, seen_version=kept.version)
    with pytest.raises(Stale):
        merge_suppliers(given, actor=bench["lead"], at=NOW)
    merge(bench, kept, merged)
    with pytest.raises(Stale):
        merge(bench, merged, kept, name=MERGED)


def test_an_agreement_that_names_the_merged_one_names_the_other(bench: Council, two: tuple[Supplier, Supplier]) -> None:
    """From a page that was made before the merge."""
    kept, merged = two
    merge(bench, kept, merged)
    assert [row.supplier for row in agreement(bench, merged).supplied_by.all()] == [kept]
    assert waiver(bench, supplier=merged).supplier == kept


@pytest.mark.parametrize("name", ["councillor", "auditor", "admin", "owner", "nobody"])
def test_others_merge_nothing(bench: Council, two: tuple[Supplier, Supplier], name: str) -> None:
    kept, merged = two
    given = MergeInput(kept, merged, SupplierInput(KEPT), kept.version, merged.version)
    with pytest.raises(Refused):
        merge_suppliers(given, actor=bench[name], at=NOW)
    merge(bench, kept, merged)
    with pytest.raises(Refused):
        unmerge_supplier(merged, actor=bench[name], at=NOW)
