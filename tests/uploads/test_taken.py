"""What is taken although it was refused once: with what is said of it, and what is taken out before it is kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from functools import cache

import pytest
from PIL import Image

from tests.uploads import mail, office, pdfs, pictures, protected
from tests.uploads.hostile_plain import png_with_bomb_of_text
from tests.uploads.zips import pack
from uploads.inspection import inspect
from uploads.remarks import FileNote
from uploads.results import AcceptedFile

LINK = "http://198.51.100.7/Corporate%20template.dotm"
OLD_LINK = "file:///S:/Spend%202025.xlsx"
SETTINGS = (
    office.HEAD
    + f'<w:settings xmlns:w="{office.WORD}" xmlns:r="r"><w:zoom/><w:attachedTemplate r:id="rId0"/></w:settings>'
)
NAMES = {
    office.TYPES: office.types(
        {
            "word/document.xml": office.DOCX_MAIN,
            "word/settings.xml": office.OFFICE + "wordprocessingml.settings+xml",
        }
    ),
}


def taken(data: bytes, name: str) -> AcceptedFile:
    return inspect(io.BytesIO(data), name)


def notes(data: bytes, name: str) -> dict[FileNote, str]:
    return taken(data, name).remarks.notes


def linked_workbook(kind: str = "externalLinkPath") -> bytes:
    link = office.relationships((kind, OLD_LINK, "External"))
    return pack(office.excel() | {"xl/externalLinks/_rels/externalLink1.xml.rels": link})


def linked_chart() -> bytes:
    chart = office.chart(office.xlsx()) | {
        "ppt/charts/_rels/chart1.xml.rels": office.relationships(("oleObject", OLD_LINK, "External"))
    }
    return pack(office.powerpoint() | chart)


def linked_table(element: str) -> bytes:
    return pack(office.opendocument(office.ODS, f'<table:{element} xlink:href="../Spend.ods"/>'))


def with_template() -> bytes:
    parts = office.word() | NAMES
    parts["word/settings.xml"] = SETTINGS.encode()
    parts["word/_rels/settings.xml.rels"] = office.relationships(("attachedTemplate", LINK, "External"))
    return pack(parts)


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (linked_workbook, "a.xlsx"),
        (
            lambda: linked_workbook(
                "http://schemas.microsoft.com/office/2006/relationships/xlExternalLinkPath/xlPathMissing"
            ),
            "a.xlsx",
        ),
        (lambda: linked_workbook("externalLinkLongPath"), "a.xlsx"),
        (linked_chart, "a.pptx"),
        (lambda: linked_table("table-source"), "a.ods"),
        (lambda: linked_table("cell-range-source"), "a.ods"),
    ],
)
def test_a_file_that_takes_figures_from_others_is_taken_and_says_so(make: Callable[[], bytes], name: str) -> None:
    assert notes(make(), name) == {FileNote.LINKED: ""}
    assert taken(make(), name).cleaned is None


def test_a_word_file_loses_the_link_to_its_template_and_nothing_else() -> None:
    accepted = taken(with_template(), "a.docx")
    assert accepted.remarks.notes == {FileNote.TEMPLATE: ""}
    assert accepted.cleaned
    before, after = (zipfile.ZipFile(io.BytesIO(data)) for data in (with_template(), accepted.cleaned))
    assert before.namelist() == after.namelist()
    assert after.read("word/settings.xml").decode() == SETTINGS.replace('<w:attachedTemplate r:id="rId0"/>', "")
    assert b"198.51.100.7" not in after.read("word/_rels/settings.xml.rels")
    assert before.read("word/document.xml") == after.read("word/document.xml")
    assert notes(accepted.cleaned, "a.docx") == {}


@pytest.mark.parametrize("packed", [False, True])
def test_a_pdf_that_may_not_be_printed_is_taken_as_it_is(packed: bool) -> None:
    accepted = taken(protected.restricted(pdfs.pdf(), packed=packed), "a.pdf")
    assert accepted.remarks.notes == {FileNote.RESTRICTED: ""}
    assert accepted.cleaned is None


ADDRESS = b"<< /S /URI /URI (http://198.51.100.7/seen) >>"
CATALOG = b"<< /Type /Catalog /Pages 2 0 R %s >>"


@pytest.mark.parametrize(
    "data",
    [
        pdfs.pdf(catalog=CATALOG % (b"/OpenAction " + ADDRESS)),
        pdfs.pdf(ADDRESS, catalog=CATALOG % b"/OpenAction 4 0 R"),
        pdfs.pdf(catalog=CATALOG % (b"/AA << /WC " + ADDRESS + b" >>")),
        pdfs.pdf(b"<< /S /GoTo /D [3 0 R /Fit] /Next [" + ADDRESS + b"] >>", catalog=CATALOG % b"/OpenAction 4 0 R"),
        pdfs.pdf(catalog=CATALOG % b"/OpenAction << /S /SubmitForm /F (http://198.51.100.7/) >>"),
        pdfs.pdf(catalog=CATALOG % (b"/OpenAction " + ADDRESS)).replace(b"startxref\n", b"startxref\n9"),
    ],
)
def test_a_pdf_that_opens_an_address_by_itself_is_told(data: bytes) -> None:
    assert notes(data, "a.pdf") == {FileNote.OPENS_ADDRESS: ""}


def test_links_to_press_and_a_first_view_are_not_told() -> None:
    pressed = b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A " + ADDRESS + b" >>"
    assert notes(pdfs.pdf(pressed, catalog=CATALOG % b"/OpenAction [3 0 R /Fit]"), "a.pdf") == {}


@cache
def photograph() -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x013B], exif[0x0112] = "Pear", "Ann Lee", 6
    exif.get_ifd(0x8769)[0x9003] = "2026:03:27 10:15:00"
    exif.get_ifd(0x8825)[2] = (53.0, 14.0, 2.0)
    return pictures.jpg(
        exif=exif, comment=b"Taken by Ann Lee", xmp=b"<x:xmpmeta>Ann Lee</x:xmpmeta>", icc_profile=b"colours"
    )


def test_a_photograph_is_kept_without_place_and_author_and_the_right_way_up() -> None:
    accepted = taken(photograph(), "a.jpg")
    assert accepted.remarks.notes == {FileNote.PHOTOGRAPH: ""}
    assert accepted.remarks.dated == date(2026, 3, 27)
    kept = accepted.cleaned
    assert kept
    with Image.open(io.BytesIO(photograph())) as before, Image.open(io.BytesIO(kept)) as after:
        assert before.tobytes() == after.tobytes()
        assert dict(after.getexif()) == {0x0112: 6}
        assert after.info["icc_profile"] == b"colours"
    assert b"Ann Lee" not in kept
    assert b"2026" not in kept
    assert taken(kept, "a.jpg").size == accepted.size == len(kept)


def test_a_picture_of_several_keeps_the_first_alone() -> None:
    """A phone puts a second picture behind the first, with its own place."""
    data = pictures.jpg() + photograph()
    kept = taken(data, "a.jpg").cleaned
    assert kept
    assert b"Ann Lee" not in kept


@pytest.mark.parametrize("make", [lambda: pictures.png_with_text("Author", "Ann Lee"), png_with_bomb_of_text])
def test_a_png_is_kept_without_its_texts(make: Callable[[], bytes]) -> None:
    accepted = taken(make(), "a.png")
    assert accepted.remarks.notes == {FileNote.PHOTOGRAPH: ""}
    assert accepted.cleaned
    with Image.open(io.BytesIO(accepted.cleaned)) as kept:
        kept.load()
        assert kept.info == {}


def test_a_plain_picture_is_kept_as_it_is() -> None:
    for data, name in ((pictures.jpg(), "a.jpg"), (pictures.png(), "a.png")):
        accepted = taken(data, name)
        assert (accepted.remarks.notes, accepted.cleaned) == ({}, None)


def test_a_photograph_inside_is_told() -> None:
    data = pack(office.word() | {"word/media/image1.jpeg": photograph()})
    assert notes(data, "a.docx") == {FileNote.PHOTOGRAPH_INSIDE: ""}


@pytest.mark.parametrize(("make", "name"), [(mail.eml, "a.eml"), (mail.msg, "a.msg")])
def test_attachments_of_a_message_are_inspected_and_named(make: Callable[..., bytes], name: str) -> None:
    data = make(
        ("Replies.pdf", pdfs.pdf()), ("Spend.xlsx", linked_workbook()), ("a.jpg", photograph()), ("x.gif", b"GIF")
    )
    accepted = taken(data, name)
    assert accepted.remarks.notes == {
        FileNote.ATTACHMENTS: "Replies.pdf, Spend.xlsx, a.jpg, x.gif",
        FileNote.LINKED: "",
        FileNote.PHOTOGRAPH_INSIDE: "",
    }
    assert (accepted.remarks.title, accepted.cleaned) == ("Consultation replies", None)
    assert accepted.remarks.dated in (date(2026, 3, 26), date(2026, 3, 27))


def test_a_message_that_loads_pictures_is_told() -> None:
    html = "<p>Hello <img width=1 src='https://198.51.100.7/seen.gif'>"
    assert notes(mail.eml(html=html), "a.eml") == {FileNote.REMOTE_PICTURES: ""}
    assert notes(mail.msg(html=html.encode()), "a.msg") == {FileNote.REMOTE_PICTURES: ""}


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (protected.with_properties(pdfs.pdf(), Title="Needs assessment", ModDate="D:20260314101010Z"), "a.pdf"),
        (
            pack(
                office.word()
                | {
                    office.TYPES: office.types(
                        {
                            "word/document.xml": office.DOCX_MAIN,
                            "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
                        }
                    ),
                    "docProps/core.xml": b"<cp:coreProperties xmlns:cp='c' xmlns:dc='d' xmlns:t='t'>"
                    b"<dc:title>Needs assessment</dc:title><t:created>2025-01-01T00:00:00Z</t:created>"
                    b"<t:modified>2026-03-14T09:00:00Z</t:modified></cp:coreProperties>",
                }
            ),
            "a.docx",
        ),
        (
            pack(
                office.opendocument()
                | {
                    "meta.xml": b"<o:meta xmlns:o='o' xmlns:dc='d'><dc:title>Needs assessment</dc:title>"
                    b"<dc:date>2026-03-14T09:00:00</dc:date></o:meta>"
                }
            ),
            "a.odt",
        ),
    ],
)
def test_title_and_date_are_proposed_from_the_properties(data: bytes, name: str) -> None:
    remarks = taken(data, name).remarks
    assert (remarks.title, remarks.dated) == ("Needs assessment", date(2026, 3, 14))


@pytest.mark.parametrize("title", ["Microsoft Word - Draft3.docx", "untitled", "Book1", "PowerPoint Presentation", " "])
def test_a_title_that_a_program_filled_in_is_no_proposal(title: str) -> None:
    assert taken(protected.with_properties(pdfs.pdf(), Title=title), "a.pdf").remarks.title == ""
