"""Well-formed office files that hide or act: each is refused for its own reason."""

from __future__ import annotations

import random
import zlib
from functools import cache

from tests.uploads import office
from tests.uploads.cases import Hostile
from tests.uploads.hostile_packages import OLE, forged
from tests.uploads.zips import Entry, pack, varied
from uploads.limits import MAX_ELEMENTS, MAX_UNPACKED, MEBIBYTE
from uploads.results import FileFault

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION_LAUGHS = f'<?xml version="1.0"?><!DOCTYPE t [<!ENTITY l0 "ha">{LAUGHS}]><t>&l9;</t>'.encode()
XXE = b'<?xml version="1.0"?><!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]><t>&x;</t>'
DTD = b'<?xml version="1.0"?><!DOCTYPE t [<!ELEMENT t ANY>]><t/>'
LINK = "http://198.51.100.7/t.dotm"
EXTENSIBLE = "http://schemas.microsoft.com/office/2006/relationships/"
EXTERNAL_LINK = office.OFFICE + "spreadsheetml.externalLink+xml"


def word_pointing(kind: str, target: str, *mode: str) -> bytes:
    rows = office.relationships((kind, target, mode[0]) if mode else (kind, target))
    return office.word_with("word/_rels/document.xml.rels", rows)


def word_saying(body: str) -> bytes:
    return pack(office.word(office.document(body)))


def odt_saying(body: str) -> bytes:
    return pack(office.opendocument(office.ODT, body))


def macro_word() -> bytes:
    declared = office.types({"word/document.xml": "application/vnd.ms-word.document.macroEnabled.main+xml"})
    return pack(office.word() | {office.TYPES: declared})


@cache
def too_many_elements() -> bytes:
    chance = random.Random(7)
    names = [f"<w:e{chance.getrandbits(16):04x}/>" for _ in range(300)]
    return word_saying("".join(chance.choices(names, k=MAX_ELEMENTS)))


@cache
def endless_tag() -> bytes:
    noise = "".join(f"{n:x}" for n in range(900_000))
    return word_saying(f'<w:p a="{noise}"/>')


def endless_field() -> bytes:
    codes = "".join(f"{n:x} " for n in range(200_000))
    return word_saying(f"<w:p><w:r><w:instrText>{codes}</w:instrText></w:r></w:p>")


def stepwise_program() -> bytes:
    """An executable that unpacks to one byte, then long to nothing, to get past a look at the first piece."""
    program = b"MZ\x90\0program"
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(program[:1]) + packer.flush(zlib.Z_SYNC_FLUSH)
    nothing = b"\0\0\0\xff\xff" * 30_000
    rest = packer.compress(program[1:]) + packer.flush()
    return forged(Entry("word/media/a.png", program, packed=nothing + first + nothing + rest))


def chart_with_macros() -> bytes:
    inner = pack(office.excel() | {"xl/vbaProject.bin": OLE})
    return pack(office.powerpoint() | office.chart(inner))


def chart_in_chart() -> bytes:
    inner = pack(office.excel() | {"xl/embeddings/deeper.xlsx": office.xlsx()})
    return pack(office.powerpoint() | office.chart(inner))


def chart_of_word() -> bytes:
    return pack(office.powerpoint() | office.chart(office.docx()))


