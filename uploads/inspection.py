"""The verdict on a file: its extension, its first bytes and its structure must all agree, and nothing in it may act."""

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
from uploads.results import BY_EXTENSION, Accepted, Fault, Kind, Readable, Refused, not_as_called

__all__ = ["Accepted", "Fault", "Kind", "Refused", "inspect"]

OLD_FORMATS = {"doc": "docx", "dot": "docx", "rtf": "docx", "xls": "xlsx", "xlsb": "xlsx", "ppt": "pptx", "pps": "pptx"}
MACRO_FORMATS = frozenset({"docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "potm", "ppsm", "ppam"})
# The stream in which Office keeps a document that has a password, as its old container spells the name.
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, ValueError, LookupError, EOFError, NotImplementedError, OSError)


def inspect(stream: Readable, name: str) -> Accepted:
    """Judge the whole file, from its start, whatever was read of it before.

    Raises Refused, whose text tells the person who chose the file what to do.
    """
    kind = _kind_called(name)
    size, sha256 = _measure(stream)
    budget = Budget()
    try:
        _check(stream, size, kind, budget)
    except Refused as refused:
        refused.unpacked = budget.unpacked
        raise
    except BROKEN as broken:
        raise Refused(Fault.DAMAGED) from broken
    return Accepted(kind, kind.extension, kind.content_type, size, sha256, budget.unpacked)


def _kind_called(name: str) -> Kind:
    extension = extension_of(clean_name(name))
    if extension in MACRO_FORMATS:
        raise Refused(Fault.MACROS)
    if extension in OLD_FORMATS:
        raise Refused(Fault.OLD_FORMAT, extension=OLD_FORMATS[extension])
    if extension not in BY_EXTENSION:
        raise Refused(Fault.TYPE_NOT_ALLOWED)
    return BY_EXTENSION[extension]


def _measure(stream: Readable) -> tuple[int, str]:
    """Size and SHA-256, giving up as soon as the file is too large."""
    size, digest = 0, hashlib.sha256()
    stream.seek(0)
    while piece := stream.read(CHUNK):
        size += len(piece)
        if size > MAX_BYTES:
            raise Refused(Fault.TOO_LARGE)
        digest.update(piece)
    if not size:
        raise Refused(Fault.EMPTY)
    return size, digest.hexdigest()


def _check(stream: Readable, size: int, kind: Kind, budget: Budget) -> None:
    if kind in (Kind.CSV, Kind.TXT):
        return text.check(stream, kind)
    if kind is Kind.PDF:
        return pdf.check(_whole(stream, size), budget)
    if kind in (Kind.PNG, Kind.JPG):
        return images.check(_whole(stream, size), kind)
    return _check_package(stream, size, kind, budget)


def _check_package(stream: Readable, size: int, kind: Kind, budget: Budget) -> None:
    stream.seek(0)
    head = stream.read(len(OLE_MAGIC))
    if head == OLE_MAGIC and ENCRYPTED_PACKAGE in _whole(stream, size):
        raise Refused(Fault.PROTECTED)
    if not head.startswith(ZIP_MAGIC):
        raise not_as_called(kind)
    rules = odf if kind in (Kind.ODT, Kind.ODS) else ooxml
    rules.check(Package(stream, size, budget), kind)


def _whole(stream: Readable, size: int) -> bytes:
    """All of the file, which has been measured: at most MAX_BYTES."""
    stream.seek(0)
    return stream.read(size)
