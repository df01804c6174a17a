"""Files that people honestly have: each must be accepted."""

from __future__ import annotations

import codecs
import random

from tests.uploads import mail, office, pdfs, pictures
from tests.uploads.cases import Benign
from tests.uploads.zips import Entry, deflate, entries, forge, pack, pack_to_pipe, pack_wide

HYPERLINK = ("hyperlink", "https://www.example.org/needs", "External")


def _word_with_link() -> bytes:
    parts = office.word() | {"word/_rels/document.xml.rels": office.relationships(HYPERLINK)}
    return pack(parts)


def _word_with_strict_link() -> bytes:
    strict = "http://purl.oclc.org/ooxml/officeDocument/relationships/hyperlink"
    rows = office.relationships((strict, "https://www.example.org/", "External"))
    return pack(office.word() | {"word/_rels/document.xml.rels": rows})


def _word_with_picture() -> bytes:
    declared = office.types({"word/document.xml": office.DOCX_MAIN}, {"svg": "image/svg+xml"})
    parts = office.word() | {
        office.TYPES: declared,
        "word/_rels/document.xml.rels": office.relationships(("image", "media/image1.png")),
        "word/media/image1.png": pictures.png(),
        "word/media/image2.svg": b'<?xml version="1.0"?><!DOCTYPE svg><svg/>',
        "word/media/image3.emz": b"\x1f\x8b\x08\x00" + bytes(20),
    }
    return pack(parts, stored=["word/media/image1.png"])


def _word_with_fields() -> bytes:
    body = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText>HYPERLINK "https://dde.example.org/dde"</w:instrText></w:r></w:p>'
        '<w:p><w:fldSimple w:instr=" PAGE "/></w:p><w:p><w:r><w:t>DDEAUTO is a field code</w:t></w:r></w:p>'
    )
    return pack(office.word(office.document(body)))


def _excel_with_spare_macro_default() -> bytes:
    """Some programs declare a type for .bin that no part of the file has."""
    parts = office.excel()
    declared = office.types({"xl/workbook.xml": office.XLSX_MAIN}, {"bin": "application/vnd.ms-office.vbaProject"})
    return pack(parts | {office.TYPES: declared})


def _excel_well_packed() -> bytes:
    """Sparse sheets pack well: here 60 to 1 over 3 MB."""
    cells = b"".join(b'<c r="A%d" s="1"/>' % row for row in range(150_000))
    return pack(office.excel(b"<sheetData><row>" + cells + b"</row></sheetData>"))


def _excel_with_backslashes() -> bytes:
    """As some old programs for Windows wrote them."""
    return forge([Entry(each.name.replace("/", "\\"), each.data) for each in entries(office.excel())])


def _word_with_folders() -> bytes:
    return forge([Entry("word/", method=0), *entries(office.word())])


def _word_stored() -> bytes:
    return forge([Entry(each.name, each.data, method=0) for each in entries(office.word())])


def _many_blocks() -> bytes:
    """A part whose deflate stream ends just where a piece does."""
    data = bytes(random.Random(3).randbytes(65_536)) * 2
    return forge([*entries(office.word()), Entry("word/media/a.jpg", data, packed=deflate(data))])


def _powerpoint_with_chart() -> bytes:
    return pack(office.powerpoint() | office.chart(office.xlsx()))


def _two_thousand_parts() -> bytes:
    parts = office.powerpoint()
    return pack(parts | {f"ppt/media/image{n}.png": b"\x89PNG" for n in range(2_000 - len(parts))})


def _text_of_the_ten_meg_kind() -> bytes:
    return b"".join(b"%d,Home care,-%d.50,Lincoln\r\n" % (row, row) for row in range(300_000))


def _odt_with_pictures() -> bytes:
    body = (
        '<text:a xlink:href="https://www.example.org/">Plan</text:a><draw:image xlink:href="Pictures/1.png"/>'
        '<draw:object xlink:href="./Object 1"/><office:scripts/>'
    )
    inside = {"Pictures/1.png": pictures.png(), "Object 1/content.xml": office.content(), "layout-cache": b"\0\1"}
    return pack(office.opendocument(office.ODT, body) | inside)


def _odt_with_folders() -> bytes:
    folders = [Entry("Configurations2/toolbar/", method=0), Entry("Configurations2/menubar/", method=0)]
    shortcuts = Entry("Configurations2/accelerator/current.xml")
    return forge([*entries(office.opendocument()), *folders, shortcuts])


def _pdf_speaking_of_streams() -> bytes:
    picture = pdfs.stream(b"\xff\xd8", b"/Filter /DCTDecode")
    return pdfs.pdf(pdfs.stream(b"(an object stream has /ObjStm and /First 4 in it)"), picture)


