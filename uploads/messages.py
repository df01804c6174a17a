"""E-mails (.eml) and Outlook messages (.msg): no script, no object, no attachment that would be refused by itself."""

from __future__ import annotations

import email
import mimetypes
import re
import struct
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime
from typing import Any

import compressed_rtf
import olefile

from uploads.budget import Budget
from uploads.limits import MAX_ENTRIES
from uploads.names import clean_name, extension_of
from uploads.package_member import OLE_MAGIC, ZIP_MAGIC
from uploads.remarks import FileNote
from uploads.results import BY_EXTENSION, FileFault, FileKind, FileRefused, not_as_called

# Inspects one attachment by its name and bytes. Raises FileRefused.
Inspector = Callable[[str, bytes], None]

SCRIPT = re.compile(
    rb"<\s*(script|iframe|object|embed|applet)[\s>/]|\bon(load|error|click)\s*=|javascript:", re.IGNORECASE
)
REMOTE_PICTURE = re.compile(rb"<\s*img\s[^>]{0,2000}\bsrc\s*=\s*[\"']?\s*https?:", re.IGNORECASE)
RTF_OBJECT = re.compile(rb"\\obj(data|emb|link|autlink|ocx|html)\b", re.IGNORECASE)
HEADER = re.compile(rb"(?:[!-9;-~]{1,100}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)+\r?\n")
ASKED = frozenset({"from", "date", "subject", "received", "to"})
# Small things that mail programs add, and pictures of signatures: nothing in them can act.
NAMED_ONLY = frozenset({"gif", "bmp", "ics", "vcf", "p7s", "asc", "eml", "msg"})
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", ZIP_MAGIC, b"Rar!", b"{\\rtf", b"%PDF-")
PROPERTIES = "__properties_version1.0"
ATTACHMENT = "__attach_version1.0_"
HTML, RTF, SUBJECT, LONG_NAME, SHORT_NAME, DATA = "1013", "1009", "0037", "3707", "3704", "3701"
SENT, RECEIVED = 0x00390040, 0x0E060040
AS_OBJECT = 6
ATTACH_METHOD = 0x37050003


def check_eml(data: bytes, budget: Budget, inspect_inside: Inspector) -> None:
    """Raise FileRefused unless the bytes are a harmless e-mail."""
    message = email.message_from_bytes(data)
    if not HEADER.match(data) or len(ASKED & {name.casefold() for name in message}) < 2:
        raise not_as_called(FileKind.EML)
    budget.remarks.propose(title=_text(message["Subject"]), day=_day_of(message["Date"]))
    for number, part in enumerate(message.walk()):
        if number > MAX_ENTRIES:
            raise FileRefused(FileFault.TOO_LONG_TO_CHECK)
        kind = part.get_content_type()
        if kind == "application/pkcs7-mime":
            raise FileRefused(FileFault.PROTECTED)
        if kind == "message/rfc822" and number:
            budget.remarks.name_attachment(_text(part.get_filename()) or "another message")
        if part.is_multipart():
            continue
        body = part.get_payload(decode=True)
        content = body if isinstance(body, bytes) else b""
        budget.unpack(len(content))
        name = _text(part.get_filename())
        if kind == "text/html":
            _check_html(content, budget)
        if name or (not kind.startswith("text/") and not kind.startswith("message/")):
            _check_attachment(
                name or f"attachment{mimetypes.guess_extension(kind) or ''}", content, budget, inspect_inside
            )


def check_msg(data: bytes, budget: Budget, inspect_inside: Inspector) -> None:
    """Raise FileRefused unless the bytes are a harmless message of Outlook."""
    if not data.startswith(OLE_MAGIC):
        raise not_as_called(FileKind.MSG)
    with olefile.OleFileIO(data) as ole:
        paths = ole.listdir(streams=True, storages=True)
        if len(paths) > MAX_ENTRIES * 10:
            raise FileRefused(FileFault.TOO_LONG_TO_CHECK)
        if not ole.exists(PROPERTIES):
            raise not_as_called(FileKind.MSG)
        if any("vba" in part.casefold() or part.casefold() == "macros" for path in paths for part in path):
            raise FileRefused(FileFault.MACROS)
        times = _numbers(_stream(ole, [PROPERTIES]), 32)
        for tag in (SENT, RECEIVED):
            if moment := times.get(tag):
                day = datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=moment // 10)
                budget.remarks.propose(day=day.date().isoformat())
        budget.remarks.propose(title=_property(ole, [], SUBJECT))
        for path in paths:
            last = path[-1]
            if last.startswith(f"__substg1.0_{HTML}"):
                content = _stream(ole, path)
                _check_html(
                    content.decode("utf-16-le", "ignore").encode() if last.endswith("001F") else content, budget
                )
            elif last == f"__substg1.0_{RTF}0102":
                _check_rtf(_stream(ole, path), budget)
            elif last.startswith(ATTACHMENT):
                _check_outlook_attachment(ole, path, budget, inspect_inside)


def _check_outlook_attachment(ole: Any, path: list[str], budget: Budget, inspect_inside: Inspector) -> None:
    name = _property(ole, path, LONG_NAME) or _property(ole, path, SHORT_NAME)
    inner = [*path, f"__substg1.0_{DATA}000D"]
    if _numbers(_stream(ole, [*path, PROPERTIES]), 8).get(ATTACH_METHOD, 0) & 0xFFFFFFFF == AS_OBJECT:
        raise FileRefused(FileFault.EMBEDDED)
    if ole.exists(inner):  # a message inside, whose own streams are among the paths
        if not ole.exists([*inner, PROPERTIES]):
            raise FileRefused(FileFault.EMBEDDED)
        budget.remarks.name_attachment(name or _property(ole, inner, SUBJECT) or "another message")
    elif ole.exists([*path, f"__substg1.0_{DATA}0102"]):
        content = _stream(ole, [*path, f"__substg1.0_{DATA}0102"])
        budget.unpack(len(content))
        _check_attachment(name or "attachment", content, budget, inspect_inside)


def _check_attachment(name: str, content: bytes, budget: Budget, inspect_inside: Inspector) -> None:
    """By the same rules as a file that is added, where its kind is taken; few others are harmless."""
    name = clean_name(name)
    ending = extension_of(name)
    budget.remarks.name_attachment(name)
    if ending in NAMED_ONLY - BY_EXTENSION.keys() and not content.startswith((*PROGRAMS, OLE_MAGIC)):
        return
    try:
        inspect_inside(name, content)
    except FileRefused as refused:
        raise FileRefused(FileFault.ATTACHMENT, name=name) from refused


def _check_html(content: bytes, budget: Budget) -> None:
    if SCRIPT.search(content):
        raise FileRefused(FileFault.ACTIVE)
    if REMOTE_PICTURE.search(content):
        budget.remarks.say(FileNote.REMOTE_PICTURES)


def _check_rtf(packed: bytes, budget: Budget) -> None:
    """Outlook keeps formatted text as RTF, in a packing of its own."""
    try:
        content = compressed_rtf.decompress(packed)
    except Exception as broken:  # the library raises no type of its own
        raise FileRefused(FileFault.NOT_CHECKABLE) from broken
    budget.unpack(len(content))
    if RTF_OBJECT.search(content):
        raise FileRefused(FileFault.EMBEDDED)


def _stream(ole: Any, path: list[str]) -> bytes:
    return bytes(ole.openstream(path).read()) if ole.exists(path) else b""


def _property(ole: Any, path: list[str], tag: str) -> str:
    wide, narrow = _stream(ole, [*path, f"__substg1.0_{tag}001F"]), _stream(ole, [*path, f"__substg1.0_{tag}001E"])
    return (wide.decode("utf-16-le", "ignore") or narrow.decode("cp1252", "ignore")).strip("\0")


def _numbers(properties: bytes, head: int) -> dict[int, int]:
    """Numbers and times of fixed length, by their tags."""
    entries: Iterator[tuple[int, int]] = (
        (tag, value)
        for at in range(head, len(properties) - 15, 16)
        for tag, _, value in [struct.unpack_from("<LLQ", properties, at)]
    )
    return dict(entries)


def _text(header: object) -> str:
    """A header in words, whatever its encoding."""
    if header is None:
        return ""
    try:
        return str(make_header(decode_header(str(header))))
    except (ValueError, LookupError):
        return str(header)


def _day_of(header: object) -> str:
    try:
        return parsedate_to_datetime(str(header)).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return ""
