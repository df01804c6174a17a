"""Pictures without what they say of their maker: no place, time, name, device or comment; the way up is kept."""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass

EXIF = b"Exif\0\0"
PROFILE = b"ICC_PROFILE\0"
TAKEN = re.compile(rb"(?:19|20)\d\d:[01]\d:[0-3]\d [0-2]\d:[0-5]\d")
ORIENTATION = 0x0112
MAX_TAGS = 200
JFIF, APP1, APP2, APP15, ADOBE, COMMENT = 0xE0, 0xE1, 0xE2, 0xEF, 0xEE, 0xFE
# Chunks of a PNG beside those that every reader needs: colours, sizes and films. All others may name somebody.
HARMLESS = frozenset(
    b"gAMA cHRM sRGB iCCP sBIT bKGD hIST tRNS pHYs sPLT acTL fcTL fdAT cICP mDCV cLLI oFFs pCAL sCAL IDAT".split()
)


@dataclass(frozen=True, slots=True)
class PicturePart:
    """A segment of a JPEG by its marker, or a chunk of a PNG by its name: its place with all that belongs to it."""

    name: bytes
    start: int
    body: int
    end: int


def cleaned(data: bytes, parts: list[PicturePart]) -> bytes:
    """The picture up to its own end; `data` itself where nothing had to be taken out."""
    is_png = data.startswith(b"\x89PNG")
    kept = [part for part in parts if _is_harmless(data, part, is_png=is_png)]
    pieces = [data[part.start : part.end] for part in kept]
    if len(kept) < len(parts) and (way_up := orientation(data, parts)) > 1:
        pieces.insert(1, _exif(way_up, is_png=is_png))
    if len(kept) == len(parts) and parts[-1].end == len(data):
        return data
    return data[: parts[0].start] + b"".join(pieces)


def taken_on(data: bytes, parts: list[PicturePart]) -> str:
    """The first time that its Exif data names, as it stands there."""
    for part in parts:
        if part.name in (bytes([APP1]), b"eXIf") and (found := TAKEN.search(data, part.body, part.end)):
            return found.group().decode()
    return ""


def orientation(data: bytes, parts: list[PicturePart]) -> int:
    """Which way up the picture is shown, 1 to 8, by its first Exif data."""
    for part in parts:
        body = data[part.body : part.end]
        if part.name == bytes([APP1]) and body.startswith(EXIF):
            return _way_up(body[len(EXIF) :])
        if part.name == b"eXIf":
            return _way_up(body)
    return 1


def _way_up(tiff: bytes) -> int:
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None or len(tiff) < 10:
        return 1
    (first,) = struct.unpack_from(order + "L", tiff, 4)
    if first + 2 > len(tiff):
        return 1
    (count,) = struct.unpack_from(order + "H", tiff, first)
    for number in range(min(count, MAX_TAGS)):
        at = first + 2 + 12 * number
        if at + 12 > len(tiff):
            return 1
        tag, kind, _, value = struct.unpack_from(order + "HHLH", tiff, at)
        if tag == ORIENTATION and kind == 3:  # a short
            return int(value) if 1 <= value <= 8 else 1
    return 1


def _is_harmless(data: bytes, part: PicturePart, *, is_png: bool) -> bool:
    if is_png:
        return part.name in HARMLESS or part.name[:1].isupper()
    marker = part.name[0]
    if marker == APP2:
        return data.startswith(PROFILE, part.body)
    return marker in (JFIF, ADOBE) or not (JFIF <= marker <= APP15 or marker == COMMENT)


def _exif(way_up: int, *, is_png: bool) -> bytes:
    """Exif data of the one tag that is needed to show the picture upright."""
    tiff = b"MM\0*" + struct.pack(">LHHHLHHL", 8, 1, ORIENTATION, 3, 1, way_up, 0, 0)
    if is_png:
        return struct.pack(">I", len(tiff)) + b"eXIf" + tiff + struct.pack(">I", zlib.crc32(b"eXIf" + tiff))
    body = EXIF + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
