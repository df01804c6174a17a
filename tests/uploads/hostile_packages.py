"""Packages that are not put together as they say, or not as a program would: each is refused for its own reason."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from functools import cache

from tests.uploads import office
from tests.uploads.cases import Hostile
from tests.uploads.zips import Entry, deflate, entries, forge, pack
from uploads.limits import MAX_ENTRIES, MEBIBYTE
from uploads.results import FileFault

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
ENCRYPTED_OLE = OLE + "EncryptedPackage".encode("utf-16-le") + bytes(600)
SYMLINK = stat.S_IFLNK << 16


@cache
def bomb(size: int = 210 * MEBIBYTE) -> bytes:
    """A part that says honestly what it unpacks to."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    body = b"".join(packer.compress(bytes(MEBIBYTE)) for _ in range(size // MEBIBYTE)) + packer.flush()
    return forge([*entries(office.word()), Entry("word/media/a.png", size=size, crc=0, packed=body)])


@cache
def tight() -> bytes:
    return office.word_with("word/media/a.png", bytes(50 * MEBIBYTE))


@cache
def lying(true_size: int = 60 * MEBIBYTE, told: int = MEBIBYTE) -> bytes:
    """A part that unpacks to far more than its headers say, with a checksum right for what they say."""
    body = deflate(bytes(true_size))
    crc = zlib.crc32(bytes(told))
    return forge([*entries(office.word()), Entry("word/media/a.png", size=told, crc=crc, packed=body)])


def told_too_much() -> bytes:
    return forge([*entries(office.word()), Entry("word/media/a.png", b"short", size=50)])


def wrong_checksum() -> bytes:
    return forge([*entries(office.word()), Entry("word/media/a.png", b"short", crc=5)])


def hidden_behind_deflate() -> bytes:
    return forge([*entries(office.word()), Entry("word/media/a.png", b"x", packed=deflate(b"x") + b"MZ more")])


def cut_deflate() -> bytes:
    noise = bytes(range(256)) * 300
    return forge([*entries(office.word()), Entry("word/media/a.png", noise, packed=deflate(noise)[:-9])])


def overlapping() -> bytes:
    """One entry lies inside the body of another, as in the bombs that spare every byte."""
    inner = Entry("word/b.png", b"picture")
    record = _records([inner])
    outer = Entry("word/a.png", record, method=0)
    parts = entries(office.word())
    inside = len(_records([*parts, outer])) - len(record)
    return forge([*parts, outer, inner], offsets={"word/b.png": inside})


def _records(parts: list[Entry]) -> bytes:
    """Those entries as they lie before the directory."""
    return forge(parts)[: -sum(46 + len(each.name.encode()) for each in parts) - 22]


def other_name_inside() -> bytes:
    return forge([*entries(office.word()), Entry("word/a.xml", b"<a/>", local_name="word/b.xml")])


def forged(*more: Entry) -> bytes:
    return forge([*entries(office.word()), *more])


def too_many_parts() -> bytes:
    return pack(office.word() | {f"word/media/{n}.png": b"" for n in range(MAX_ENTRIES)})


@cache
def endless_directory() -> bytes:
    """A directory of 19 MB, naming one entry 400,000 times over, with a modest count at its end."""
    one = forge([Entry("a", b"a")])
    record = one[-22 - 47 : -22]
    directory = record * 400_000
    return (
        one[: -22 - 47] + directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(directory), len(one) - 69, 0)
    )


def false_comment() -> bytes:
    """The end of the directory announces a comment that is not there."""
    return office.docx()[:-2] + b"\x09\0"


def password_said_once(where: str) -> bytes:
    """Only the directory, or only the entry itself, says that there is a password."""
    flags, local = (1, 0) if where == "directory" else (0, 1)
    return forged(Entry("word/a.png", b"picture", flags=flags, local_flags=local))


def two_ends() -> bytes:
    """Two directories, so that two programs may see two different files."""
    return office.docx() + b"PK\x05\x06" + bytes(16) + struct.pack("<H", 0) + b"!"


def password_zip() -> bytes:
    return forge([Entry(each.name, each.data, flags=1) for each in entries(office.word())])


def old_archive_method() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as archive:
        for name, data in office.word().items():
            archive.writestr(name, data)
    return out.getvalue()


