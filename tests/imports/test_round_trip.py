"""What the register gives out comes back unchanged: its own files, and those that it publishes, three times."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from contracts.models import Agreement, AgreementKind, Supplier
from contracts.services.agreements import AgreementInput, ExtensionInput, LotInput, SuppliedByInput, record_agreement
from contracts.services.ending import end_agreement
from contracts.services.extensions import ExtensionDecisionInput, decline_extension, take_extension
from cycles.models import Service
from imports.models import RegisterImport, RowVerdict
from tests.contracts.register import supplier
from tests.council import NOW, Council
from tests.imports.journey import checked

pytestmark = pytest.mark.usefixtures("time_stands")
UNCHANGED = {"new": 0, "changed": 0, "doubtful": 0, "wrong": 0, "left_out": 0}


@pytest.fixture
def register(bench: Council) -> Council:
    """Agreements of every kind and state, with texts that spreadsheets take for something else."""
    names = (
        "Fenland Homes CIC",
        "Smith, Jones and Co Ltd",
        "Acme Ltd, Lincoln Ltd",
        "All About Care Ltd",
        "Marks Ltd and Spencer Ltd",
        "-Minus Ltd",
        "BOSTON BAKING LTD",
        "O’Neill – Sons Ltd",
    )
    made = [supplier(bench, name) for name in names]
    numbered = supplier(bench, "Wolds Trust", company_number="00123456", charity_number="1012345", is_small=True)
    voluntary = supplier(bench, "Coast Trust", charity_number="1054321", is_small=True, is_voluntary=True)
    service = Service.objects.create(name="Roads", words="roads", directorate=bench.place, created_at=NOW)
    runs = {"start": date(2025, 4, 1), "first_end": date(2028, 3, 31), "value": Decimal("600000.50")}
    open_ones = [ExtensionInput(12), ExtensionInput(12)]

    def add(title: str, *suppliers: Supplier, **more: Any) -> Agreement:
        values: dict[str, Any] = (
            runs | {"directorate": bench.place, "suppliers": [SuppliedByInput(each) for each in suppliers]} | more
        )
        return record_agreement(AgreementInput(title, **values), actor=bench["lead"], at=NOW)

    for kind in AgreementKind:
        add(f"{kind.label} of all", made[0], kind=kind, service=service, signed_on=date(2026, 5, 1))
    add("=SUM(A1), titled", made[1], made[2], description="@home\nand +44 away", council_reference="00017")
    add("-5 degrees", made[3], made[4], council_reference="CT 1/2", contract_manager=bench["lead"])
    add("'Quoted'", made[5], made[6], numbered, council_reference="A/7", yearly_value=Decimal(0))
    add("“Curly” – R&amp;D  twice", made[7], route="procure", regime="pa2023_light_touch", procedure="quotation")
    add("A pool", route="partnership_s75", regime="not_a_procurement", procedure="neither")
    add("To be confirmed", numbered, value=None, first_end=None, is_rolling=True, review_on=date(2027, 1, 4))
    add("Options", numbered, extensions=open_ones, vat_not_recoverable=Decimal(0), notice_months=3)
    add("Until a day", numbered, extensions=[ExtensionInput(until=date(2031, 3, 31))])
    add("Lots", lots=[LotInput("1", "North"), LotInput("2")], suppliers=[
        SuppliedByInput(numbered, "1"), SuppliedByInput(made[0], "2"), SuppliedByInput(numbered, "2"),
    ])  # fmt: skip
    add("Not signed", numbered, is_signed=False, start=date(2027, 4, 1))
    add("To start", numbered, start=date(2027, 4, 1))
    add("Past", numbered, start=date(2020, 4, 1), first_end=date(2026, 3, 31))
    add("A title alone", start=None, first_end=None, value=None, directorate=None)
    add("Grant of the year", voluntary, kind=AgreementKind.GRANT, signed_on=date(2026, 5, 1), description="Advice")
    add("Grant of the year", voluntary, kind=AgreementKind.GRANT, signed_on=date(2026, 5, 1), description="Help")
    lead: dict[str, Any] = {"actor": bench["lead"], "at": NOW}
    decision = ExtensionDecisionInput("Grace Holland", date(2026, 11, 2), "It works well")
    take_extension(add("Extended", numbered, extensions=open_ones), 1, decision, **lead)
    decline_extension(add("Not extended", numbered, extensions=open_ones), 1, decision, **lead)
    end_agreement(add("Ended early", numbered), date(2026, 9, 30), reason="The supplier stopped", **lead)
    return bench


@pytest.mark.parametrize(
    ("page", "rows"),
    [
        ("contracts/export.csv", 25),
        ("contracts/export.xlsx", 25),
        ("contracts/published/export.csv", 17),
        ("contracts/published/export.xlsx", 17),
        ("contracts/published/grants/export.csv", 2),
        ("contracts/published/grants/export.xlsx", 2),
    ],
)
def test_a_file_that_goes_out_comes_back_unchanged(register: Council, page: str, rows: int) -> None:
    client = Client()
    client.force_login(register["lead"])
    for _ in range(3):
        answer = client.get(f"/{page}")
        data = b"".join(answer) if answer.streaming else answer.content
        _require_unchanged(checked(register, data), rows)


def _require_unchanged(started: RegisterImport, rows: int) -> None:
    columns = [(column["heading"], column["field"]) for column in started.columns]
    told = [
        (row.number, row.verdict, row.cells.get("title"), row.changes, row.doubts, row.problems)
        for row in started.rows.exclude(verdict=RowVerdict.UNCHANGED)
    ]
    assert (told, started.counts) == ([], UNCHANGED | {"unchanged": rows}), columns
