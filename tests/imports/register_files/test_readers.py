"""Files of every kind, the hostile ones too: sheets of cells, or one sentence that says what to do."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from imports.register_files import workbooks
from imports.register_files.faults import RegisterFault as Fault
from imports.register_files.limits import MAX_BYTES, MAX_CELL, MAX_CELLS, MAX_COLUMNS, MAX_MEMORY, MAX_ROWS
from imports.register_files.readers import RegisterRefused, read_file, read_text
from imports.register_files.sheets import RegisterSheet
from imports.register_files.workbook_process import write_cells
from uploads.package_member import ENCRYPTED_PACKAGE
from uploads.processes import ROOT

DATA = Path(__file__).resolve().parent.parent / "data"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def workbook(*rows: Sequence[object], starts_1904: bool = False) -> bytes:
    book = Workbook()
    if starts_1904:
        book.epoch = CALENDAR_MAC_1904
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def package(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    """The package with one member replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, content if each == name else old.read(each))
    return out.getvalue()


def ods(rows: str) -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{office}" xmlns:table="{table}"'
        f' xmlns:text="{text}">'
        f'<office:body><office:spreadsheet><table:table table:name="Register">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = b'<?xml version="1.0"?><manifest/>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", mimetype)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def fault_of(data: bytes, name: str = "register.csv") -> tuple[Fault, str]:
    with pytest.raises(RegisterRefused) as refused:
        read_file(data, name)
    return refused.value.fault, refused.value.reason


ROWS = (("Title", "Value"), ("Café for carers’ days", "£5"))


@pytest.mark.parametrize(
    ("encoding", "source"),
    [
        ("utf-8", "utf-8, commas"),
        ("utf-8-sig", "utf-8, commas"),
        ("utf-16", "utf-16, commas"),
        ("utf-16-le", "utf-16-le, commas"),
        ("utf-16-be", "utf-16-be, commas"),
        ("cp1252", "cp1252, commas"),
    ],
)
def test_encodings(encoding: str, source: str) -> None:
    file = read_file("\n".join(",".join(row) for row in ROWS).encode(encoding), "register.csv")
    assert (file.sheets[0].rows, file.source) == (ROWS, source)


def test_the_encoding_of_old_macintoshes_is_recognised() -> None:
    text = "Title,Value\n" + "Carers’ cafés – “day care” for €5,£5\n" * 50
    rows = read_file(text.encode("mac_roman"), "register.csv").sheets[0].rows
    assert rows[1] == ("Carers’ cafés – “day care” for €5", "£5")


@pytest.mark.parametrize(
    ("delimiter", "called"), [(",", "commas"), (";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")]
)
def test_delimiters(delimiter: str, called: str) -> None:
    heading = delimiter.join(("Title", "Text", "Number"))
    line = delimiter.join(('"Day care, and meals"', '"two\nlines; ""quoted"""', "3"))
    text = f"{heading}\n\n{line}\n"
    file = read_text(text)
    assert file.source == called
    assert file.sheets[0].rows == (
        ("Title", "Text", "Number"),
        (),
        ("Day care, and meals", 'two\nlines; "quoted"', "3"),
    )


def test_a_line_that_names_the_separator_is_no_row() -> None:
    assert read_text("sep=;\nA;B\n1,5;2\n").sheets[0].rows == (("A", "B"), ("1,5", "2"))


def test_cells_of_a_workbook_are_typed_and_formulas_are_their_last_values() -> None:
    rows: list[list[object]] = [
        ["Title", None, 1.5, True],
        [],
        [None, date(2028, 3, 31), datetime(2028, 3, 31, 9, 30), "=cmd|'/C calc'!A0"],
    ]
    file = read_file(workbook(*rows), "register.xlsx")
    assert file.sheets == (
        RegisterSheet(
            "Sheet",
            (("Title", None, 1.5, True), (), (None, date(2028, 3, 31), datetime(2028, 3, 31, 9, 30))),
        ),
    )
    assert not file.starts_1904
    assert read_file(workbook(["A", "B"], [1, 2], starts_1904=True), "register.xlsx").starts_1904


def test_a_formula_in_text_stays_text() -> None:
    rows = read_text("Title,Value\n=cmd|'/C calc'!A0,@SUM(1)\n").sheets[0].rows
    assert rows[1] == ("=cmd|'/C calc'!A0", "@SUM(1)")


@pytest.mark.parametrize("name", ["register_1900.xls", "register_1904.xls"])
def test_the_old_format_of_excel(name: str) -> None:
    file = read_file((DATA / name).read_bytes(), name)
    assert [sheet.name for sheet in file.sheets] == ["Register", "Notes"]
    assert file.sheets[0].rows[1] == ("C-1", "Home care", "A Ltd", date(2027, 4, 1), date(2031, 3, 31), 1200000.5)


def test_an_opendocument_spreadsheet() -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>Home care</text:p></table:table-cell>'
    day = '<table:table-cell office:value-type="date" office:date-value="2028-03-31"/>'
    file = read_file(ods(f"<table:table-row>{cell}{day}</table:table-row>"), "register.ods")
    assert file.sheets == (RegisterSheet("Register", (("Home care", date(2028, 3, 31)),)),)


BOMB = package(xl__workbook_xml=b"<workbook/>", xl__sheet_xml=b" " * 50_000_000)
ENCRYPTED_ODS = package(
    mimetype=b"application/vnd.oasis.opendocument.spreadsheet",
    content_xml=b"?",
    **{"META-INF__manifest_xml": b"<manifest:encryption-data/>"},
)


