"""Zip files for the tests: honest ones by the library, dishonest ones written field by field."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import IO, Any, cast

Parts = Mapping[str, bytes]


def pack(parts: Parts, *, stored: Iterable[str] = ("mimetype",), comment: bytes = b"", level: int = 6) -> bytes:
    """An honest zip of those parts, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        for name, data in parts.items():
            method = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, 2, 9, 0, 0)), data, method, level)
    return out.getvalue()


class _Pipe(io.RawIOBase):
    """Takes bytes and never goes back, so that the library must put the sizes behind each part."""

    def __init__(self) -> None:
        self.taken = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self.taken += data
        return len(data)


def pack_to_pipe(parts: Parts) -> bytes:
    """An honest zip as a program writes it that learns the sizes only at the end."""
    pipe = _Pipe()
    with zipfile.ZipFile(cast("IO[bytes]", pipe), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return bytes(pipe.taken)


def pack_wide(parts: Parts) -> bytes:
    """An honest zip with the 64-bit fields that some programs always write."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            with archive.open(name, "w", force_zip64=True) as part:
                part.write(data)
    return out.getvalue()


@dataclass(frozen=True)
class Entry:
    """One entry as a forger writes it: whatever is given is put down, true or not."""

    name: str
    data: bytes = b""
    size: int | None = None
    crc: int | None = None
    flags: int = 0
    method: int = 8
    attributes: int = 0
    local_name: str | None = None
    local_flags: int | None = None
    packed: bytes | None = None

    def body(self) -> bytes:
        if self.packed is not None:
            return self.packed
        return deflate(self.data) if self.method == 8 else self.data

    def sums(self, packed: int) -> tuple[int, int, int]:
        crc = zlib.crc32(self.data) if self.crc is None else self.crc
        return crc, packed, len(self.data) if self.size is None else self.size


def deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def forge(entries: Iterable[Entry], *, before: bytes = b"", offsets: Mapping[str, int] | None = None) -> bytes:
    """A zip of those entries; `offsets` points entries at other places than their own."""
    out, directory, count = bytearray(before), bytearray(), 0
    for entry in entries:
        body, at = entry.body(), (offsets or {}).get(entry.name, len(out))
        local_flags = entry.flags if entry.local_flags is None else entry.local_flags
        common = struct.pack("<H2H3L", entry.method, 0, 0x5B62, *entry.sums(len(body)))
        local = (entry.local_name or entry.name).encode()
        out += (
            b"PK\x03\x04"
            + struct.pack("<2H", 20, local_flags)
            + common
            + struct.pack("<2H", len(local), 0)
            + local
            + body
        )
        name = entry.name.encode()
        directory += b"PK\x01\x02" + struct.pack("<3H", 0x0314, 20, entry.flags) + common
        directory += struct.pack("<5H2L", len(name), 0, 0, 0, 0, entry.attributes, at) + name
        count += 1
    return bytes(out + directory) + struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, count & 0xFFFF, count & 0xFFFF, len(directory), len(out), 0
    )


def varied(size: int) -> bytes:
    """Text that packs about 20 to 1, as a spreadsheet does."""
    chance = random.Random(5)
    words = [f"<!-- {chance.getrandbits(176):044x} -->".encode() for _ in range(200)]
    page = b"".join(chance.choices(words, k=20_000))
    return page * (size // len(page) + 1)


def entries(parts: Parts) -> list[Entry]:
    """Those parts as honest entries, to forge others beside them."""
    return [Entry(name, data) for name, data in parts.items()]
