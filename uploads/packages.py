"""Zip packages (the container of every office format), checked and read without extracting or trusting a header.

`zipfile` reads the directory; the members are inflated here, because `zipfile` stops silently at the size that the
directory declares, and a header that lies would go unseen.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from uploads.budget import Budget
from uploads.limits import CHUNK, MAX_DIRECTORY, MAX_ENTRIES, MAX_RATIO, MAX_UNPACKED, RATIO_GRACE
from uploads.results import FileFault, FileRefused, Readable

LOCAL_HEADER = struct.Struct("<4s5H3L2H")
LOCAL_MAGIC = b"PK\x03\x04"
END_MAGIC = b"PK\x05\x06"
END_SIZE = 22
STRONG_OR_PLAIN_ENCRYPTION = 0x41
UTF8_NAME = 0x800
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DRIVE = re.compile(r"^[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Member:
    """One file in a package; `start` is where its packed bytes begin."""

    path: str
    start: int
    packed: int
    size: int
    crc: int
    deflated: bool


class Package:
    """The members of a zip by path. Paths have forward slashes only."""

    def __init__(self, stream: Readable, size: int, budget: Budget) -> None:
        self.budget = budget
        self._stream = stream
        entries = _directory(stream, size)
        _check_sizes(entries)
        _check_names(entries)
        self.members = {member.path: member for member in _members(stream, entries, size)}

    def chunks(self, member: Member) -> Iterator[bytes]:
        """The member's bytes, counted and compared with the size and checksum that its header declares."""
        count, crc = 0, 0
        for piece in self._inflated(member) if member.deflated else self._packed(member):
            self.budget.unpack(len(piece))
            count += len(piece)
            if count > member.size:
                raise FileRefused(FileFault.TAMPERED)
            crc = zlib.crc32(piece, crc)
            yield piece
        if count != member.size or crc != member.crc:
            raise FileRefused(FileFault.DAMAGED)

    def _packed(self, member: Member) -> Iterator[bytes]:
        for offset in range(0, member.packed, CHUNK):
            self._stream.seek(member.start + offset)
            yield self._stream.read(min(CHUNK, member.packed - offset))

    def _inflated(self, member: Member) -> Iterator[bytes]:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        source = self._packed(member)
        while not inflater.eof:
            packed = inflater.unconsumed_tail or next(source, b"")
            piece = inflater.decompress(packed, CHUNK)
            if not packed and not piece:
                raise FileRefused(FileFault.DAMAGED)
            yield piece
        if inflater.unused_data or next(source, b""):
            raise FileRefused(FileFault.TAMPERED)


class _SmallReads:
    """A file for `zipfile` that refuses to read a directory whose entries would fill the memory."""

    def __init__(self, stream: Readable, size: int) -> None:
        self._stream, self._size, self._at = stream, size, 0

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError("seek before the start")
        self._at = base + offset
        return self._at

    def read(self, size: int = -1, /) -> bytes:
        wanted = self._size - self._at if size < 0 else size
        if wanted > MAX_DIRECTORY:
            raise FileRefused(FileFault.TOO_MANY_PARTS)
        self._stream.seek(self._at)
        data = self._stream.read(max(0, wanted))
        self._at += len(data)
        return data


def _directory(stream: Readable, size: int) -> list[zipfile.ZipInfo]:
    """The directory's entries. It must end the file, so that every reader uses the same directory."""
    stream.seek(max(0, size - END_SIZE))
    end = stream.read(END_SIZE)
    if not end.startswith(END_MAGIC) or end[-2:] != b"\0\0":
        raise FileRefused(FileFault.DAMAGED)
    with zipfile.ZipFile(_SmallReads(stream, size)) as archive:
        return archive.infolist()


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    """The directory's own figures, before a byte is unpacked."""
    if len(entries) > MAX_ENTRIES:
        raise FileRefused(FileFault.TOO_MANY_PARTS)
    if any(entry.flag_bits & STRONG_OR_PLAIN_ENCRYPTION for entry in entries):
        raise FileRefused(FileFault.PROTECTED)
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise FileRefused(FileFault.UNPACKS_TOO_LARGE)
    sizes = [(entry.file_size, entry.compress_size) for entry in entries]
    sizes.append((sum(unpacked for unpacked, _ in sizes), sum(packed for _, packed in sizes)))
    if any(unpacked > RATIO_GRACE and unpacked > packed * MAX_RATIO for unpacked, packed in sizes):
        raise FileRefused(FileFault.PACKED_TOO_TIGHTLY)


def _check_names(entries: Iterable[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for entry in entries:
        path = _path(entry)
        twin = unicodedata.normalize("NFC", path.rstrip("/")).casefold()
        unsafe = path.startswith("/") or ".." in path.split("/") or DRIVE.match(path) or "\0" in entry.orig_filename
        if unsafe or twin in seen or not twin or stat.S_ISLNK(entry.external_attr >> 16):
            raise FileRefused(FileFault.TAMPERED)
        seen.add(twin)


def _path(entry: zipfile.ZipInfo) -> str:
    return entry.filename.replace("\\", "/")


def _members(stream: Readable, entries: list[zipfile.ZipInfo], size: int) -> Iterator[Member]:
    """The members at the places that their own headers give: in order, from the first byte on, without overlaps."""
    free = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        if entry.header_offset < free or (free == 0 and entry.header_offset):
            raise FileRefused(FileFault.TAMPERED)
        start = _start(stream, entry)
        free = start + entry.compress_size
        if free > size:
            raise FileRefused(FileFault.DAMAGED)
        if not entry.is_dir():
            deflated = entry.compress_type == zipfile.ZIP_DEFLATED
            yield Member(_path(entry), start, entry.compress_size, entry.file_size, entry.CRC, deflated)
        elif entry.file_size:
            raise FileRefused(FileFault.TAMPERED)


def _start(stream: Readable, entry: zipfile.ZipInfo) -> int:
    """Where the packed bytes begin; the local header must agree with the directory."""
    stream.seek(entry.header_offset)
    header = LOCAL_HEADER.unpack(stream.read(LOCAL_HEADER.size))
    magic, flags, method = header[0], int(header[2]), int(header[3])
    name_length, extra_length = int(header[9]), int(header[10])
    if magic != LOCAL_MAGIC or method != entry.compress_type or method not in METHODS:
        raise FileRefused(FileFault.TAMPERED)
    if flags & STRONG_OR_PLAIN_ENCRYPTION:
        raise FileRefused(FileFault.PROTECTED)
    name = stream.read(name_length).decode("utf-8" if flags & UTF8_NAME else "cp437")
    if name != entry.orig_filename:
        raise FileRefused(FileFault.TAMPERED)
    return entry.header_offset + LOCAL_HEADER.size + name_length + extra_length
