"""PDFs, pictures, texts and names that lie, hide or act: each must be refused for its own reason."""

from __future__ import annotations

import struct
import zlib
from functools import cache

from tests.uploads import office, pdfs, pictures, protected
from tests.uploads.cases import Hostile
from tests.uploads.zips import pack, varied
from uploads.limits import CHUNK, MAX_BYTES, MAX_PIXELS, MEBIBYTE
from uploads.results import FileFault

PAGE = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
XHTML = b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>'
MHT = b"From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html></html>"
JS = b"// totals\nvar total = 0;\nfunction add(n) { total += n; }\nalert(total);\n"
VBS = b'Set shell = CreateObject("WScript.Shell")\nshell.Run "calc"\n'
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00This program cannot be run in DOS mode."
ZIP = pack({"a.html": PAGE})
JAVASCRIPT = b"<< /Type /Action /S /JavaScript /JS (app.alert\\(1\\)) >>"


def packed_action(more: bytes = b"/Filter /FlateDecode") -> bytes:
    return pdfs.pdf(pdfs.object_stream(b"4 0 " + JAVASCRIPT, more))


def script_behind_blanks() -> bytes:
    return pdfs.pdf(b"<< /S" + b" " * 3_000 + b"/JavaScript >>")


def far_packed_action() -> bytes:
    """The border between two unpacked pieces cuts the action's name in two."""
    noise = b"".join(b"%x " % (n * n) for n in range(12_000))[: CHUNK - 8]
    return pdfs.pdf(pdfs.object_stream(noise + b"/S /JavaScript"))


def unnamed_object_stream() -> bytes:
    packed = zlib.compress(b"4 0 " + JAVASCRIPT)
    return pdfs.pdf(pdfs.stream(packed, b"/N 1 /First 4 /Filter /FlateDecode"))


def twice_packed_action() -> bytes:
    packed = zlib.compress(zlib.compress(b"4 0 " + JAVASCRIPT))
    return pdfs.pdf(pdfs.stream(packed, b"/Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode /FlateDecode]"))


@cache
def falsely_simple_stream() -> bytes:
    """A text names a filter that is not the stream's."""
    packed = zlib.compress(zlib.compress(b"4 0 " + JAVASCRIPT))
    return pdfs.pdf(pdfs.stream(packed, b"/X (/Filter /FlateDecode) /Type /ObjStm /Filter [/FlateDecode /FlateDecode]"))


def pdf_bomb() -> bytes:
    return pdfs.pdf(pdfs.object_stream(bytes(30 * MEBIBYTE)))


@cache
def pdf_bombs() -> bytes:
    """Each object stream is within its ratio; together they go beyond what may be unpacked."""
    return pdfs.pdf(*[pdfs.object_stream(varied(12 * MEBIBYTE))] * 20)


def png_broken_chunk() -> bytes:
    data = bytearray(pictures.png())
    data[60] ^= 1
    return bytes(data)


@cache
def png_with_bomb_of_text() -> bytes:
    data = pictures.png()
    bomb = pictures.png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(50 * MEBIBYTE)))
    return data[:33] + bomb + data[33:]


def jpg_of_two_sizes() -> bytes:
    """A second frame header, of another size, behind the picture data."""
    data = pictures.jpg()
    return data[:-2] + b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 9, 9) + b"\x01\x01\x11\x00" + data[-2:]


def jpg_without_length() -> bytes:
    return b"\xff\xd8\xff\xe0" + struct.pack(">H", 4000) + b"JFIF\0"