HOSTILE_PACKAGES = [
    Hostile("bomb that says so", "a.docx", bomb, FileFault.UNPACKS_TOO_LARGE),
    Hostile("bomb under the limit", "a.docx", tight, FileFault.PACKED_TOO_TIGHTLY),
    Hostile("header that says too little", "a.docx", lying, FileFault.TAMPERED),
    Hostile("header that says too much", "a.docx", told_too_much, FileFault.DAMAGED),
    Hostile("wrong checksum", "a.docx", wrong_checksum, FileFault.DAMAGED),
    Hostile("bytes behind a part's end", "a.docx", hidden_behind_deflate, FileFault.TAMPERED),
    Hostile("part cut short", "a.docx", cut_deflate, FileFault.DAMAGED),
    Hostile("overlapping entries", "a.docx", overlapping, FileFault.TAMPERED),
    Hostile("two names for one entry", "a.docx", other_name_inside, FileFault.TAMPERED),
    Hostile("2,001 and more parts", "a.docx", too_many_parts, FileFault.TOO_MANY_PARTS),
    Hostile("directory without end", "a.docx", endless_directory, FileFault.TOO_MANY_PARTS),
    Hostile("two directories", "a.docx", two_ends, FileFault.DAMAGED),
    Hostile(
        "comment behind the directory", "a.docx", lambda: pack(office.word(), comment=b"<html>"), FileFault.DAMAGED
    ),
    Hostile("comment of zeros", "a.docx", lambda: pack(office.word(), comment=bytes(9)), FileFault.DAMAGED),
    Hostile("comment that is not there", "a.docx", false_comment, FileFault.DAMAGED),
    Hostile("program before the package", "a.docx", lambda: b"MZ" + office.docx(), FileFault.NOT_AS_CALLED),
    Hostile(
        "bytes before the first part",
        "a.docx",
        lambda: forge(entries(office.word()), before=b"PK\x03\x04 more"),
        FileFault.TAMPERED,
    ),
    Hostile("parent path", "a.docx", lambda: office.word_with("../../etc/cron.d/x"), FileFault.TAMPERED),
    Hostile("parent path with backslashes", "a.docx", lambda: office.word_with("..\\..\\x"), FileFault.TAMPERED),
    Hostile("absolute path", "a.docx", lambda: office.word_with("/etc/passwd"), FileFault.TAMPERED),
    Hostile("drive path", "a.docx", lambda: office.word_with("C:\\x"), FileFault.TAMPERED),
    Hostile("zero byte in a name", "a.docx", lambda: forged(Entry("word/a.png\0.exe")), FileFault.TAMPERED),
    Hostile(
        "symbolic link",
        "a.docx",
        lambda: forged(Entry("word/a", b"/etc/passwd", attributes=SYMLINK)),
        FileFault.TAMPERED,
    ),
    Hostile("same name twice", "a.docx", lambda: forged(Entry("word/document.xml", b"<a/>")), FileFault.TAMPERED),
    Hostile("same name in capitals", "a.docx", lambda: office.word_with("WORD/Document.XML"), FileFault.TAMPERED),
    Hostile(
        "same name, composed otherwise",
        "a.docx",
        lambda: pack(office.word() | {"é": b"", "e\u0301": b""}),
        FileFault.TAMPERED,
    ),
    Hostile("folder that holds bytes", "a.docx", lambda: forged(Entry("word/x/", b"MZ", method=0)), FileFault.TAMPERED),
    Hostile("packed by another method", "a.docx", old_archive_method, FileFault.TAMPERED),
    Hostile("password by the directory", "a.docx", lambda: password_said_once("directory"), FileFault.PROTECTED),
    Hostile("password by the entry", "a.docx", lambda: password_said_once("entry"), FileFault.PROTECTED),
    Hostile("zip with a password", "a.docx", password_zip, FileFault.PROTECTED),
    Hostile("cut in half", "a.xlsx", lambda: office.xlsx()[: len(office.xlsx()) // 2], FileFault.DAMAGED),
    Hostile("plain zip", "a.docx", lambda: pack({"readme.txt": b"hello"}), FileFault.NOT_AS_CALLED),
    Hostile("Word called Excel", "a.xlsx", office.docx, FileFault.NOT_AS_CALLED),
    Hostile("OpenDocument called Word", "a.docx", office.odt, FileFault.NOT_AS_CALLED),
    Hostile("spreadsheet called text", "a.odt", office.ods, FileFault.NOT_AS_CALLED),
    Hostile("Word called OpenDocument", "a.odt", office.docx, FileFault.NOT_AS_CALLED),
    Hostile("page called Word", "a.docx", lambda: b"<html><script>alert(1)</script>", FileFault.NOT_AS_CALLED),
    Hostile("old Word called new", "a.docx", lambda: OLE, FileFault.NOT_AS_CALLED),
    Hostile("Word with a password", "a.docx", lambda: ENCRYPTED_OLE, FileFault.PROTECTED),
]
