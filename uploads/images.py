"""PNG and JPG pictures: complete, of limited size, and nothing but a picture.

The structure is read here, because the size in pixels must be known before a decoder starts; Pillow then has to agree.
It gets the picture without its Exif data, which it would read again with every copy of their header.
"""

from __future__ import annotations

import io
import re
import struct

from PIL import Image

from uploads.limits import MAX_IMAGE_PARTS, MAX_PIXELS
from uploads.photographs import PicturePart, cleaned, taken_on
from uploads.polyglots import refuse_behind, refuse_web_page, refuse_zip_behind
from uploads.remarks import FileNote, Remarks
from uploads.results import FileFault, FileKind, FileRefused, not_as_called

PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
JPEG_MAGIC = b"\xff\xd8\xff"
PILLOW_FORMATS = {FileKind.PNG: "PNG", FileKind.JPG: "JPEG"}

END_OF_IMAGE, START_OF_SCAN = 0xD9, 0xDA
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})
# In picture data FF is followed by 00, and D0 to D7 only count rows: anything else is the next marker.
AFTER_SCAN = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])")


def check(data: bytes, kind: FileKind, remarks: Remarks) -> bytes:
    """The picture without what it says of its maker. Raises FileRefused unless it is whole and nothing else."""
    if not data.startswith(PNG_MAGIC if kind is FileKind.PNG else JPEG_MAGIC):
        raise not_as_called(kind)
    size, parts = _walk_png(data) if kind is FileKind.PNG else _walk_jpeg(data)
    refuse_zip_behind(data)
    refuse_web_page(data)
    refuse_behind(data[parts[-1].end :])
    picture_alone = cleaned(data, parts)
    try:  # Pillow's format readers raise exceptions of many types
        with Image.open(io.BytesIO(picture_alone), formats=[PILLOW_FORMATS[kind]]) as picture:
            agreed = picture.size == size and picture.format == PILLOW_FORMATS[kind]
            picture.verify()
    except Exception as broken:
        raise FileRefused(FileFault.DAMAGED) from broken
    if not agreed:
        raise FileRefused(FileFault.DAMAGED)
    remarks.propose(day=taken_on(data, parts))
    if picture_alone is not data:
        remarks.say(FileNote.PHOTOGRAPH)
    return picture_alone


def _refuse_pixels(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise FileRefused(FileFault.TOO_MANY_PIXELS)


def _walk_png(data: bytes) -> tuple[tuple[int, int], list[PicturePart]]:
    """The size in pixels, and the parts of the picture."""
    size, at, parts = (0, 0), len(PNG_MAGIC), list[PicturePart]()
    for number in range(MAX_IMAGE_PARTS):
        length, name = struct.unpack_from(">I4s", data, at)
        if (number == 0) != (name == b"IHDR"):
            raise FileRefused(FileFault.DAMAGED)
        if number == 0:
            size = struct.unpack_from(">II", data, at + 8)
            _refuse_pixels(*size)
        parts.append(PicturePart(name, at, at + 8, at + 12 + length))
        at += 12 + length
        if name == b"IEND" and at <= len(data):
            return size, parts
    raise FileRefused(FileFault.DAMAGED)


def _walk_jpeg(data: bytes) -> tuple[tuple[int, int], list[PicturePart]]:
    """The size in pixels, and the parts of the picture: the data of a scan belong to its header."""
    size, at, parts = (0, 0), 2, list[PicturePart]()
    for _ in range(MAX_IMAGE_PARTS):
        start = at
        if data[at] != 0xFF:
            raise FileRefused(FileFault.DAMAGED)
        while data[at] == 0xFF:  # may be repeated before a marker
            at += 1
        marker, at = data[at], at + 1
        if marker == END_OF_IMAGE:
            return size, [*parts, PicturePart(bytes([marker]), start, at, at)]
        if marker in WITHOUT_LENGTH:
            parts.append(PicturePart(bytes([marker]), start, at, at))
            continue
        (length,) = struct.unpack_from(">H", data, at)
        if marker in FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 3)
            size = (width, height)
            _refuse_pixels(width, height)
        body, at = at + 2, at + length
        if marker == START_OF_SCAN:
            after = AFTER_SCAN.search(data, at)
            if after is None:
                break
            at = after.start()
        parts.append(PicturePart(bytes([marker]), start, body, at))
    raise FileRefused(FileFault.DAMAGED)
