"""Finding the table in a sheet."""

from __future__ import annotations

import pytest

from imports.register_files.faults import RegisterFault
from imports.register_files.headings import LeftOutLine, choose_table
from imports.register_files.readers import RegisterRefused, read_text
from imports.register_files.sheets import RegisterFile, RegisterSheet

HEADING = "Reference\tTitle\tSupplier\tStart date\tEnd date"


def columns_of(text: str) -> list[tuple[str, str]]:
    return [(column.letters, column.heading) for column in choose_table(read_text(text)).columns]


def test_titles_totals_notes_and_repeated_headings_are_left_out() -> None:
    text = (
        "Contracts register\n\nAs at 1 November 2026\tPrepared by\tProcurement\n"
        f"{HEADING}\n1\tA\tB Ltd\n\n2\tC\tD Ltd\n{HEADING}\n3\tTotal facilities management\tE Ltd\n"
        "Grand total:\t\t£3m\n\nSource: the council’s finance system, November 2026\n"
    )
    table = choose_table(read_text(text))
    assert table.heading_row == 4
    assert [number for number, _ in table.rows] == [5, 7, 9]
    assert table.left_out == (
        LeftOutLine(1, "Contracts register", "It stands above the headings"),
        LeftOutLine(3, "As at 1 November 2026, Prepared by, Procurement", "It stands above the headings"),
        LeftOutLine(8, "Reference, Title, Supplier, Start date, End date", "It repeats the headings"),
        LeftOutLine(10, "Grand total:, £3m", "It is a total"),
        LeftOutLine(12, "Source: the council's finance system, November 2026", "It looks like a note under the table"),
    )


def test_columns_without_heading_and_cells_are_dropped() -> None:
    text = "Reference\t\tTitle\tReview date\t\n1\t\tA\t\tx\n2\t\tB\t\ty\n"
    assert columns_of(text) == [("A", "Reference"), ("C", "Title"), ("D", "Review date"), ("E", "")]


def test_unknown_headings_are_headings_where_a_row_of_texts_comes_first() -> None:
    table = choose_table(read_text("Foo\tBar\nx 12\ty 34\n"))
    assert (table.heading_row, table.points) == (1, 0)
    assert [column.heading for column in table.columns] == ["Foo", "Bar"]


def test_a_table_may_have_no_headings() -> None:
    table = choose_table(read_text("C-101\tDay care\t01/04/2027\nC-102\tHome care\t01/05/2027\n"))
    assert table.heading_row == 0
    assert [number for number, _ in table.rows] == [1, 2]
    assert [column.heading for column in table.columns] == ["", "", ""]


REGISTER = (("Reference", "Title", "Supplier"), (1, "A", "B Ltd"), (2, "C", "D Ltd"))
OTHER = (("Name", "Phone"), ("Jo", "1"), ("Ed", "2"), ("Al", "3"))


def test_the_sheet_most_like_a_register_is_chosen_and_another_can_be_asked_for() -> None:
    sheets = (RegisterSheet("Contacts", OTHER), RegisterSheet("Live", REGISTER), RegisterSheet("Empty", (("A", "B"),)))
    file = RegisterFile("register.xlsx", sheets)
    assert choose_table(file).sheet == "Live"
    assert choose_table(file, "Contacts").sheet == "Contacts"
    hidden = RegisterFile(
        "register.xlsx", (RegisterSheet("Old", REGISTER, hidden=True), RegisterSheet("Contacts", OTHER))
    )
    assert choose_table(hidden).sheet == "Contacts"


@pytest.mark.parametrize("text", [HEADING, f"Register\n{HEADING}\n\n", f"{HEADING}\nTotal\t\t£1\n"])
def test_a_file_without_rows_is_refused(text: str) -> None:
    with pytest.raises(RegisterRefused) as refused:
        choose_table(read_text(text))
    assert refused.value.fault is RegisterFault.NO_TABLE
