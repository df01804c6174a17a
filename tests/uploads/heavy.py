"""Files that are made to keep whoever reads them busy: each must be judged, or given up, within three seconds."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

import compressed_rtf
from PIL import Image

from tests.uploads import hostile_contents, hostile_packages, hostile_plain, mail, office, pdfs, pictures, protected
from tests.uploads.zips import pack, varied
from uploads.limits import MAX_BYTES, MEBIBYTE

ALMOST_ALL = MAX_BYTES - MEBIBYTE
Made = tuple[str, str, Callable[[], bytes]]


def segments(marker: int, body: bytes, total: int) -> bytes:
    """A picture with that segment over and over."""
    picture = pictures.jpg()
    one = bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body
    return picture[:2] + one * (total // len(one)) + picture[2:]


def exif_headers() -> bytes:
    tiff = b"MM\0*\0\0\0\x08" + struct.pack(">H", 4) + struct.pack(">HHLL", 0x8769, 4, 1, 8) * 4 + bytes(4)
    return segments(0xE1, b"Exif\0\0" + tiff, 3 * MEBIBYTE)


def deep_xml(depth: int) -> bytes:
    return pack(office.word(b"<w:a>" * depth + b"</w:a>" * depth), level=1)


def many_members(count: int) -> bytes:
    name = b"word/a.xml"
    entry = b"PK\x01\x02" + struct.pack("<6H3L5H2L", 20, 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0, 0, 0, 0, 0, 0) + name
    size = len(entry) * count
    return entry * count + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65_535, 65_535, size, 0, 0)


def animated_gif() -> bytes:
    frames = [Image.new("P", (2, 2), number % 250) for number in range(2_000)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def animated_png() -> bytes:
    frames = [Image.new("L", (2, 2), number % 250) for number in range(2_000)]
    out = io.BytesIO()
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


def png_bomb() -> bytes:
    """49 million pixels in few bytes."""
    header = struct.pack(">IIBBBBB", 7_000, 7_000, 8, 6, 0, 0, 0)
    rows = zlib.compress(bytes(7_000 * 7_000 * 4 + 7_000), 9)
    chunks = (b"IHDR", header), (b"IDAT", rows), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(pictures.png_chunk(name, data) for name, data in chunks)


def many_parts() -> bytes:
    head = b"From: a@example.org\r\nTo: b@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    return head + b"--b\r\n\r\nx\r\n" * (ALMOST_ALL // 10) + b"--b--\r\n"


def many_headers() -> bytes:
    return b"From: a@example.org\r\nTo: b@example.org\r\n" + b"X: =?utf-8?q?a?=\r\n " * (ALMOST_ALL // 19) + b"\r\n\r\n"


def looped_message() -> bytes:
    """A message whose table of sectors goes round in a circle."""
    data = bytearray(mail.msg(("a.pdf", pdfs.pdf() + bytes(8_000))))
    table = data.rindex(b"\xfd\xff\xff\xff") // 512 * 512
    for at in range(table, table + 40, 4):
        data[at : at + 4] = struct.pack("<L", 0)
    return bytes(data)


def rtf_bomb() -> bytes:
    return mail.msg(rtf=compressed_rtf.compress(b"{\\rtf1 " + b"a" * 20_000 + b"}"))


HEAVY: list[Made] = [
    ("Exif headers", "a.jpg", exif_headers),
    ("XMP packets", "a.jpg", lambda: segments(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x/>", 3 * MEBIBYTE)),
    (
        "Photoshop segments",
        "a.jpg",
        lambda: segments(0xED, b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0\0\0\0\0", 3 * MEBIBYTE),
    ),
    ("colour profiles", "a.jpg", lambda: segments(0xE2, b"ICC_PROFILE\0\x01\xff" + bytes(40), 3 * MEBIBYTE)),
    ("pictures of pictures", "a.jpg", lambda: segments(0xE2, b"MPF\0MM\0*\0\0\0\x08" + bytes(8), 3 * MEBIBYTE)),
    ("tables without end", "a.jpg", lambda: segments(0xDB, bytes(65), ALMOST_ALL)),
    ("scans without end", "a.jpg", lambda: pictures.jpg()[:-2] + b"\xff\xda\0\x02x" * (ALMOST_ALL // 5)),
    ("a PNG of 49 million pixels", "a.png", png_bomb),
    ("a PNG of four thousand million pixels", "a.png", lambda: pictures.png_claiming(65_000, 65_000)),
    ("a bomb of text in a PNG", "a.png", hostile_plain.png_with_bomb_of_text),
    ("a film of 2,000 pictures", "a.png", animated_png),
    ("a GIF of 2,000 pictures", "a.eml", lambda: mail.eml(("a.gif", animated_gif()))),
    ("XML a million deep", "a.docx", lambda: deep_xml(1_000_000)),
    ("elements without end", "a.docx", hostile_contents.too_many_elements),
    ("a tag without end", "a.docx", hostile_contents.endless_tag),
    ("charts over the limit", "a.pptx", hostile_contents.charts_over_budget),
    ("400,000 members", "a.docx", lambda: many_members(350_000)),
    ("15,000 members", "a.docx", lambda: many_members(15_000)),
    ("a directory without end", "a.docx", hostile_packages.endless_directory),
    ("a sheet of 150 MB", "a.xlsx", lambda: pack(office.excel(b"<sheetData>" + varied(150 * MEBIBYTE)), level=1)),
    ("bombs in a PDF", "a.pdf", hostile_plain.pdf_bombs),
    ("names without end", "a.pdf", lambda: pdfs.pdf(b"/S%" * (ALMOST_ALL // 3))),
    ("blanks without end", "a.pdf", lambda: pdfs.pdf(b"/Launch" + b" " * ALMOST_ALL)),
    ("filters without end", "a.pdf", lambda: pdfs.pdf(b"/Filter [" * (ALMOST_ALL // 9))),
    (
        "arrays in arrays",
        "a.pdf",
        lambda: pdfs.pdf(b"[" * (ALMOST_ALL // 2), catalog=b"<< /Type /Catalog /OpenAction 4 0 R >>"),
    ),
    ("objects without a table", "a.pdf", lambda: b"%PDF-1.7\n" + b"1 0 obj\nendobj\n" * (ALMOST_ALL // 15) + b"%%EOF"),
    ("a page that is its own parent", "a.pdf", lambda: pdfs.pdf().replace(b"[3 0 R]", b"[2 0 R]")),
    ("tables in a circle", "a.pdf", lambda: pdfs.pdf(trailer=b"/Prev 192")),
    (
        "actions in a circle",
        "a.pdf",
        lambda: pdfs.pdf(b"<< /S /GoTo /Next [4 0 R 4 0 R] >>", catalog=b"<< /OpenAction 4 0 R >>"),
    ),
    ("an encrypted bomb", "a.pdf", lambda: protected.restricted(pdfs.pdf(pdfs.stream(bytes(5 * MEBIBYTE))))),
    ("e-mails in e-mails", "a.eml", lambda: mail.nested_eml(2_000)),
    ("two million parts", "a.eml", many_parts),
    ("a million headers", "a.eml", many_headers),
    ("sectors in a circle", "a.msg", looped_message),
    ("packed text", "a.msg", rtf_bomb),
    ("minus signs", "a.csv", lambda: b",-" * (ALMOST_ALL // 2)),
    ("half commands", "a.csv", lambda: b"=a|'" * (ALMOST_ALL // 4)),
    ("angle brackets", "a.txt", lambda: b"<" * ALMOST_ALL),
]