HOSTILE_PDFS = [
    Hostile("page called PDF", "a.pdf", lambda: PAGE, FileFault.NOT_AS_CALLED),
    Hostile("drawing called PDF", "a.pdf", lambda: SVG, FileFault.NOT_AS_CALLED),
    Hostile("XHTML called PDF", "a.pdf", lambda: XHTML, FileFault.NOT_AS_CALLED),
    Hostile("saved page called PDF", "a.pdf", lambda: MHT, FileFault.NOT_AS_CALLED),
    Hostile("script called PDF", "a.pdf", lambda: JS, FileFault.NOT_AS_CALLED),
    Hostile("program called PDF", "a.pdf", lambda: EXE, FileFault.NOT_AS_CALLED),
    Hostile("Word called PDF", "a.pdf", office.docx, FileFault.NOT_AS_CALLED),
    Hostile("page before a PDF", "a.pdf", lambda: PAGE + pdfs.pdf(), FileFault.NOT_AS_CALLED),
    Hostile("PDF that is cut", "a.pdf", lambda: pdfs.pdf()[:-40], FileFault.DAMAGED),
    Hostile("PDF with much behind it", "a.pdf", lambda: pdfs.pdf() + b"x" * 2_000, FileFault.DAMAGED),
    Hostile("PDF with a zip behind it", "a.pdf", lambda: pdfs.pdf() + ZIP, FileFault.TWO_IN_ONE),
    Hostile(
        "PDF in a zip's comment", "a.pdf", lambda: pdfs.pdf() + pack({"a": b""}, comment=b"%%EOF"), FileFault.TWO_IN_ONE
    ),
    Hostile("PDF with a page behind it", "a.pdf", lambda: pdfs.pdf() + PAGE, FileFault.TWO_IN_ONE),
    Hostile("PDF with a password", "a.pdf", lambda: protected.restricted(pdfs.pdf(), user="s"), FileFault.PROTECTED),
    Hostile(
        "PDF with a key that is missing", "a.pdf", lambda: pdfs.pdf(trailer=b"/Encrypt 9 0 R"), FileFault.NOT_CHECKABLE
    ),
    Hostile(
        "script in a PDF that may not be printed",
        "a.pdf",
        lambda: protected.restricted(pdfs.pdf(JAVASCRIPT, trailer=b"/Kept 4 0 R")),
        FileFault.ACTIVE,
    ),
    Hostile(
        "the same, packed",
        "a.pdf",
        lambda: protected.restricted(pdfs.pdf(JAVASCRIPT, trailer=b"/Kept 4 0 R"), packed=True),
        FileFault.ACTIVE,
    ),
    Hostile(
        "PDF with half a key, written out",
        "a.pdf",
        lambda: pdfs.pdf(trailer=b"/#45ncrypt<</V 4>>"),
        FileFault.NOT_CHECKABLE,
    ),
    Hostile("PDF with a script", "a.pdf", lambda: pdfs.pdf(JAVASCRIPT), FileFault.ACTIVE),
    Hostile(
        "PDF with a script, spelled in hex", "a.pdf", lambda: pdfs.pdf(b"<< /#53/J#61vaScri#70t >>"), FileFault.ACTIVE
    ),
    Hostile(
        "PDF with a script, after a comment", "a.pdf", lambda: pdfs.pdf(b"<< /S %x\n /JavaScript >>"), FileFault.ACTIVE
    ),
    Hostile(
        "PDF with a script, by reference",
        "a.pdf",
        lambda: pdfs.pdf(b"<< /S 5 0 R >>", b"/JavaScript"),
        FileFault.ACTIVE,
    ),
    Hostile("PDF that starts a program", "a.pdf", lambda: pdfs.pdf(b"<< /S /Launch /F (cmd.exe) >>"), FileFault.ACTIVE),
    Hostile("PDF with a packed script", "a.pdf", packed_action, FileFault.ACTIVE),
    Hostile("PDF with a script between pieces", "a.pdf", far_packed_action, FileFault.ACTIVE),
    Hostile("PDF with a script, its stream unnamed", "a.pdf", unnamed_object_stream, FileFault.ACTIVE),
    Hostile("PDF with a script, packed twice", "a.pdf", twice_packed_action, FileFault.NOT_CHECKABLE),
    Hostile(
        "PDF with a script, packed oddly",
        "a.pdf",
        lambda: packed_action(b"/Filter /LZWDecode"),
        FileFault.NOT_CHECKABLE,
    ),
    Hostile(
        "PDF with a script behind a predictor",
        "a.pdf",
        lambda: packed_action(b"/Filter /FlateDecode /DecodeParms << /Predictor 12 >>"),
        FileFault.NOT_CHECKABLE,
    ),
    Hostile(
        "PDF with a false filter",
        "a.pdf",
        lambda: pdfs.pdf(pdfs.stream(b"4 0 x", b"/Type /ObjStm /Filter /FlateDecode")),
        FileFault.NOT_CHECKABLE,
    ),
    Hostile(
        "PDF with a file attached",
        "a.pdf",
        lambda: pdfs.pdf(b"<< /Type /Filespec /EF << /F 5 0 R >> >>"),
        FileFault.EMBEDDED,
    ),
    Hostile("PDF with a script behind blanks", "a.pdf", script_behind_blanks, FileFault.ACTIVE),
    Hostile("PDF with a filter in a text", "a.pdf", falsely_simple_stream, FileFault.NOT_CHECKABLE),
    Hostile("PDF bomb", "a.pdf", pdf_bomb, FileFault.PACKED_TOO_TIGHTLY),
    Hostile("PDF bombs", "a.pdf", pdf_bombs, FileFault.UNPACKS_TOO_LARGE),
]

