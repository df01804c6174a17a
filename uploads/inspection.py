"""Inspecting a file: its extension, first bytes and structure must agree, and nothing in it may be executable."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib

from uploads import images, messages, odf, ooxml, pdf, text
from uploads.budget import Budget
from uploads.limits import CHUNK, MAX_BYTES
from uploads.names import clean_name, extension_of
from uploads.package_member import ENCRYPTED_PACKAGE, OLE_MAGIC, ZIP_MAGIC
from uploads.packages import Package
from uploads.remarks import FileNote, Remarks
from uploads.results import BY_EXTENSION, AcceptedFile, FileFault, FileKind, FileRefused, Readable, not_as_called
from uploads.templates import without_template

__all__ = ["AcceptedFile", "FileFault", "FileKind", "FileRefused", "inspect"]

OLD_FORMATS = {"doc": "docx", "dot": "docx", "rtf": "docx", "xls": "xlsx", "xlsb": "xlsx", "ppt": "pptx", "pps": "pptx"}
MACRO_FORMATS = frozenset({"docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "potm", "ppsm", "ppam"})
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, ValueError, LookupError, EOFError, NotImplementedError, OSError)
MAX_DEPTH = 3  # a message in a message in a message


def inspect(stream: Readable, name: str) -> AcceptedFile:
    """Inspect the whole file from its start.

    Raises FileRefused, whose text says what the person who chose the file can do.
    """
    kind = _kind_of(name)
    size, sha256 = _measure(stream)
    budget = Budget()
    try:
        cleaned = _check(stream, size, kind, budget)
        if kind is FileKind.DOCX and FileNote.TEMPLATE in budget.remarks.notes:
            cleaned = without_template(stream, size)
            again = Budget()
            _check(io.BytesIO(cleaned), len(cleaned), kind, again)
            if FileNote.TEMPLATE in again.remarks.notes:
                raise FileRefused(FileFault.EXTERNAL)
    except FileRefused as refused:
        refused.unpacked = budget.unpacked
        raise
    except BROKEN as broken:
        raise FileRefused(FileFault.DAMAGED) from broken
    except (RecursionError, MemoryError) as endless:
        raise FileRefused(FileFault.TOO_LONG_TO_CHECK) from endless
    if cleaned is not None:
        size, sha256 = _measure(io.BytesIO(cleaned))
    return AcceptedFile(kind, kind.extension, kind.content_type, size, sha256, budget.unpacked, budget.remarks, cleaned)


def _kind_of(name: str) -> FileKind:
    extension = extension_of(clean_name(name))
    if extension in MACRO_FORMATS:
        raise FileRefused(FileFault.MACROS)
    if extension in OLD_FORMATS:
        raise FileRefused(FileFault.OLD_FORMAT, extension=OLD_FORMATS[extension])
    if extension not in BY_EXTENSION:
        raise FileRefused(FileFault.TYPE_NOT_ALLOWED)
    return BY_EXTENSION[extension]


def _measure(stream: Readable) -> tuple[int, str]:
    """Size and SHA-256, giving up as soon as the file is too large."""
    size, digest = 0, hashlib.sha256()
    stream.seek(0)
    while piece := stream.read(CHUNK):
        size += len(piece)
        if size > MAX_BYTES:
            raise FileRefused(FileFault.TOO_LARGE)
        digest.update(piece)
    if not size:
        raise FileRefused(FileFault.EMPTY)
    return size, digest.hexdigest()


def _check(stream: Readable, size: int, kind: FileKind, budget: Budget, depth: int = 0) -> bytes | None:
    """Apply the rules of the kind. Returns what is to be kept where that is not the file as it is."""
    if kind in (FileKind.CSV, FileKind.TXT):
        text.check(stream, kind)
        return None
    if kind is FileKind.PDF:
        pdf.check(_whole(stream, size), budget)
        return None
    if kind in (FileKind.PNG, FileKind.JPG):
        whole = _whole(stream, size)
        picture = images.check(whole, kind, budget.remarks)
        return None if picture is whole else picture
    if kind in (FileKind.EML, FileKind.MSG):
        if depth == MAX_DEPTH:
            raise FileRefused(FileFault.TOO_LONG_TO_CHECK)
        check_message = messages.check_eml if kind is FileKind.EML else messages.check_msg
        check_message(_whole(stream, size), budget, lambda name, data: _check_inside(name, data, budget, depth + 1))
        return None
    stream.seek(0)
    head = stream.read(len(OLE_MAGIC))
    if head == OLE_MAGIC and ENCRYPTED_PACKAGE in _whole(stream, size):
        raise FileRefused(FileFault.PROTECTED)
    if not head.startswith(ZIP_MAGIC):
        raise not_as_called(kind)
    rules = odf if kind in (FileKind.ODT, FileKind.ODS) else ooxml
    rules.check(Package(stream, size, budget), kind)
    return None


def _check_inside(name: str, data: bytes, budget: Budget, depth: int) -> None:
    """An attachment: what would be taken out of a file by itself is said, or refused where it acts."""
    outer, budget.remarks = budget.remarks, Remarks()
    try:
        kind = _kind_of(name)
        if not data:
            raise FileRefused(FileFault.EMPTY)
        _check(io.BytesIO(data), len(data), kind, budget, depth)
        found = budget.remarks.notes
    finally:
        budget.remarks = outer
    if FileNote.TEMPLATE in found:
        raise FileRefused(FileFault.EXTERNAL)
    if FileNote.PHOTOGRAPH in found:
        outer.say(FileNote.PHOTOGRAPH_INSIDE)
    for note in (FileNote.LINKED, FileNote.RESTRICTED, FileNote.OPENS_ADDRESS, FileNote.REMOTE_PICTURES):
        if note in found:
            outer.say(note)


def _whole(stream: Readable, size: int) -> bytes:
    """All of the file; its size has been checked against MAX_BYTES."""
    stream.seek(0)
    return stream.read(size)