OFFICE_FILES = [
    Benign("a Word document", "Needs.docx", office.docx),
    Benign("an Excel workbook", "Spend.xlsx", office.xlsx),
    Benign("a PowerPoint file", "Panel.pptx", office.pptx),
    Benign("an OpenDocument text", "Needs.odt", office.odt),
    Benign("an OpenDocument spreadsheet", "Spend.ods", office.ods),
    Benign("extension in capitals", "NEEDS.DOCX", office.docx),
    Benign("double extension, honest inside", "report.v2.final.docx", office.docx),
    Benign("Word with a web link", "Links.docx", _word_with_link),
    Benign("strict Word with a web link", "Strict.docx", _word_with_strict_link),
    Benign("Word with pictures of every kind", "Pictures.docx", _word_with_picture),
    Benign("Word with harmless fields", "Fields.docx", _word_with_fields),
    Benign("Word with folder entries", "Folders.docx", _word_with_folders),
    Benign("Word, nothing packed", "Stored.docx", _word_stored),
    Benign("Word, a part ending on a piece", "Blocks.docx", _many_blocks),
    Benign("Excel with an unused macro default", "Default.xlsx", _excel_with_spare_macro_default),
    Benign("Excel packing well", "Sparse.xlsx", _excel_well_packed),
    Benign("Excel written to a pipe", "Piped.xlsx", lambda: pack_to_pipe(office.excel())),
    Benign("Excel with 64-bit sizes", "Wide.xlsx", lambda: pack_wide(office.excel())),
    Benign("PowerPoint with a chart", "Chart.pptx", _powerpoint_with_chart),
    Benign("PowerPoint of 2,000 parts", "Parts.pptx", _two_thousand_parts),
    Benign("OpenDocument with pictures and links", "Pictures.odt", _odt_with_pictures),
    Benign("OpenDocument with folders and an empty part", "Folders.odt", _odt_with_folders),
]

PDFS = [
    Benign("PDF that speaks of streams", "Streams.pdf", _pdf_speaking_of_streams),
    Benign("a PDF", "Report.pdf", pdfs.pdf),
    Benign("PDF 2.0", "Two.pdf", lambda: pdfs.pdf(version=b"2.0")),
    Benign("PDF with an object stream", "Objects.pdf", lambda: pdfs.pdf(pdfs.object_stream(b"4 0 << /S /URI >>"))),
    Benign("PDF saved twice", "Twice.pdf", lambda: pdfs.pdf() + pdfs.pdf()[9:]),
    Benign("PDF after a blank line", "Blank.pdf", lambda: b"\r\n" + pdfs.pdf()),
    Benign("PDF before zeros", "Padded.pdf", lambda: pdfs.pdf() + bytes(5000)),
    Benign(
        "PDF that speaks of launches", "Title.pdf", lambda: pdfs.pdf(b"<< /Title (Design/Launch and /JavaScript) >>")
    ),
    Benign(
        "PDF with outlines",
        "Outline.pdf",
        lambda: pdfs.pdf(b"<< /First 5 0 R >>", pdfs.stream(b"x", b"/Filter /DCTDecode")),
    ),
]

PICTURES = [
    Benign("a PNG", "Map.png", pictures.png),
    Benign("a PNG with transparency", "Logo.png", lambda: pictures.png(mode="LA")),
    Benign("a JPG", "Photo.jpg", pictures.jpg),
    Benign("a JPG called JPEG", "Photo.JPEG", pictures.jpg),
    Benign("a progressive JPG", "Web.jpg", lambda: pictures.jpg((300, 200), progressive=True)),
    Benign("a grey JPG with restarts", "Grey.jpg", lambda: pictures.jpg((300, 200), "L", restart_marker_rows=1)),
    Benign(
        "a phone's JPG with more behind it", "Phone.jpg", lambda: pictures.jpg() + b"\0\0\0\x18ftypmp42" + bytes(900)
    ),
    Benign("a PNG of exactly the most pixels", "Large.png", lambda: pictures.png_claiming(10_000, 5_000)),
]

TEXTS = [
    Benign("a CSV", "Spend.csv", lambda: b"Service,Spend\r\nHome care,38400000\r\n"),
    Benign("a CSV of Excel's, with a mark", "Marked.csv", lambda: codecs.BOM_UTF8 + "Café,£5\n".encode()),
    Benign("a CSV of older Windows", "Windows.csv", lambda: "Café,£5\n".encode("cp1252")),
    Benign("a CSV in UTF-16", "Wide.csv", lambda: "Café\t£5\n".encode("utf-16")),
    Benign("a CSV in UTF-16, big end first", "Big.csv", lambda: codecs.BOM_UTF16_BE + "Café\t£5\n".encode("utf-16-be")),
    Benign("a CSV with negative numbers", "Minus.csv", lambda: b"Change\n-5\n+7\n=A1+B1\n@home\n-3 | -4\n"),
    Benign("a CSV of 300,000 rows", "Rows.csv", _text_of_the_ten_meg_kind),
    Benign("a CSV with bars and quotes", "Bars.csv", lambda: b"Notes\nsee a | 'b' or c!\nDDE (the old link)\n"),
    Benign("a CSV headed ID", "Id.csv", lambda: b"ID,Name\n1,Lincoln\n"),
    Benign("a CSV about functions", "Functions.csv", lambda: b"Function (cost centre),let\nimport from Leeds,5\n"),
    Benign("a text with less-than signs", "Notes.txt", lambda: b"< 5 people asked; a<b; let us say 3 < 4\n"),
    Benign(
        "a text beginning with a placeholder", "Letter.txt", lambda: b"<Name of service> will end on 30 March 2027.\n"
    ),
    Benign("a text broken before a point", "Wrapped.txt", lambda: b"It shows in the\nwindow. The\ndocument.\n"),
    Benign("a text in Polish", "Polish.txt", "Zażółć gęślą jaźń\n".encode),
    Benign("a text cut inside a letter's bytes", "Cut.txt", lambda: b"a" * 65_535 + "é".encode() * 9),
]

MAIL = [
    Benign("an e-mail with a PDF", "Replies.eml", lambda: mail.eml(("Replies.pdf", pdfs.pdf()))),
    Benign(
        "an Outlook message", "Replies.msg", lambda: mail.msg(("Replies.docx", office.docx()), ("logo.gif", b"GIF"))
    ),
]

BENIGN = [*OFFICE_FILES, *PDFS, *PICTURES, *TEXTS, *MAIL]
