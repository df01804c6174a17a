"""The two results of an inspection: a file is accepted as one of our types, or refused with a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from uploads.limits import MAX_BYTES, MAX_ENTRIES, MAX_PIXELS, MAX_UNPACKED, MEBIBYTE
from uploads.remarks import Remarks


class Readable(Protocol):
    """The methods of a binary file that inspecting and storing use; Django's uploaded files have them."""

    def read(self, size: int = ..., /) -> bytes: ...

    def seek(self, offset: int, whence: int = ..., /) -> int: ...


class FileKind(Enum):
    """A type of file that is accepted: its extension, its content type, and its name in sentences."""

    PDF = "pdf", "application/pdf", "a PDF"
    DOCX = "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "a Word document"
    XLSX = "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "an Excel workbook"
    PPTX = "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "a PowerPoint file"
    ODT = "odt", "application/vnd.oasis.opendocument.text", "an OpenDocument text"
    ODS = "ods", "application/vnd.oasis.opendocument.spreadsheet", "an OpenDocument spreadsheet"
    CSV = "csv", "text/csv", "a CSV"
    TXT = "txt", "text/plain", "a plain text file"
    PNG = "png", "image/png", "a PNG"
    JPG = "jpg", "image/jpeg", "a JPG"
    EML = "eml", "message/rfc822", "an email"
    MSG = "msg", "application/vnd.ms-outlook", "an Outlook message"

    def __init__(self, extension: str, content_type: str, called: str) -> None:
        self.extension = extension
        self.content_type = content_type
        self.called = called


BY_EXTENSION = {kind.extension: kind for kind in FileKind} | {"jpeg": FileKind.JPG}
CONTENT_TYPES = frozenset(kind.content_type for kind in FileKind)


class FileFault(Enum):
    """Why a file is refused. The value is the sentence for the person who chose it."""

    EMPTY = "The selected file is empty"
    TOO_LARGE = f"The selected file must be smaller than {MAX_BYTES // MEBIBYTE}MB"
    TYPE_NOT_ALLOWED = (
        "The selected file must be a PDF, Word, Excel, PowerPoint, OpenDocument, CSV, plain text, PNG, JPG or email"
    )
    OLD_FORMAT = "The selected file is in an older Office format. Save it as .{extension} and try again"
    NOT_AS_CALLED = "The selected file is called .{extension} but is not {called}. Save it as {called} and try again"
    NOT_TEXT = (
        "The selected file holds characters that are not plain text."
        " Save it again with the encoding UTF-8 and try again"
    )
    MACROS = "The selected file contains macros or controls. Save it without macros and try again"
    ACTIVE = "The selected file contains a script or starts a program. Print it to a new PDF and try again"
    ACTIVE_FORMULA = "The selected file contains a formula or field that starts a program. Remove it and try again"
    EMBEDDED = (
        "The selected file has another file inside it."
        " Remove the inner file, add it as evidence of its own, and try again"
    )
    EXTERNAL = (
        "The selected file is linked to a picture or other content outside itself."
        " Break the links, or save it as a PDF, and try again"
    )
    ATTACHMENT = (
        "The selected file has the attachment “{name}”, which is not accepted."
        " Remove it from the message, or save what you need of it as a file of its own, and try again"
    )
    PROTECTED = "The selected file is protected with a password. Remove the password and try again"
    UNPACKS_TOO_LARGE = (
        f"The selected file unpacks to more than {MAX_UNPACKED // MEBIBYTE}MB."
        " Split it, or save it as a PDF, and try again"
    )
    PACKED_TOO_TIGHTLY = (
        "The selected file unpacks to far more than its own size, so it cannot be checked."
        " Save it as a PDF and try again"
    )
    TOO_MANY_PARTS = (
        f"The selected file is made of more than {MAX_ENTRIES:,} parts. Split it, or save it as a PDF, and try again"
    )
    TOO_LONG_TO_CHECK = "The selected file holds more than can be checked. Split it, or save it as a PDF, and try again"
    TOOK_TOO_LONG = (
        "The selected file could not be checked in time."
        " Try again; if it happens again, save it as a PDF or split it, and add that"
    )
    BUSY = "The selected file was not checked, because several others are being checked. Try again in a minute"
    NOT_CHECKABLE = "The selected file is made in a way that cannot be checked. Print it to a new PDF and try again"
    TOO_MANY_PIXELS = (
        f"The selected image must have at most {MAX_PIXELS // 1_000_000} million pixels. Make it smaller and try again"
    )
    TAMPERED = (
        "The selected file is not put together the way its program does it."
        " Open it, save it under a new name and try again"
    )
    TWO_IN_ONE = "The selected file has something else hidden in it. Open it, save it under a new name and try again"
    DAMAGED = "The selected file is damaged or incomplete. Open it, save it under a new name and try again"


class FileRefused(Exception):
    """A file that is not accepted: `fault` for programs, `reason` (also its text) for people."""

    def __init__(self, fault: FileFault, **words: str) -> None:
        self.fault = fault
        self.words = words
        self.reason = fault.value.format(**words)
        self.unpacked = 0
        super().__init__(self.reason)


def not_as_called(kind: FileKind) -> FileRefused:
    """The refusal of a file whose bytes are not what its extension says."""
    return FileRefused(FileFault.NOT_AS_CALLED, extension=kind.extension, called=kind.called)


@dataclass(frozen=True, slots=True)
class AcceptedFile:
    """A file that was accepted. `unpacked` counts the bytes that were decompressed.

    Where something was taken out of it, `cleaned` is what is to be kept, and size and digest are its own.
    """

    kind: FileKind
    extension: str
    content_type: str
    size: int
    sha256: str
    unpacked: int
    remarks: Remarks = field(default_factory=Remarks, compare=False)
    cleaned: bytes | None = field(default=None, compare=False, repr=False)
