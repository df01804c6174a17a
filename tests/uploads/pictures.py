"""Pictures: real ones by Pillow, and ones that only claim a size."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, PngImagePlugin


def jpg(size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: object) -> bytes:
    return _saved(Image.effect_noise(size, 40).convert(mode), "JPEG", **options)


def png(size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: object) -> bytes:
    return _saved(Image.effect_noise(size, 40).convert(mode), "PNG", **options)


def png_of(pixels: bytes, size: tuple[int, int]) -> bytes:
    return _saved(Image.frombytes("RGB", size, pixels), "PNG", compress_level=1)


def png_with_text(key: str, text: str) -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_itxt(key, text)
    return png(pnginfo=notes)


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of the claimed size in full order, whose pixels are all missing but the first."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(name, data) for name, data in chunks)


def png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def jpg_claiming(width: int, height: int) -> bytes:
    """A small JPG whose frame header has been given another size."""
    data = bytearray(jpg())
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def _saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()
