"""Rows of figures as people send them: what is read, and the sentence for each fault."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from imports.register_files.readers import read_file, read_text
from stages.analyse.figure_rows import (
    MOST_ROWS,
    FiguresRefused,
    FigureTable,
    TypedRow,
    YearFigure,
    read_figures,
    typed_rows,
)

COUNTY = "Lincolnshire"


def one(area: str, year: int, value: str) -> YearFigure:
    return YearFigure(area, year, None, Decimal(value), None)


def problem(row: TypedRow, *, has_range: bool = True) -> str:
    table = read_figures([row], has_range=has_range, whole=COUNTY)
    assert table.figures == []
    return table.problems[row.number]


@pytest.mark.parametrize(
    "text",
    [
        "Year\tArea\tPeople\n2026\tLincolnshire\t1,250\n2027\tlincolnshire\t1300.5\n2026\tBoston\t90\n",
        ";2026;1250\nLincolnshire;2027;1300.5\nBoston;2026;90",
        'area,year,value\n,2026,"1,250"\n,2027,1300.50\nBoston,2026,90\n\n',
    ],
)
def test_tabs_semicolons_and_commas_say_the_same(text: str) -> None:
    rows = typed_rows(read_text(text), has_range=False)
    expected = [one("", 2026, "1250.00"), one("", 2027, "1300.50"), one("Boston", 2026, "90.00")]
    assert read_figures(rows, has_range=False, whole=COUNTY) == FigureTable(expected, {})


def test_old_windows_files_and_workbooks() -> None:
    rows = typed_rows(
        read_file("Area;Year;Value\nCaf\u00e9 \u2013 East;2026;5\n".encode("cp1252"), "a.csv"), has_range=False
    )
    assert [row.area for row in rows] == ["Café - East"]
    book, data = Workbook(), BytesIO()
    for cells in (["Year", "Low", "Central", "High"], [2026, 1.5, 2, 3], [2027, 2, 2.25, 4]):
        book.active.append(cells)
    book.save(data)
    rows = typed_rows(read_file(data.getvalue(), "a.xlsx"), has_range=True)
    assert rows == [TypedRow(2, "", "2026", "1.5", "2", "3"), TypedRow(3, "", "2027", "2", "2.25", "4")]


def test_rows_have_the_numbers_of_the_sheet() -> None:
    years = "".join(f"{year},1,{'' if year == 2031 else 2},3\n" for year in range(2019, 2032))
    text = f"Year,Low,Central,High\n{years}"
    table = read_figures(typed_rows(read_text(text), has_range=True), has_range=True, whole=COUNTY)
    assert table.problems == {14: "Row 14: 2031 is missing a central value. Enter it, or remove the row"}
    assert len(table.figures) == 12


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            TypedRow(3, year="2031", low="1", high="3"),
            "Row 3: 2031 is missing a central value. Enter it, or remove the row",
        ),
        (
            TypedRow(3, year="2031", central="3"),
            "Row 3: 2031 is missing a low and a high value. Enter them, or remove the row",
        ),
        (
            TypedRow(3, year="2031", low="30", central="20", high="40"),
            "Row 3: in 2031 the low value, 30.00, is above the central one, 20.00. Correct one",
        ),
        (
            TypedRow(3, year="2031", low="1", central="20", high="4"),
            "Row 3: in 2031 the high value, 4.00, is below the central one, 20.00. Correct one",
        ),
        (
            TypedRow(3, year="2031", low="1,5", central="2", high="4"),
            "Row 3: “1,5” in 2031 can be read in two ways. Write 1.5 with a point, or 1,500 with three digits",
        ),
        (
            TypedRow(3, year="2031", low="=B2*2", central="2", high="4"),
            "Row 3: “=B2*2” in 2031 is a formula. Copy the values of the cells, not their formulas",
        ),
        (
            TypedRow(3, year="2031", low="#REF!", central="2", high="4"),
            "Row 3: “#REF!” in 2031 is an error of the spreadsheet. Correct it there, or enter the number",
        ),
        (
            TypedRow(3, year="2031", low="many", central="2", high="4"),
            "Row 3: “many” in 2031 is not a number. Enter digits alone, like 1,250",
        ),
        (TypedRow(3, year="2031", low="-1", central="2", high="4"), "Row 3: “-1” in 2031 is below 0. Enter 0 or more"),
        (
            TypedRow(3, year="2031", low="1", central="2", high="9" * 12),
            f"Row 3: “{'9' * 12}” in 2031 is too large. Enter a number below 100 billion",
        ),
        (TypedRow(3, central="2"), "Row 3: the year is missing. Enter it, or remove the row"),
        (TypedRow(3, year="soon"), "Row 3: “soon” is not a year. Enter four digits, like 2031"),
        (TypedRow(3, year="20311"), "Row 3: 20311 is not a year between 1990 and 2100. Correct it"),
        (
            TypedRow(3, year="2030/31", low="1"),
            "Row 3: “2030/31” is a financial year. Enter the year in which it begins, 2030",
        ),
        (
            TypedRow(3, year="2031;194", low="060"),
            (
                "Row 3: “2031;194” holds a semicolon. Put the year in a column of its own,"
                " and write numbers without commas"
            ),
        ),
        (
            TypedRow(3, area="Total", year="2031", central="2"),
            "Row 3: “Total” is a sum of other rows. Remove the row, or call it Lincolnshire",
        ),
        (TypedRow(3, area="x" * 81, year="2031"), "Row 3: the area has more than 80 characters. Shorten it"),
    ],
)
def test_each_fault_has_its_sentence(row: TypedRow, sentence: str) -> None:
    assert problem(row) == sentence


def test_a_value_that_is_missing_among_single_ones() -> None:
    row = TypedRow(4, year="2031", central="n/a")
    assert problem(row, has_range=False) == "Row 4: 2031 is missing a value. Enter it, or remove the row"


def test_a_year_twice_is_named_with_its_first_row() -> None:
    rows = [
        TypedRow(2, year="2030", central="1"),
        TypedRow(3, "Boston", "2030", central="1"),
        TypedRow(4, "boston", "2030", central="2"),
        TypedRow(5, COUNTY, "2030", central="2"),
    ]
    assert read_figures(rows, has_range=False, whole=COUNTY).problems == {
        4: "Row 4: 2030 stands twice for boston, first in row 3. Remove one of them",
        5: "Row 5: 2030 stands twice for Lincolnshire, first in row 2. Remove one of them",
    }


@pytest.mark.parametrize(
    ("text", "has_range", "sentence"),
    [
        (
            "Year:Value\n2026:5\n2027:6",
            False,
            (
                "Everything stands in one column. Put year and value in columns of their own, parted by tabs, commas or"
                " semicolons."
            ),
        ),
        (
            "2026,1,2,3,4\n",
            False,
            (
                "There are 5 columns without headings. Give year and value, with the area before them if there are"
                " several, or put a row of headings above."
            ),
        ),
        ("Year,Value\n", False, "There is no row under the headings. Enter a row for each year."),
        (
            "When,Value\n2026,5\n",
            False,
            "No column is called “Year”. The headings are “When” and “Value”. Rename one of them.",
        ),
        (
            "Year,Low,High\n2026,1,3\n",
            True,
            "No column is called “Central”. The headings are “Year”, “Low” and “High”. Rename one of them.",
        ),
        (
            "Year,Financial year,Value\n2026,2026,1\n",
            False,
            "“Year” and “Financial year” could all hold the year. Leave one of them.",
        ),
        (
            "Area,Year\nBoston,2026\n",
            False,
            "The headings are “Area” and “Year”: none is left for the values. Add that column.",
        ),
        (
            "Year,Value\n" + "2026,1\n" * (MOST_ROWS + 1),
            False,
            "There are 151 rows. Enter 150 at most: one for each year and area.",
        ),
    ],
)
def test_a_table_that_cannot_be_read_says_why(text: str, has_range: bool, sentence: str) -> None:
    with pytest.raises(FiguresRefused) as refused:
        typed_rows(read_text(text), has_range=has_range)
    assert str(refused.value) == sentence


def test_of_several_columns_of_values_one_is_named() -> None:
    file = read_text("area_name,year,total_population,population_65_plus\nLincolnshire,2025,795680,194060\n")
    with pytest.raises(FiguresRefused, match="“population_65_plus” could all hold the values"):
        typed_rows(file, has_range=False)
    with pytest.raises(FiguresRefused, match=r"is called “population”\. Those left are “total_population” and"):
        typed_rows(file, has_range=False, column="population")
    (row,) = typed_rows(file, has_range=False, column="Population_65_plus")
    assert row == TypedRow(2, "Lincolnshire", "2025", "", "194060", "")


@given(st.lists(st.tuples(*[st.text(max_size=12)] * 4), max_size=8))
def test_whatever_is_typed_is_read_or_named(cells: list[tuple[str, str, str, str]]) -> None:
    rows = [TypedRow(number, "", *texts) for number, texts in enumerate(cells, 1)]
    table = read_figures(rows, has_range=True, whole=COUNTY)
    filled = [row for row in rows if not row.is_blank]
    assert len(table.figures) + len(table.problems) == len(filled)