@pytest.mark.parametrize(
    ("data", "name", "fault"),
    [
        (b"", "register.csv", Fault.EMPTY),
        (b" \r\n ", "register.csv", Fault.EMPTY),
        (b"a,b\n" * (MAX_BYTES // 4 + 1), "register.csv", Fault.TOO_LARGE),
        (b"a,b\n1,\x00\n", "register.csv", Fault.NOT_TEXT),
        (b"a,b\n1,\x07\n", "register.csv", Fault.NOT_TEXT),
        (b"\xff\xfea", "register.csv", Fault.NOT_TEXT),
        (b"<html><table><tr><td>1</td></tr></table></html>", "register.xls", Fault.WEB_PAGE),
        (b"<table border=1>", "register.xls", Fault.WEB_PAGE),
        (b'<?xml version="1.0"?><Workbook/>', "register.xls", Fault.XML_SPREADSHEET),
        (b"%PDF-1.7", "register.xlsx", Fault.TYPE_NOT_READ),
        (b"\x89PNG\r\n\x1a\n", "register.csv", Fault.TYPE_NOT_READ),
        (package(word__document_xml=b"<document/>"), "register.xlsx", Fault.TYPE_NOT_READ),
        (BOMB, "register.xlsx", Fault.UNPACKS_TOO_LARGE),
        (workbook(["A"])[:-40], "register.xlsx", Fault.DAMAGED),
        (b"PK\x03\x04 and nothing", "register.xlsx", Fault.DAMAGED),
        (with_member(workbook(["A"]), "xl/worksheets/sheet1.xml", b"<worksheet"), "register.xlsx", Fault.DAMAGED),
        (OLE + b"\0" * 600, "register.xls", Fault.DAMAGED),
        (OLE + b"\0" * 600 + ENCRYPTED_PACKAGE, "register.xlsx", Fault.PROTECTED),
        (ENCRYPTED_ODS, "register.ods", Fault.PROTECTED),
        (workbook(), "register.xlsx", Fault.EMPTY),
        (workbook(["A"], *[[]] * 9, [None] * (MAX_COLUMNS + 1) + ["x"]), "register.xlsx", Fault.TOO_MANY_COLUMNS),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(data: bytes, name: str, fault: Fault) -> None:
    assert fault_of(data, name)[0] is fault


def test_a_bomb_inside_a_workbook_is_refused_before_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "read_workbook", lambda *_, **__: pytest.fail("opened"))
    assert fault_of(BOMB)[0] is Fault.UNPACKS_TOO_LARGE


def test_limits_of_size_and_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the figures lowered, because a file as large as they are takes long to make."""
    monkeypatch.setattr(workbooks, "MAX_WAIT", 0.001)
    assert fault_of(workbook(["A"]))[0] is Fault.TOO_MUCH_WORK
    monkeypatch.setattr(workbooks, "MAX_UNPACKED", 1_000)
    assert fault_of(workbook(["A"]))[0] is Fault.UNPACKS_TOO_LARGE


def test_the_process_that_opens_workbooks_has_little_memory() -> None:
    limited = f"limit_process(seconds=20, memory={MAX_MEMORY})"
    code = f"from uploads.processes import limit_process; {limited}; bytearray(2**31)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (1, b"MemoryError")


def test_cells_far_away_end_the_process_and_not_the_site() -> None:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        "</sheetData></worksheet>"
    )
    data = with_member(workbook(["A"]), "xl/worksheets/sheet1.xml", sheet.encode())
    assert fault_of(data, "register.xlsx")[0] is Fault.TOO_MUCH_WORK


def test_a_cell_that_is_too_long_is_named() -> None:
    longest = "x" * MAX_CELL
    assert read_text(f"A,B\n1,{longest}\n").sheets[0].rows[1] == ("1", longest)
    fault, reason = fault_of(f"A,B\n1,{longest}x\n".encode())
    assert fault is Fault.CELL_TOO_LONG
    assert reason == "Cell B2 of “register.csv” holds more than 32,767 characters. Shorten it and try again"
    assert fault_of(f"A,B\n1,{longest * 5}\n".encode())[0] is Fault.CELL_TOO_LONG


def test_rows_columns_and_cells_are_limited() -> None:
    assert len(read_text("A,B\n" * MAX_ROWS).sheets[0].rows) == MAX_ROWS
    assert fault_of(b"A,B\n" * (MAX_ROWS + 1))[0] is Fault.TOO_MANY_ROWS
    assert fault_of(b"A" * 3 + b",A" * MAX_COLUMNS)[0] is Fault.TOO_MANY_COLUMNS
    assert fault_of((b"A,B" + b",C" * 97 + b"\n") * (MAX_CELLS // 99 + 1))[0] is Fault.TOO_MANY_CELLS


def test_a_quotation_mark_that_is_never_closed_is_named_by_its_row() -> None:
    fault, reason = fault_of(b'A,B\n1,2\n3,"4\n5,6\n7,8\n')
    assert fault is Fault.OPEN_QUOTE
    assert "at row 3" in reason
    swallowed = b'A,B\n1,"2\n' + b"3,4\n" * 5 + b'5,"six" and more\n'
    assert fault_of(swallowed)[0] is Fault.OPEN_QUOTE
    assert read_text('A,B\n1,5" pipe\n').sheets[0].rows[1] == ("1", '5" pipe')


def test_the_process_names_the_fault_in_its_last_line() -> None:
    out = io.StringIO()
    write_cells(workbook(["A", 1], ["B", date(2028, 3, 31)]), out)
    assert out.getvalue().splitlines() == [
        '{"sheet": "Sheet", "hidden": false}',
        '["A", 1.0]',
        '["B", {"day": "2028-03-31"}]',
    ]
    broken = io.StringIO()
    write_cells(b"nothing", broken)
    assert broken.getvalue() == '{"fault": "DAMAGED", "words": {}}\n'
