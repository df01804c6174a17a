"""PNG and JPG pictures: complete, of limited size, and nothing but a picture.

The structure is read here, because the size in pixels must be known before a decoder starts; Pillow then has to agree.
"""

from __future__ import annotations

import io
import re
import struct

from PIL import Image

from uploads.limits import MAX_IMAGE_PARTS, MAX_PIXELS
from uploads.polyglots import refuse_behind, refuse_web_page, refuse_zip_behind
from uploads.results import FileFault, FileKind, FileRefused, not_as_called

PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
JPEG_MAGIC = b"\xff\xd8\xff"
PILLOW_FORMATS = {FileKind.PNG: {"PNG"}, FileKind.JPG: {"JPEG", "MPO"}}

END_OF_IMAGE, START_OF_SCAN = 0xD9, 0xDA
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})
# In picture data FF is followed by 00, and D0 to D7 only count rows: anything else is the next marker.
AFTER_SCAN = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])")


def check(data: bytes, kind: FileKind) -> None:
    """Raise FileRefused unless the bytes are a whole picture of that kind and nothing else."""
    if not data.startswith(PNG_MAGIC if kind is FileKind.PNG else JPEG_MAGIC):
        raise not_as_called(kind)
    size, end = _walk_png(data) if kind is FileKind.PNG else _walk_jpeg(data)
    refuse_zip_behind(data)
    refuse_web_page(data)
    refuse_behind(data[end:])
    try:  # Pillow's format readers raise exceptions of many types
        with Image.open(io.BytesIO(data), formats=sorted(PILLOW_FORMATS[kind] & {"PNG", "JPEG"})) as picture:
            agreed = picture.size == size and picture.format in PILLOW_FORMATS[kind]
            picture.verify()
    except Exception as broken:
        raise FileRefused(FileFault.DAMAGED) from broken
    if not agreed:
        raise FileRefused(FileFault.DAMAGED)


def _refuse_pixels(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise FileRefused(FileFault.TOO_MANY_PIXELS)


def _walk_png(data: bytes) -> tuple[tuple[int, int], int]:
    """The size in pixels and where the picture ends."""
    size, at = (0, 0), len(PNG_MAGIC)
    for number in range(MAX_IMAGE_PARTS):
        length, name = struct.unpack_from(">I4s", data, at)
        if (number == 0) != (name == b"IHDR"):
            raise FileRefused(FileFault.DAMAGED)
        if number == 0:
            size = struct.unpack_from(">II", data, at + 8)
            _refuse_pixels(*size)
        at += 12 + length
        if name == b"IEND" and at <= len(data):
            return size, at
    raise FileRefused(FileFault.DAMAGED)


def _walk_jpeg(data: bytes) -> tuple[tuple[int, int], int]:
    """The size in pixels and where the picture ends."""
    size, at = (0, 0), 2
    for _ in range(MAX_IMAGE_PARTS):
        if data[at] != 0xFF:
            raise FileRefused(FileFault.DAMAGED)
        while data[at] == 0xFF:  # may be repeated before a marker
            at += 1
        marker, at = data[at], at + 1
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
    raise FileRefused(FileFault.DAMAGED)