HOSTILE_PICTURES = [
    Hostile("page called PNG", "a.png", lambda: PAGE, FileFault.NOT_AS_CALLED),
    Hostile("drawing called PNG", "a.png", lambda: SVG, FileFault.NOT_AS_CALLED),
    Hostile("JPG called PNG", "a.png", pictures.jpg, FileFault.NOT_AS_CALLED),
    Hostile("PNG called JPG", "a.jpg", pictures.png, FileFault.NOT_AS_CALLED),
    Hostile("program called JPG", "a.jpeg", lambda: EXE, FileFault.NOT_AS_CALLED),
    Hostile(
        "PNG of too many pixels",
        "a.png",
        lambda: pictures.png_claiming(10_000, MAX_PIXELS // 10_000 + 1),
        FileFault.TOO_MANY_PIXELS,
    ),
    Hostile(
        "JPG of too many pixels", "a.jpg", lambda: pictures.jpg_claiming(60_000, 60_000), FileFault.TOO_MANY_PIXELS
    ),
    Hostile("PNG without pixels", "a.png", lambda: pictures.png_claiming(0, 9), FileFault.DAMAGED),
    Hostile("PNG that is cut", "a.png", lambda: pictures.png()[:-20], FileFault.DAMAGED),
    Hostile("PNG with a broken chunk", "a.png", png_broken_chunk, FileFault.DAMAGED),
    Hostile("JPG that is cut", "a.jpg", lambda: pictures.jpg((400, 300))[:-900], FileFault.DAMAGED),
    Hostile("JPG that is cut in its header", "a.jpg", jpg_without_length, FileFault.DAMAGED),
    Hostile("JPG of two sizes", "a.jpg", jpg_of_two_sizes, FileFault.DAMAGED),
    Hostile("JPG of nothing but its ends", "a.jpg", lambda: b"\xff\xd8\xff\xd9", FileFault.DAMAGED),
    Hostile("PNG with a zip behind it", "a.png", lambda: pictures.png() + ZIP, FileFault.TWO_IN_ONE),
    Hostile("JPG with a zip behind it", "a.jpg", lambda: pictures.jpg() + ZIP, FileFault.TWO_IN_ONE),
    Hostile("JPG with a page behind it", "a.jpg", lambda: pictures.jpg() + PAGE, FileFault.TWO_IN_ONE),
    Hostile("JPG with a drawing behind it", "a.jpg", lambda: pictures.jpg() + SVG, FileFault.TWO_IN_ONE),
    Hostile("JPG with a PDF behind it", "a.jpg", lambda: pictures.jpg() + pdfs.pdf(), FileFault.TWO_IN_ONE),
    Hostile(
        "JPG with a page in its comment",
        "a.jpg",
        lambda: pictures.jpg(comment=b"<script >alert(1)</script>"),
        FileFault.TWO_IN_ONE,
    ),
    Hostile(
        "PNG with a page in its text",
        "a.png",
        lambda: pictures.png_with_text("Comment", "<html><b>"),
        FileFault.TWO_IN_ONE,
    ),
]

HOSTILE_TEXTS = [
    Hostile("page called CSV", "a.csv", lambda: PAGE, FileFault.NOT_AS_CALLED),
    Hostile("page after blank lines", "a.csv", lambda: b"\xef\xbb\xbf\r\n \t" + PAGE, FileFault.NOT_AS_CALLED),
    Hostile("page in UTF-16", "a.csv", lambda: PAGE.decode().encode("utf-16"), FileFault.NOT_AS_CALLED),
    Hostile("page after a row", "a.csv", lambda: b"a,b\n<script>alert(1)</script>\n", FileFault.NOT_AS_CALLED),
    Hostile("drawing called CSV", "a.csv", lambda: SVG, FileFault.NOT_AS_CALLED),
    Hostile("XHTML called text", "a.txt", lambda: XHTML, FileFault.NOT_AS_CALLED),
    Hostile("saved page called CSV", "a.csv", lambda: MHT, FileFault.NOT_AS_CALLED),
    Hostile("script called CSV", "a.csv", lambda: JS, FileFault.NOT_AS_CALLED),
    Hostile("script of one line", "a.txt", lambda: b"document.location.href = 'x'", FileFault.NOT_AS_CALLED),
    Hostile("Visual Basic called text", "a.txt", lambda: VBS, FileFault.NOT_AS_CALLED),
    Hostile("batch file called text", "a.txt", lambda: b"@echo off\r\ndel *.*\r\n", FileFault.NOT_AS_CALLED),
    Hostile("shell script called text", "a.txt", lambda: b"#!/bin/sh\nrm -rf .\n", FileFault.NOT_AS_CALLED),
    Hostile("program called CSV", "a.csv", lambda: EXE, FileFault.NOT_AS_CALLED),
    Hostile("Word called CSV", "a.csv", office.docx, FileFault.NOT_AS_CALLED),
    Hostile("PDF called text", "a.txt", pdfs.pdf, FileFault.NOT_AS_CALLED),
    Hostile(
        "Excel's link format called CSV",
        "a.csv",
        lambda: b"ID;P\nO;E\nNN;NAuto_open;ER101C1\n",
        FileFault.NOT_AS_CALLED,
    ),
    Hostile("zero byte", "a.csv", lambda: b"a,b\n1,\x002\n", FileFault.NOT_TEXT),
    Hostile("zero byte far down", "a.csv", lambda: b"a,b\n" * 90_000 + b"\0", FileFault.NOT_TEXT),
    Hostile("control character", "a.txt", lambda: b"a\x1b[2Jb", FileFault.NOT_TEXT),
    Hostile("no encoding of ours", "a.txt", lambda: b"caf\x81\x8d", FileFault.NOT_TEXT),
    Hostile("UTF-16 without its mark", "a.csv", lambda: "a,b\n".encode("utf-16-le"), FileFault.NOT_TEXT),
    Hostile("half a UTF-16 letter", "a.csv", lambda: "a,b".encode("utf-16")[:-1], FileFault.NOT_TEXT),
    Hostile("cell that starts a program", "a.csv", lambda: b"Name\n=cmd|' /C calc'!A0\n", FileFault.ACTIVE_FORMULA),
    Hostile(
        "quoted cell that starts a program",
        "a.csv",
        lambda: b"Name,b\n1,\"@SUM(1+1)*cmd|'/C calc'!A0\"\n",
        FileFault.ACTIVE_FORMULA,
    ),
    Hostile("cell that asks a program", "a.csv", lambda: b'=DDE("cmd";"/C calc";"x")\n', FileFault.ACTIVE_FORMULA),
    Hostile("cell between pieces", "a.csv", lambda: b"a" * 65_525 + b"\n=cmd|'/C calc'!A0\n", FileFault.ACTIVE_FORMULA),
    Hostile("nothing but blanks", "a.txt", lambda: b"\xef\xbb\xbf \r\n\t", FileFault.EMPTY),
]

NAMES_AND_SIZES = [
    Hostile("empty", "a.pdf", lambda: b"", FileFault.EMPTY),
    Hostile("one byte too large", "a.txt", lambda: b"a" * (MAX_BYTES + 1), FileFault.TOO_LARGE),
    Hostile("program after a PDF's name", "a.pdf.exe", pdfs.pdf, FileFault.TYPE_NOT_ALLOWED),
    Hostile("name read backwards", "\u202efdp.exe", pdfs.pdf, FileFault.TYPE_NOT_ALLOWED),
    Hostile("no extension", "report", pdfs.pdf, FileFault.TYPE_NOT_ALLOWED),
    Hostile("nothing but an extension", ".pdf", pdfs.pdf, FileFault.TYPE_NOT_ALLOWED),
    Hostile("wide letters for an extension", "a.\uff50\uff44\uff46", pdfs.pdf, FileFault.TYPE_NOT_ALLOWED),
    Hostile("hidden stream after the name", "a.pdf::$DATA", pdfs.pdf, FileFault.TYPE_NOT_ALLOWED),
    Hostile("web page", "a.html", lambda: PAGE, FileFault.TYPE_NOT_ALLOWED),
    Hostile("drawing", "a.svg", lambda: SVG, FileFault.TYPE_NOT_ALLOWED),
    Hostile("old Word", "a.doc", lambda: b"\xd0\xcf\x11\xe0", FileFault.OLD_FORMAT),
    Hostile("Excel with macros by name", "a.xlsm", office.xlsx, FileFault.MACROS),
]

HOSTILE_PLAIN = [*HOSTILE_PDFS, *HOSTILE_PICTURES, *HOSTILE_TEXTS, *NAMES_AND_SIZES]