@cache
def charts_over_budget() -> bytes:
    """Each inner workbook is within its limits; all of them together are not."""
    inner = pack(office.excel(varied(9 * MEBIBYTE)))
    charts = {f"ppt/embeddings/Sheet{n}.xlsx": inner for n in range(MAX_UNPACKED // (9 * MEBIBYTE) + 2)}
    return pack(office.powerpoint() | charts)


def dde_split_over_runs() -> bytes:
    return word_saying(
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DDE</w:instrText></w:r>'
        '<w:r><w:instrText>AUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"</w:instrText></w:r></w:p>'
    )


def excel_with(path: str, kind: str, data: bytes) -> bytes:
    declared = office.types({"xl/workbook.xml": office.XLSX_MAIN, path: kind})
    return pack(office.excel() | {office.TYPES: declared, path: data})


def object_by_its_type() -> bytes:
    declared = office.types({"word/document.xml": office.DOCX_MAIN, "word/x.bin": office.OFFICE + "oleObject"})
    return pack(office.word() | {office.TYPES: declared, "word/x.bin": b"anything"})


def odt_listing_an_object() -> bytes:
    entry = '<m:file-entry m:full-path="Object 1" m:media-type="application/vnd.sun.star.oleobject"/>'
    listed = {"META-INF/manifest.xml": office.manifest(office.ODT, entry), "Object 1": b"anything"}
    return pack(office.opendocument() | listed)


def encrypted_odt() -> bytes:
    entry = '<m:file-entry m:full-path="content.xml"><m:encryption-data m:checksum="x"/></m:file-entry>'
    parts = office.opendocument() | {
        "META-INF/manifest.xml": office.manifest(office.ODT, entry),
        "content.xml": b"\x80\x91",
    }
    return pack(parts)


HOSTILE_CONTENTS = [
    Hostile("document type of its own", "a.docx", lambda: office.word_with("word/a.xml", DTD), FileFault.TAMPERED),
    Hostile("OpenDocument with an object by its type", "a.odt", odt_listing_an_object, FileFault.EMBEDDED),
    Hostile(
        "link to an object in Excel",
        "a.xlsx",
        lambda: excel_with("xl/links/a.xml", EXTERNAL_LINK, b"<l><oleLink/></l>"),
        FileFault.EXTERNAL,
    ),
    Hostile("macro project", "a.docx", lambda: office.word_with("word/vbaProject.bin", OLE), FileFault.MACROS),
    Hostile("macro file under a plain name", "a.docx", macro_word, FileFault.MACROS),
    Hostile(
        "macro project by relationship",
        "a.docx",
        lambda: word_pointing(EXTENSIBLE + "vbaProject", "x.bin"),
        FileFault.MACROS,
    ),
    Hostile("control", "a.docx", lambda: office.word_with("word/activeX/activeX1.xml", b"<a/>"), FileFault.MACROS),
    Hostile(
        "Excel 4 macro sheet",
        "a.xlsx",
        lambda: excel_with("xl/x.xml", "application/vnd.ms-excel.macrosheet+xml", b"<a/>"),
        FileFault.MACROS,
    ),
    Hostile(
        "old object", "a.docx", lambda: office.word_with("word/embeddings/oleObject1.bin", OLE), FileFault.EMBEDDED
    ),
    Hostile("old object by its type", "a.docx", object_by_its_type, FileFault.EMBEDDED),
    Hostile("old object as a picture", "a.docx", lambda: office.word_with("word/media/a.png", OLE), FileFault.EMBEDDED),
    Hostile(
        "zip inside", "a.docx", lambda: office.word_with("word/media/a.png", pack({"a": b"b"})), FileFault.EMBEDDED
    ),
    Hostile("zip inside by name", "a.docx", lambda: office.word_with("word/media/a.zip", b"..."), FileFault.EMBEDDED),
    Hostile(
        "gzip inside", "a.docx", lambda: office.word_with("word/media/a.png", b"\x1f\x8b\x08more"), FileFault.EMBEDDED
    ),
    Hostile("program inside", "a.docx", lambda: office.word_with("word/media/a.png", b"MZ\x90\0"), FileFault.EMBEDDED),
    Hostile("program inside, step by step", "a.docx", stepwise_program, FileFault.EMBEDDED),
    Hostile("web page by relationship", "a.docx", lambda: word_pointing("aFChunk", "part.bin"), FileFault.EMBEDDED),
    Hostile("chart data with macros", "a.pptx", chart_with_macros, FileFault.MACROS),
    Hostile("chart data with a file inside", "a.pptx", chart_in_chart, FileFault.EMBEDDED),
    Hostile("Word file as chart data", "a.pptx", chart_of_word, FileFault.NOT_AS_CALLED),
    Hostile("charts over the limit together", "a.pptx", charts_over_budget, FileFault.UNPACKS_TOO_LARGE),
    Hostile("picture from elsewhere", "a.docx", lambda: word_pointing("image", LINK, "External"), FileFault.EXTERNAL),
    Hostile("mode in small letters", "a.docx", lambda: word_pointing("image", "a.png", "external"), FileFault.EXTERNAL),
    Hostile(
        "address under the internal mode",
        "a.docx",
        lambda: word_pointing("frame", "//198.51.100.7/x"),
        FileFault.EXTERNAL,
    ),
    Hostile(
        "false hyperlink type",
        "a.docx",
        lambda: word_pointing("http://x/hyperlink", LINK, "External"),
        FileFault.EXTERNAL,
    ),
    Hostile(
        "link to a program in Excel",
        "a.xlsx",
        lambda: excel_with("xl/links/a.xml", EXTERNAL_LINK, b"<l><ddeLink/></l>"),
        FileFault.ACTIVE_FORMULA,
    ),
    Hostile("field that starts a program", "a.docx", dde_split_over_runs, FileFault.ACTIVE_FORMULA),
    Hostile(
        "simple field that starts a program",
        "a.docx",
        lambda: word_saying('<w:fldSimple w:instr=" DDE cmd"/>'),
        FileFault.ACTIVE_FORMULA,
    ),
    Hostile("entity in the types", "a.docx", lambda: office.word_with(office.TYPES, XXE), FileFault.TAMPERED),
    Hostile("entity in the text", "a.docx", lambda: office.word_with("word/document.xml", XXE), FileFault.TAMPERED),
    Hostile(
        "entity in a part that is not read",
        "a.docx",
        lambda: office.word_with("word/theme/a.xml", XXE),
        FileFault.TAMPERED,
    ),
    Hostile(
        "entity in UTF-16",
        "a.docx",
        lambda: office.word_with("word/a.xml", XXE.decode().encode("utf-16")),
        FileFault.TAMPERED,
    ),
    Hostile(
        "billion laughs in relationships",
        "a.docx",
        lambda: office.word_with("_rels/.rels", BILLION_LAUGHS),
        FileFault.TAMPERED,
    ),
    Hostile(
        "billion laughs in a sheet",
        "a.xlsx",
        lambda: pack(office.excel() | {"xl/worksheets/sheet1.xml": BILLION_LAUGHS}),
        FileFault.TAMPERED,
    ),
    Hostile("types that are not XML", "a.docx", lambda: office.word_with(office.TYPES, b"{}"), FileFault.DAMAGED),
    Hostile("elements without end", "a.docx", too_many_elements, FileFault.TOO_LONG_TO_CHECK),
    Hostile("field without end", "a.docx", endless_field, FileFault.TOO_LONG_TO_CHECK),
    Hostile("tag without end", "a.docx", endless_tag, FileFault.TOO_LONG_TO_CHECK),
    Hostile(
        "OpenDocument with Basic",
        "a.ods",
        lambda: pack(office.opendocument(office.ODS) | {"Basic/Standard/a.xml": b"<a/>"}),
        FileFault.MACROS,
    ),
    Hostile(
        "OpenDocument calling a macro",
        "a.odt",
        lambda: odt_saying('<script:event-listener xlink:href="vnd.sun.star.script:x"/>'),
        FileFault.MACROS,
    ),
    Hostile("OpenDocument with a password", "a.odt", encrypted_odt, FileFault.PROTECTED),
    Hostile(
        "OpenDocument, all of it encrypted",
        "a.odt",
        lambda: pack(office.opendocument() | {"encrypted-package": b"\x80"}),
        FileFault.PROTECTED,
    ),
    Hostile(
        "OpenDocument with a picture elsewhere",
        "a.odt",
        lambda: odt_saying(f'<draw:image xlink:href="{LINK}"/>'),
        FileFault.EXTERNAL,
    ),
    Hostile(
        "OpenDocument asking a program",
        "a.ods",
        lambda: pack(office.opendocument(office.ODS, "<office:dde-source/>")),
        FileFault.ACTIVE_FORMULA,
    ),
    Hostile(
        "OpenDocument with an old object",
        "a.odt",
        lambda: pack(office.opendocument() | {"Object 1": OLE}),
        FileFault.EMBEDDED,
    ),
    Hostile(
        "OpenDocument with an entity",
        "a.odt",
        lambda: pack(office.opendocument() | {"content.xml": XXE}),
        FileFault.TAMPERED,
    ),
]
