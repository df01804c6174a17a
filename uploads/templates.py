"""Word files without the template that they were linked to: Word would load it from elsewhere when it opens them."""

from __future__ import annotations

import io
import re
import zipfile

from uploads.limits import CHUNK, MEBIBYTE
from uploads.results import Readable

MAX_PART = MEBIBYTE
RELATIONSHIP = re.compile(
    rb"<(?:\w+:)?Relationship\s[^<>]*/attachedTemplate[\"'][^<>]*(?:/>|>\s*</(?:\w+:)?Relationship\s*>)"
)
ELEMENT = re.compile(rb"<(?:\w+:)?attachedTemplate\s[^<>]*(?:/>|>\s*</(?:\w+:)?attachedTemplate\s*>)")


def without_template(stream: Readable, size: int) -> bytes:
    """The same package, every part as it was, but for the link in the settings. Whoever calls inspects it again."""
    stream.seek(0)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(stream.read(size))) as package,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as kept,
    ):
        named = {entry.filename for entry in package.infolist() if _names_a_template(package, entry)}
        settings = {path.replace("_rels/", "").removesuffix(".rels") for path in named}
        for entry in package.infolist():
            fresh = zipfile.ZipInfo(entry.filename, entry.date_time)
            fresh.compress_type = entry.compress_type
            with package.open(entry) as source, kept.open(fresh, "w") as target:
                if entry.filename in named | settings and entry.file_size <= MAX_PART:
                    target.write(ELEMENT.sub(b"", RELATIONSHIP.sub(b"", source.read())))
                    continue
                while piece := source.read(CHUNK):
                    target.write(piece)
    return out.getvalue()


def _names_a_template(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    if not entry.filename.endswith(".rels") or entry.file_size > MAX_PART:
        return False
    return RELATIONSHIP.search(package.read(entry)) is not None
