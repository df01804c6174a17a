"""Inspecting a file: its extension, first bytes and structure must agree, and nothing in it may be executable."""

from __future__ import annotations

import hashlib
import struct
import zipfile
import zlib

from uploads import images, odf, ooxml, pdf, text
from uploads.budget import Budget
from uploads.limits import CHUNK, MAX_BYTES
from uploads.names import clean_name, extension_of
from uploads.package_member import OLE_MAGIC, ZIP_MAGIC
from uploads.packages import Package
from uploads.results import BY_EXTENSION, AcceptedFile, FileFault, FileKind, FileRefused, Readable, not_as_called

__all__ = ["AcceptedFile", "FileFault", "FileKind", "FileRefused", "inspect"]

OLD_FORMATS = {"doc": "docx", "dot": "docx", "rtf": "docx", "xls": "xlsx", "xlsb": "xlsx", "ppt": "pptx", "pps": "pptx"}
MACRO_FORMATS = frozenset({"docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "potm", "ppsm", "ppam"})
# The stream in which Office keeps a document that has a password, as its old container spells the name.
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, ValueError, LookupError, EOFError, NotImplementedError, OSError)


def inspect(stream: Readable, name: str) -> AcceptedFile:
    """Inspect the whole file from its start.

    Raises FileRefused, whose text says what the person who chose the file can do.
    """
    extension = extension_of(clean_name(name))
    if extension in MACRO_FORMATS:
        raise FileRefused(FileFault.MACROS)
    if extension in OLD_FORMATS:
        raise FileRefused(FileFault.OLD_FORMAT, extension=OLD_FORMATS[extension])
    if extension not in BY_EXTENSION:
        raise FileRefused(FileFault.TYPE_NOT_ALLOWED)
    kind = BY_EXTENSION[extension]
    size, sha256 = _measure(stream)
    budget = Budget()
    try:
        _check(stream, size, kind, budget)
    except FileRefused as refused:
        refused.unpacked = budget.unpacked
        raise
    except BROKEN as broken:
        raise FileRefused(FileFault.DAMAGED) from broken
    return AcceptedFile(kind, kind.extension, kind.content_type, size, sha256, budget.unpacked)


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


def _check(stream: Readable, size: int, kind: FileKind, budget: Budget) -> None:
    """Apply the rules of the kind."""
    if kind in (FileKind.CSV, FileKind.TXT):
        text.check(stream, kind)
        return
    if kind is FileKind.PDF:
        pdf.check(_whole(stream, size), budget)
        return
    if kind in (FileKind.PNG, FileKind.JPG):
        images.check(_whole(stream, size), kind)
        return
    stream.seek(0)
    head = stream.read(len(OLE_MAGIC))
    if head == OLE_MAGIC and ENCRYPTED_PACKAGE in _whole(stream, size):
        raise FileRefused(FileFault.PROTECTED)
    if not head.startswith(ZIP_MAGIC):
        raise not_as_called(kind)
    rules = odf if kind in (FileKind.ODT, FileKind.ODS) else ooxml
    rules.check(Package(stream, size, budget), kind)


def _whole(stream: Readable, size: int) -> bytes:
    """All of the file; its size has been checked against MAX_BYTES."""
    stream.seek(0)
    return stream.read(size)
