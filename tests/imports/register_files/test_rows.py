"""Registers as checked rows: real ones, and a large dirty one whose faults are known."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from imports.register_files.fields import RegisterField as Field
from imports.register_files.problems import ProblemLevel as Level
from imports.register_files.problems import RegisterRow, RowProblem
from imports.register_files.readers import read_file, read_text
from imports.register_files.rows import RegisterTable, read_rows
from imports.register_files.suppliers import SupplierInCell
from imports.register_files.terms import ContractTerm
from tests.imports.dirty_register import DirtyRegister, make_register

DATA = Path(__file__).resolve().parent.parent / "data"
ROOT = Path(__file__).resolve().parents[3]
TODAY = date(2026, 11, 29)
HEADINGS = (
    "Reference\tTitle\tSupplier\tStart date\tEnd date\tExtension\tMaximum end date\tValue\tAnnual value\tAward date\n"
)
NOT_AWARDED = "It is closed without an award"
NO_VALUE = "“0” looks as if no value was given"


def table_of(name: str) -> RegisterTable:
    return read_rows(read_file((DATA / name).read_bytes(), name), today=TODAY)


def row_of(cells: str, mended: dict[tuple[int, str], str] | None = None) -> RegisterRow:
    """The row that these cells make under HEADINGS, as row 2."""
    return read_rows(read_text(HEADINGS + cells), mended=mended, today=TODAY).rows[0]


def doubts(table: RegisterTable) -> list[tuple[str, str]]:
    return [
        (problem.cell, problem.sentence)
        for row in table.rows
        for problem in row.problems
        if problem.level is not Level.NOTE and not row.left_out
    ]


def test_notices_without_an_award_are_left_out() -> None:
    table = table_of("lancashire_notices.csv")
    left_out = {row.number: row.left_out for row in table.rows if row.left_out}
    opened = "It is open for tenders, and nothing is awarded"
    closed = dict.fromkeys((17, 18, 20, 21, 23, 25, 30, 35, 37), NOT_AWARDED)
    assert len(table.rows) == 46
    assert left_out == closed | {28: opened, 34: opened}
    assert not any(row.is_wrong for row in table.rows)


def test_the_doubts_of_real_notices_stand_in_their_rows() -> None:
    assert doubts(table_of("lancashire_notices.csv")) == [
        ("K26", "“Jacobs” was read as a supplier of its own"),
        ("J38", NO_VALUE),
        ("J39", NO_VALUE),
        ("K46", "“The Music Cellar” was read as a supplier of its own"),
    ]


def test_a_notice_is_read_whole() -> None:
    row = table_of("lancashire_notices.csv").rows[14]
    assert row.values == {
        Field.REFERENCE: "4e5d3cfe-c1d8-4b94-8726-ea1d22a1ef41",
        Field.TITLE: "Supply of Natural Gas to Lancashire County Council and Schools",
        Field.STATUS: "awarded",
        Field.AWARD_DATE: date(2023, 8, 8),
        Field.VALUE: Decimal("60000000.00"),
        Field.SUPPLIERS: (SupplierInCell("TotalEnergies Gas & Power Ltd"),),
        Field.IS_SMALL: False,
        Field.CPV: ("09121200",),
        Field.PUBLISHED_URL: "https://www.contractsfinder.service.gov.uk/Published/Notice/4e5d3cfe-c1d8-4b94-8726-ea1d22a1ef41",
    }


def test_a_pipeline_has_months_and_terms() -> None:
    table = table_of("lancashire_pipeline_2026.csv")
    first = table.rows[0]
    assert (len(table.rows), doubts(table)) == (13, [])
    assert first.values == {
        Field.REFERENCE: "1",
        Field.TITLE: "ICT Managed Services",
        Field.SERVICE: "Corporate & Professional Services",
        Field.VALUE: Decimal("68000000.00"),
        Field.EXTENSION: ContractTerm(60),
        Field.START: date(2026, 6, 1),
        Field.END: date(2031, 6, 30),
    }
    assert first.problems[-1] == RowProblem("E2", Field.EXTENSION, Level.NOTE, "By the term the end is 31 May 2031")


def test_procurements_of_lincolnshire() -> None:
    table = table_of("lincolnshire_contracts.csv")
    assert [row.left_out for row in table.rows] == [""] * 9
    assert doubts(table) == [
        ("I6", "The words beside the date in “2026-07 (expected)” were left out"),
        ("J7", "The words beside the date in “2025-11-01 (planned)” were left out"),
        ("L7", "“2033” gives only a year"),
        ("I7", "The award, 4 December 2025, is after the start, 1 November 2025"),
        ("I9", "The words beside the date in “2026-08-17 (award period end)” were left out"),
        ("L9", "“2 years plus extensions” tells of extensions, but not how long"),
        ("L9", "The dates are 36 months apart, the term says 24"),
    ]
    day_opportunities = table.rows[3].values
    assert day_opportunities[Field.END] == date(2028, 8, 31)
    assert day_opportunities[Field.END_WITH_EXTENSIONS] == date(2030, 8, 31)


@pytest.mark.parametrize(
    ("cells", "problems"),
    [
        (
            "1\tA\tB Ltd\t01/04/2027\t31/03/2026",
            [("E2", Field.END, Level.WRONG, "The end, 31 March 2026, is before the start, 1 April 2027")],
        ),
        (
            "1\tA\tB Ltd\t01/04/2027\t31/03/2029\t\t31/03/2028",
            [
                (
                    "G2",
                    Field.END_WITH_EXTENSIONS,
                    Level.WRONG,
                    "The last possible end, 31 March 2028, is before the end, 31 March 2029",
                )
            ],
        ),
        (
            "1\tA\tB Ltd\t01/04/2027\t31/03/2031\t\t\t£100,000\t£200,000",
            [
                (
                    "I2",
                    Field.YEARLY_VALUE,
                    Level.DOUBT,
                    "The value a year, £200,000.00, is above the value over the whole life, £100,000.00",
                )
            ],
        ),
        ("1\tA\tB Ltd\t01/04/2027\t30/09/2027\t\t\t£100,000\t£200,000", []),
        (
            "1\tA\tB Ltd\t01/04/2027\t31/03/2029\t3 years + 1 year",
            [("F2", Field.EXTENSION, Level.DOUBT, "The dates are 24 months apart, the term says 36")],
        ),
        (
            "1\tA\tB Ltd\t01/04/2027\t31/03/2031\t3 years + 1 year",
            [
                (
                    "F2",
                    Field.EXTENSION,
                    Level.DOUBT,
                    "The end is the one with every extension that the term tells of",
                )
            ],
        ),
        (
            "1\tA\tB Ltd\t01/04/2038",
            [("D2", Field.START, Level.DOUBT, "The start, 1 April 2038, is more than 10 years away")],
        ),
        (
            "1\tA\tB Ltd\t01/04/2027\t\t\t\t\t\t02/04/2027",
            [("J2", Field.AWARD_DATE, Level.DOUBT, "The award, 2 April 2027, is after the start, 1 April 2027")],
        ),
        (
            "1\tA\tB Ltd\t01/04/2027\t31/03/2029\tto March 2028",
            [
                (
                    "F2",
                    Field.EXTENSION,
                    Level.WRONG,
                    "The extension runs to 31 March 2028, before the end, 31 March 2029",
                )
            ],
        ),
        ("1\t\t\t01/04/2027", [("B2", Field.TITLE, Level.WRONG, "The row has neither a title nor a supplier")]),
        ("1\t\tB Ltd", []),
        ("1\tA", []),
    ],
)
def test_contradictions(cells: str, problems: list[tuple[str, Field | None, Level, str]]) -> None:
    table = read_rows(read_text(HEADINGS.replace("Extension", "Contract term") + cells), today=TODAY)
    found = [(each.cell, each.field, each.level, each.sentence) for each in table.rows[0].problems]
    # What the term gives besides is a note of its own.
    assert [each for each in found if each[2] is not Level.NOTE] == problems


def test_ends_follow_from_the_term() -> None:
    row = row_of("1\tA\tB Ltd\t01/04/2027\t\t5 years + up to 3 years")
    assert row.values[Field.END] == date(2032, 3, 31)
    assert row.values[Field.END_WITH_EXTENSIONS] == date(2035, 3, 31)
    assert row.problems == (
        RowProblem("E2", Field.END, Level.NOTE, "The end was worked out from the start and the term"),
        RowProblem(
            "G2", Field.END_WITH_EXTENSIONS, Level.NOTE, "The last possible end was worked out from the extensions"
        ),
    )


def test_under_extension_all_lengths_extend_where_the_dates_say_so() -> None:
    row = row_of("1\tA\tB Ltd\t01/04/2027\t31/03/2030\t1+1")
    assert row.values[Field.EXTENSION] == ContractTerm(None, (12, 12))
    assert row.values[Field.END_WITH_EXTENSIONS] == date(2032, 3, 31)
    assert not row.is_doubtful
    whole = row_of("1\tA\tB Ltd\t01/04/2027\t31/03/2029\t2+1+1")
    assert whole.values[Field.EXTENSION] == ContractTerm(24, (12, 12))
    assert whole.values[Field.END_WITH_EXTENSIONS] == date(2031, 3, 31)


def test_a_yearly_amount_in_the_column_of_values_is_kept_as_such() -> None:
    row = row_of("1\tA\tB Ltd\t\t\t\t\t£50,000 p.a.")
    assert (row.values.get(Field.VALUE), row.values[Field.YEARLY_VALUE]) == (None, Decimal("50000.00"))
    assert row.problems == (RowProblem("H2", Field.VALUE, Level.NOTE, "The amount was read as “Value a year”"),)
    both = row_of("1\tA\tB Ltd\t\t\t\t\t£50,000 p.a.\t£60,000")
    assert (both.values.get(Field.VALUE), both.values[Field.YEARLY_VALUE]) == (None, Decimal("60000.00"))
    assert both.is_doubtful


def test_a_mended_cell_replaces_what_the_file_says() -> None:
    cells = "1\tA\tB Ltd\t30/02/2027"
    wrong = RowProblem(
        "D2",
        Field.START,
        Level.WRONG,
        "“30/02/2027” is not a day of the calendar",
        "Enter a date such as 31 March 2028",
    )
    assert row_of(cells).problems == (wrong,)
    mended = row_of(cells, {(2, "start"): "28/02/2027", (2, "contract_manager"): "Jo Brook", (3, "title"): "Other"})
    assert mended.problems == ()
    assert mended.values[Field.START] == date(2027, 2, 28)
    assert mended.values[Field.CONTRACT_MANAGER] == "Jo Brook"
    assert mended.texts[Field.START] == "28/02/2027"


def test_doubled_references_and_rows_name_each_other() -> None:
    rows = read_rows(read_text(HEADINGS + "R 1\tA\tB Ltd\nr-1\tC\tD Ltd\nR 1\tA\tB Ltd\n")).rows
    assert [(row.left_out, [(each.cell, each.sentence) for each in row.problems]) for row in rows] == [
        (
            "",
            [
                ("row 2", "The same stands again in row 4, left out there"),
                ("A2", "The reference R 1 stands in row 3 too"),
            ],
        ),
        ("", [("A3", "The reference r-1 stands in row 2 too")]),
        ("The row says the same as row 2", [("row 4", "The row says the same as row 2")]),
    ]


def test_a_title_without_supplier_award_and_dates_is_left_out() -> None:
    rows = read_rows(read_text(HEADINGS + "1\tA\n2\tB\tC Ltd\n3\tD\t\t01/04/2027\n")).rows
    assert [row.left_out for row in rows] == ["It names no supplier and no award", "", ""]


@pytest.fixture(scope="module")
def dirty() -> DirtyRegister:
    return make_register()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_planted_fault_is_named_and_nothing_else(dirty: DirtyRegister, kind: str) -> None:
    file = read_file(dirty.as_csv() if kind == "csv" else dirty.as_xlsx(), f"register.{kind}")
    table = read_rows(file, today=TODAY)
    assert [row.number for row in table.rows] == dirty.rows
    assert [line.number for line in table.left_out_lines] == [1, 2, 505, 1006, 1507, 2008, 2009]
    found = {
        (row.number, problem.field.code if problem.field else "", problem.level.value): problem.sentence
        for row in table.rows
        for problem in row.problems
        if problem.level is not Level.NOTE
    }
    planted = {(fault.row, fault.field, fault.level): fault.words for fault in dirty.faults}
    assert len(planted) > 200
    assert {key: planted.get(key, "not planted") in sentence for key, sentence in found.items()} == dict.fromkeys(
        planted, True
    )


COST = """
import json, resource, sys, time
from imports.register_files.readers import read_file
from imports.register_files.rows import read_rows
began = time.perf_counter()
table = read_rows(read_file(sys.stdin.buffer.read(), "register"))
seconds = time.perf_counter() - began
try:  # in figures of getrusage Linux counts what the parent had, too
    own = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) // 1024
except OSError:
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
print(json.dumps({"rows": len(table.rows), "seconds": seconds, "own": own, "child": child}))
"""


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_two_thousand_rows_cost_little(dirty: DirtyRegister, kind: str) -> None:
    """The figures are printed (`-rP`); the limits are those that the program promises, many times what it takes."""
    data = dirty.as_csv() if kind == "csv" else dirty.as_xlsx()
    done = subprocess.run([sys.executable, "-c", COST], input=data, capture_output=True, cwd=ROOT, check=True)
    cost = json.loads(done.stdout)
    print(f"{kind}: {cost['seconds']:.2f} s, {cost['own']} MB, {cost['child']} MB in the process that opens workbooks")
    assert cost["rows"] == 2_000
    assert cost["seconds"] < 20
    assert max(cost["own"], cost["child"]) < 200
