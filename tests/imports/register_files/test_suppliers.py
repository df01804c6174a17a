"""Suppliers: several in a cell, and one in many spellings."""

from __future__ import annotations

import pytest

from contracts.supplier_likeness import likeness
from contracts.supplier_names import supplier_key
from imports.register_files.results import NotKnown, ReadValue, WrongValue
from imports.register_files.suppliers import SupplierInCell, read_suppliers

REMEDY = "Enter the names of the suppliers, with a semicolon between two"


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("A Ltd,B Limited; C plc", ["A Ltd", "B Limited", "C plc"]),
        ("Dunsters Farm Ltd,Sysco GB Limited,Trevors Warehouses Ltd", None),
        ("A Ltd\nB Ltd", ["A Ltd", "B Ltd"]),
        ("A Ltd | B Ltd", ["A Ltd", "B Ltd"]),
        ("A Ltd / B Ltd", ["A Ltd", "B Ltd"]),
        ("1. A Ltd 2. B Ltd", ["A Ltd", "B Ltd"]),
        ("A Ltd and B plc", ["A Ltd", "B plc"]),
        ("A Ltd, B Ltd, and C Ltd", ["A Ltd", "B Ltd", "C Ltd"]),
        ("Smith and Jones Ltd", ["Smith and Jones Ltd"]),
        ("Marks & Spencer plc", ["Marks & Spencer plc"]),
        ("TotalEnergies Gas &amp;amp; Power Ltd", ["TotalEnergies Gas & Power Ltd"]),
        ("Acme, Inc.", ["Acme, Inc."]),
        ("A Ltd, A Limited", ["A Ltd"]),
        ("G4S Care & Justice Services (UK) Limited", ["G4S Care & Justice Services (UK) Limited"]),
    ],
)
def test_suppliers_of_a_cell(cell: str, names: list[str] | None) -> None:
    expected = tuple(SupplierInCell(name) for name in names or cell.split(","))
    assert read_suppliers(cell) == ReadValue(expected)


@pytest.mark.parametrize(
    ("cell", "suppliers"),
    [
        (
            "Ralph Livesey Ltd (Lots 1, 2 and 3), Fred Ltd (Lot 4)",
            (SupplierInCell("Ralph Livesey Ltd", "1, 2 and 3"), SupplierInCell("Fred Ltd", "4")),
        ),
        ("Lot 1: A Ltd; Lot 2: B Ltd", (SupplierInCell("A Ltd", "1"), SupplierInCell("B Ltd", "2"))),
        ("A Ltd - Lot 3", (SupplierInCell("A Ltd", "3"),)),
    ],
)
def test_lots_beside_a_name(cell: str, suppliers: tuple[SupplierInCell, ...]) -> None:
    assert read_suppliers(cell) == ReadValue(suppliers)


@pytest.mark.parametrize(
    ("cell", "names", "doubt"),
    [
        (
            "Smith, Jones and Co Ltd",
            ("Smith, Jones and Co Ltd",),
            "“Smith, Jones and Co Ltd” was kept as one supplier, in spite of its comma",
        ),
        (
            "Jacobs,CDER Group Limited",
            ("Jacobs", "CDER Group Limited"),
            "“Jacobs” was read as a supplier of its own",
        ),
        ("Foo Ltd, Preston", ("Foo Ltd", "Preston"), "“Preston” was read as a supplier of its own"),
    ],
)
def test_a_comma_that_may_belong_to_a_name_is_a_doubt(cell: str, names: tuple[str, ...], doubt: str) -> None:
    assert read_suppliers(cell) == ReadValue(tuple(map(SupplierInCell, names)), doubt, remedy=REMEDY)


def test_names_in_capitals_are_written_small() -> None:
    note = "“CAPITA BUSINESS SERVICES LTD” is in capitals; “NHS ENGLAND” is in capitals"
    expected = (SupplierInCell("Capita Business Services Ltd"), SupplierInCell("NHS England"))
    assert read_suppliers("CAPITA BUSINESS SERVICES LTD; NHS ENGLAND") == ReadValue(expected, note=note)
    assert read_suppliers("PUKAR Centre") == ReadValue((SupplierInCell("PUKAR Centre"),))


@pytest.mark.parametrize("cell", ["", "N/A", "TBC", "Various", "Various suppliers", "N/A EVENT DAY", "See below", "-"])
def test_what_names_nobody_is_not_known(cell: str) -> None:
    assert read_suppliers(cell) == NotKnown(cell)


def test_what_is_no_name_is_wrong() -> None:
    assert read_suppliers("12345") == WrongValue("“12345” is not the name of a supplier", REMEDY)
    many = "A Ltd," * 301
    assert read_suppliers(many) == WrongValue(f"“{many[:59]}…” has more than 300 commas", REMEDY)
    assert read_suppliers("B Ltd," * 300) == ReadValue((SupplierInCell("B Ltd"),))
    long = "A" * 300
    assert read_suppliers(long) == WrongValue(f"“{'A' * 59}…” is too long for a name", REMEDY)


@pytest.mark.parametrize(
    "name",
    [
        "Smith & Jones Ltd",
        "SMITH AND JONES LIMITED",
        "Smith  and  Jones Ltd.",
        "Smith &amp; Jones Ltd",
        "The Smith & Jones Ltd",
        "Smith + Jones Limited",
        "Smíth & Jones Ltd",
        "Smith & Jones Ltd t/a Smiths",
        "Smith & Jones Ltd trading as Smiths",
        "Smith & Jones Ltd (Lot 2)",
    ],
)
def test_spellings_of_one_name_have_one_key(name: str) -> None:
    assert supplier_key(name) == "smith and jones ltd"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("A.B.C. Catering P.L.C.", "abc catering plc"),
        ("Acme Public Limited Company", "acme plc"),
        ("Acme plc", "acme plc"),
        ("Acme Ltd", "acme ltd"),
        ("St. Mary's Community Interest Company", "st marys cic"),
        ("Mark Clegg & Company Limited", "mark clegg and co ltd"),
    ],
)
def test_keys(name: str, key: str) -> None:
    assert supplier_key(name) == key


def test_likeness_orders_pairs_as_a_person_would() -> None:
    assert likeness("Smith & Jones Ltd", "SMITH AND JONES LIMITED") == 1
    assert likeness("Capita plc", "Capita Ltd") == 0.99
    assert likeness("Ford Motor Co. Ltd", "Ford Motor Co. Ltd Self Billing") == 0.9
    assert likeness("Smith & Jones", "Smyth & Jones Ltd") > 0.9
    assert likeness("G4 S Care", "G4S Care Ltd") == 0.99
    assert likeness("Unit 1 Ltd", "Unit 2 Ltd") == 0.8
    assert likeness("Lincoln Homes Ltd", "Boston Transport Ltd") < 0.6
