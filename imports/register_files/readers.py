"""The bytes of a file, or pasted text, to sheets of cells. What a file is, its bytes say, not its name."""

from __future__ import annotations

import re

from imports.register_files import text_files, workbooks
from imports.register_files.faults import RegisterFault, RegisterRefused
from imports.register_files.limits import MAX_BYTES
from imports.register_files.sheets import RegisterFile
from uploads.names import clean_name
from uploads.package_member import OLE_MAGIC, ZIP_MAGIC
from uploads.text import OTHER_FORMAT

XML = re.compile(rb"(\xef\xbb\xbf)?\s*<\?xml", re.IGNORECASE)

__all__ = ["RegisterFile", "RegisterRefused", "read_file", "read_text"]


def read_file(data: bytes, name: str) -> RegisterFile:
    """The sheets of a CSV, TSV, XLSX, XLS or ODS file. Raises RegisterRefused, whose text says what to do."""
    name = clean_name(name)
    if len(data) > MAX_BYTES:
        raise RegisterRefused(RegisterFault.TOO_LARGE)
    if not data.strip():
        raise RegisterRefused(RegisterFault.EMPTY)
    if data.startswith(ZIP_MAGIC):
        return workbooks.read_package(data, name)
    if data.startswith(OLE_MAGIC):
        return workbooks.read_old_workbook(data, name)
    if XML.match(data):
        raise RegisterRefused(RegisterFault.XML_SPREADSHEET)
    if OTHER_FORMAT.match(data[:16]):
        raise RegisterRefused(RegisterFault.TYPE_NOT_READ)
    text, encoding = text_files.decode(data)
    return text_files.read_text(text, name, encoding)


def read_text(text: str) -> RegisterFile:
    """What a person pasted from a spreadsheet. Raises RegisterRefused."""
    if len(text) > MAX_BYTES:
        raise RegisterRefused(RegisterFault.TOO_LARGE)
    return text_files.read_text(text)
