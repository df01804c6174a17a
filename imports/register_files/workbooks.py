"""Excel and OpenDocument workbooks: checked without unpacking them to disk, then opened in a process of their own."""

from __future__ import annotations

import io
import json
import re
import struct
import zipfile
import zlib

from imports.register_files.cells import CellValue
from imports.register_files.faults import RegisterFault, RegisterRefused
from imports.register_files.limits import MAX_UNPACKED, MAX_WAIT
from imports.register_files.sheets import RegisterFile, RegisterSheet, from_json
from uploads.budget import Budget
from uploads.package_member import ENCRYPTED_PACKAGE
from uploads.packages import Package
from uploads.processes import Broke, Overran, output_of
from uploads.results import FileFault, FileRefused

PROCESS = "imports.register_files.workbook_process"
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, ValueError, LookupError, EOFError, NotImplementedError, OSError)
WORKBOOK, CONTENT, MANIFEST = "xl/workbook.xml", "content.xml", "META-INF/manifest.xml"
STARTS_1904 = re.compile(rb"\bdate1904\s*=\s*[\"'](1|true|on)[\"']")
FAULTS = {
    FileFault.PROTECTED: RegisterFault.PROTECTED,
    FileFault.UNPACKS_TOO_LARGE: RegisterFault.UNPACKS_TOO_LARGE,
    FileFault.PACKED_TOO_TIGHTLY: RegisterFault.UNPACKS_TOO_LARGE,
    FileFault.DAMAGED: RegisterFault.DAMAGED,
}


def read_package(data: bytes, name: str) -> RegisterFile:
    """An XLSX or ODS file. Raises RegisterRefused.

    Every part is inflated once and counted, so that a size that lies is found before the workbook is opened.
    """
    parts: dict[str, bytes] = {}
    try:
        package = Package(io.BytesIO(data), len(data), Budget())
        if sum(member.size for member in package.members.values()) > MAX_UNPACKED:
            raise RegisterRefused(RegisterFault.UNPACKS_TOO_LARGE)
        for path, member in package.members.items():
            pieces = package.chunks(member)
            if path in (WORKBOOK, MANIFEST):
                parts[path] = b"".join(pieces)
            else:
                for _ in pieces:
                    continue
    except FileRefused as refused:
        raise RegisterRefused(FAULTS.get(refused.fault, RegisterFault.UNSAFE)) from refused
    except BROKEN as broken:
        raise RegisterRefused(RegisterFault.DAMAGED) from broken
    if "encrypted-package" in package.members or b"encryption-data" in parts.get(MANIFEST, b""):
        raise RegisterRefused(RegisterFault.PROTECTED)
    if not {WORKBOOK, CONTENT} & package.members.keys():
        raise RegisterRefused(RegisterFault.TYPE_NOT_READ)
    return read_workbook(data, name, starts_1904=bool(STARTS_1904.search(parts.get(WORKBOOK, b""))))


def read_old_workbook(data: bytes, name: str) -> RegisterFile:
    """An XLS file, or an Excel file with a password, which has the same container. Raises RegisterRefused."""
    if ENCRYPTED_PACKAGE in data:
        raise RegisterRefused(RegisterFault.PROTECTED)
    return read_workbook(data, name)


def read_workbook(data: bytes, name: str, *, starts_1904: bool = False) -> RegisterFile:
    sheets: list[tuple[str, bool, list[tuple[CellValue, ...]]]] = []
    try:
        with output_of(PROCESS, source=io.BytesIO(data), wait=MAX_WAIT) as made:
            for line in made:
                content = json.loads(line)
                if isinstance(content, list):
                    sheets[-1][2].append(tuple(from_json(cell) for cell in content))
                elif "fault" in content:
                    raise RegisterRefused(RegisterFault[content["fault"]], **content["words"])
                else:
                    sheets.append((content["sheet"], content["hidden"], []))
    except Overran as late:
        raise RegisterRefused(RegisterFault.TOO_MUCH_WORK) from late
    except Broke as broken:
        raise RegisterRefused(RegisterFault.DAMAGED) from broken
    filled = tuple(RegisterSheet(title, tuple(rows), hidden) for title, hidden, rows in sheets if rows)
    if not filled:
        raise RegisterRefused(RegisterFault.EMPTY)
    return RegisterFile(name, filled, "workbook", starts_1904)
