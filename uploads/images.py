"""PNG and JPG pictures: whole, of bearable size, and nothing but a picture.

The structure is walked here, for the size in pixels must be known before any decoder starts; Pillow then has to agree.
"""

from __future__ import annotations

import io
import re
import struct

from PIL import Image

from uploads.limits import MAX_IMAGE_PARTS, MAX_PIXELS
from uploads.polyglots import refuse_behind, refuse_web_page, refuse_zip_behind
from uploads.results import Fault, Kind, Refused, not_as_called

PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
JPEG_MAGIC = b"\xff\xd8\xff"
PILLOW_FORMATS = {Kind.PNG: {"PNG"}, Kind.JPG: {"JPEG", "MPO"}}

END_OF_IMAGE, START_OF_SCAN = 0xD9, 0xDA
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})
# In picture data FF is followed by 00, and D0 to D7 only count rows: anything else is the next marker.
AFTER_SCAN = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])")


def check(data: bytes, kind: Kind) -> None:
    """Raise Refused unless the bytes are a whole picture of that kind and nothing else."""
    if not data.startswith(PNG_MAGIC if kind is Kind.PNG else JPEG_MAGIC):
        raise not_as_called(kind)
    size, end = _walk_png(data) if kind is Kind.PNG else _walk_jpeg(data)
    refuse_zip_behind(data)
    refuse_web_page(data)
    refuse_behind(data[end:])
    _ask_pillow(data, kind, size)


def _refuse_pixels(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise Refused(Fault.TOO_MANY_PIXELS)


def _walk_png(data: bytes) -> tuple[tuple[int, int], int]:
    """The size in pixels and where the picture ends."""
    size, at = (0, 0), len(PNG_MAGIC)
    for number in range(MAX_IMAGE_PARTS):
        length, name = struct.unpack_from(">I4s", data, at)
        if (number == 0) != (name == b"IHDR"):
            raise Refused(Fault.DAMAGED)
        if number == 0:
            size = struct.unpack_from(">II", data, at + 8)
            _refuse_pixels(*size)
        at += 12 + length
        if name == b"IEND" and at <= len(data):
            return size, at
    raise Refused(Fault.DAMAGED)


def _walk_jpeg(data: bytes) -> tuple[tuple[int, int], int]:
    """The size in pixels and where the picture ends."""
    size, at = (0, 0), 2
    for _ in range(MAX_IMAGE_PARTS):
        marker, at = _next_marker(data, at)
        if marker == END_OF_IMAGE:
            return size, at
        if marker in WITHOUT_LENGTH:
            continue
        (length,) = struct.unpack_from(">H", data, at)
        if marker in FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 3)
            size = (width, height)
            _refuse_pixels(width, height)
        at += length
        if marker == START_OF_SCAN:
            after = AFTER_SCAN.search(data, at)
            if after is None:
                break
            at = after.start()
    raise Refused(Fault.DAMAGED)


def _next_marker(data: bytes, at: int) -> tuple[int, int]:
    """The marker at that place and where what belongs to it begins. FF may be repeated before it."""
    if data[at] != 0xFF:
        raise Refused(Fault.DAMAGED)
    while data[at] == 0xFF:
        at += 1
    return data[at], at + 1


def _ask_pillow(data: bytes, kind: Kind, size: tuple[int, int]) -> None:
    """Pillow raises whatever its format readers happen to raise, so every exception means the same here."""
    try:
        with Image.open(io.BytesIO(data), formats=sorted(PILLOW_FORMATS[kind] & {"PNG", "JPEG"})) as picture:
            agreed = picture.size == size and picture.format in PILLOW_FORMATS[kind]
            picture.verify()
    except Exception as broken:
        raise Refused(Fault.DAMAGED) from broken
    if not agreed:
        raise Refused(Fault.DAMAGED)
