"""Reading a list of the council from a file: what spreadsheets write, and every fault in a sentence."""

from __future__ import annotations

import pytest

from accounts.list_files import FileRow, UnreadableFile, folded, read_table, text_of

FIELDS = {"name": "name", "division": "name", "district": "district"}
REQUIRED = ["name", "district"]
ROWS = [
    FileRow(2, {"name": "Sleaford", "district": "North Kesteven"}),
    FileRow(3, {"name": "Market Rasen, Wolds", "district": "West Lindsey"}),
]


@pytest.mark.parametrize(
    "text",
    [
        'name,district\nSleaford,North Kesteven\n"Market Rasen, Wolds",West Lindsey\n',
        'name,district\r\nSleaford,North Kesteven\r\n"Market Rasen, Wolds",West Lindsey',
        'name,district\rSleaford,North Kesteven\r"Market Rasen, Wolds",West Lindsey\r',
        "name;district\nSleaford;North Kesteven\nMarket Rasen, Wolds;West Lindsey\n",
        "Name\tDistrict\nSleaford\tNorth Kesteven\nMarket Rasen, Wolds\tWest Lindsey\n",
        'DISTRICT,NAME\nNorth Kesteven,Sleaford\nWest Lindsey,"Market Rasen, Wolds"\n',
        '"Division","District"\n"Sleaford","North Kesteven"\n"Market Rasen, Wolds","West Lindsey"\n',
        "name;district\n  Sleaford\u200b ;North\u00a0 Kesteven\nMarket\u00ad Rasen, Wolds;\ufeffWest Lindsey\u200d\n",
        "\ufeffname;district;;\nSleaford;North Kesteven;;\nMarket Rasen, Wolds;West Lindsey;;\n",
    ],
)
def test_every_form_of_a_file_says_the_same(text: str) -> None:
    table = read_table(text, FIELDS, REQUIRED)
    assert (table.rows, table.faults, table.ignored) == (ROWS, [], [])


def test_blank_lines_are_left_out_and_counted() -> None:
    table = read_table("\n\nname,district\n\nSleaford,X\n,\n\nHolbeach,Y\n", FIELDS, REQUIRED)
    assert [(row.number, row.cells["name"]) for row in table.rows] == [(5, "Sleaford"), (8, "Holbeach")]


def test_columns_without_a_field_are_named() -> None:
    table = read_table("name,Electors,district,Seats\nSleaford,4521,X,1\n", FIELDS, REQUIRED)
    assert table.rows == [FileRow(2, {"name": "Sleaford", "district": "X"})]
    assert table.ignored == ["Electors", "Seats"]


def test_a_row_with_more_cells_than_columns_is_a_fault() -> None:
    table = read_table("name,district\nMarket Rasen, Wolds,West Lindsey\nHolbeach,Y,,\n", FIELDS, REQUIRED)
    assert table.faults == [(2, "Row 2: there are more cells than columns. Put a name with a comma in quotation marks")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There are no rows in it. The first row names the columns, each other row is one entry"),
        ("\n , \n", "There are no rows in it. The first row names the columns, each other row is one entry"),
        ("name,district\n", "There is a first row with the names of columns, but no entry below it"),
        (
            "Sleaford,North Kesteven\n",
            "The first row names no column “name”. It must name these columns: name, district",
        ),
        ("name\nSleaford\n", "The first row names no column “district”. It must name these columns: name, district"),
        ("name,district,division\nA,B,C\n", "The first row names the column “name” twice"),
        ('name,district\nA,B\n"C,D\nE,F\n', "Row 3 can't be read. Check its quotation marks"),
        ("name,district\n" + "A,B\n" * 2_001, "There are 2,001 rows. At most 2,000 can be brought in at once"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(text: str, sentence: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_table(text, FIELDS, REQUIRED)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings_of_spreadsheets(encoding: str) -> None:
    text = "name,district\nSaint-Éloi,Château – Nord\n"
    assert text_of(text.encode(encoding)).lstrip("\ufeff") == text


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04 a workbook", b"name,district\nA\0B,C\n", b"%PDF-1.7", b"\xff\xfe\x00", b"name\n\x81\n"]
)
def test_what_is_no_text_is_a_sentence(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"^This file is not text\. In your spreadsheet, save the list as CSV"):
        text_of(data)


def test_names_are_the_same_whatever_their_capitals_accents_and_blanks() -> None:
    assert folded(" Saint-ÉLOI\u200b  Nord") == folded("saint-éloi nord") == folded("SAINT-ELOI NORD")
    assert folded("Straße") == folded("STRASSE")
    assert folded("Boston North") != folded("Boston South")
