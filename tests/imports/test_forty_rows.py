"""A register as a council keeps it in a spreadsheet, with six faults: each is said in its row, and mended there."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from contracts.models import Agreement
from imports.models import RegisterImport
from imports.services.bringing_in import bring_in_waiting
from tests.council import NOW, Council
from tests.imports.journey import DATA

pytestmark = pytest.mark.usefixtures("time_stands")

NOTE = "Produced by the procurement team. Values exclude VAT."
NOT_READ = [
    "Row 1 (“Example County Council”) was not read: it stands above the headings",
    "Row 2 (“Contracts register, as at 1 November 2026”) was not read: it stands above the headings",
    "Row 45 (“Total, £6,460,000”) was not read: it is a total",
    f"Row 47 (“{NOTE}”) was not read: it looks like a note under the table",
]
FAULTS = {
    9: ["E9: “see PO” is not an amount of money"],
    14: ["G14: “31/09/2027” is not a day of the calendar"],
    19: ["G19: The end, 31 March 2025, is before the start, 1 April 2026"],
    23: ["A23: The reference ECC-119 stands in row 24 too"],
    24: ["A24: The reference ECC-119 stands in row 23 too"],
    31: ["F31: “09/30/2025” can only be read with the month first"],
    38: ["B38: The row has neither a title nor a supplier"],
}
MENDED = {
    9: {"cell-value": "53000"},
    14: {"cell-end": "30/09/2027"},
    19: {"cell-end": "31/03/2029"},
    24: {"cell-reference": "ECC-120"},
    31: {"cell-start": "30/09/2025"},
    38: {"cell-title": "Fire alarms", "cell-suppliers": "Trent Highways Limited"},
}


def test_six_faults_are_said_in_their_rows_and_mended_there(bench: Council) -> None:
    client = Client()
    client.force_login(bench["lead"])
    file = BytesIO((DATA / "forty_rows.csv").read_bytes())
    file.name = "forty_rows.csv"
    client.post("/contracts/imports/new/", {"file": file})
    started = RegisterImport.objects.get()
    fields = {column["letters"]: column["field"] for column in started.columns}
    client.post(f"/contracts/imports/{started.pk}/columns/", fields)
    assert (RegisterImport.objects.get().notices, told_of(started)) == (NOT_READ, FAULTS)
    for number, cells in MENDED.items():
        client.post(f"/contracts/imports/{started.pk}/rows/{number}/", cells)
    assert told_of(started) == {}
    client.post(f"/contracts/imports/{started.pk}/bring-in/")
    bring_in_waiting(lambda: NOW)
    mended = Agreement.objects.filter(council_reference__in=["ECC-105", "ECC-110", "ECC-115", "ECC-120", "ECC-134"])
    assert Agreement.objects.count() == 40
    assert [(each.title, str(each.value), str(each.first_end)) for each in mended] == [
        ("School transport, route 12", "53000.00", "2026-03-31"),
        ("Legal advice, property", "88000.00", "2027-09-30"),
        ("Foster care recruitment", "123000.00", "2029-03-31"),
        ("Bridge inspection", "158000.00", "2029-06-30"),
        ("Fire alarms", "256000.00", "2026-08-31"),
    ]


def told_of(started: RegisterImport) -> dict[int, list[str]]:
    def sentences(problems: list[dict[str, Any]]) -> list[str]:
        return [f"{each['cell']}: {each['sentence']}" for each in problems if each["level"] != "note"]

    rows = started.rows.filter(verdict__in=["wrong", "doubtful"])
    return {row.number: sentences(row.problems) + row.doubts for row in rows}
