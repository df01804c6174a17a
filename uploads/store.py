"""Storing the bytes of accepted files: in a folder that no web server serves, under random names."""

from __future__ import annotations

import hashlib
import os
import re
import time
import unicodedata
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from uploads.limits import CHUNK, MAX_BYTES
from uploads.names import NAMELESS, clean_name
from uploads.results import CONTENT_TYPES, FileFault, FileRefused, Readable

NOTHING_MAY_RUN = (
    "sandbox; default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
DAY = 24 * 60 * 60
ARRIVING = "arriving"
KEY = re.compile(r"([0-9a-f]{2})/\1[0-9a-f]{30}")
# What RFC 5987 lets stand as it is.
PLAIN_IN_HEADERS = "!#$&+-.^_`|~"


class Altered(Exception):
    """The stored bytes are not those that were stored first."""


class Missing(Altered):
    """The stored bytes are gone."""


def keep(stream: Readable, root: Path | str) -> str:
    """Write the whole file from its start and return its key; it is on the disk completely or not at all.

    Raises FileRefused for more than MAX_BYTES.
    """
    name = uuid.uuid4().hex
    folder, arriving = Path(root) / name[:2], Path(root) / ARRIVING
    for each in (arriving, folder):
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = arriving / name
    try:
        size = 0
        stream.seek(0)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            while piece := stream.read(CHUNK):
                size += len(piece)
                if size > MAX_BYTES:
                    raise FileRefused(FileFault.TOO_LARGE)
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        part.rename(folder / name)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    for each in (folder, folder.parent):  # a rename survives a power failure only once its folder is on the disk too
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    return f"{name[:2]}/{name}"


def open_kept(root: Path | str, key: str, sha256: str) -> BinaryIO:
    """The file, open at its start, after its digest has been checked.

    Raises Altered if the digest differs, Missing without a file, ValueError for what is no key.
    """
    path = _path(root, key)
    try:
        opened = os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb")
    except OSError as gone:
        raise Missing(f"The stored file {key} is gone or cannot be read") from gone
    if hashlib.file_digest(opened, "sha256").hexdigest() != sha256:
        opened.close()
        raise Altered(f"The stored file {key} is not what was kept")
    opened.seek(0)
    return opened


def discard(root: Path | str, key: str) -> None:
    """Remove a stored file: for one whose row was not written."""
    _path(root, key).unlink(missing_ok=True)


def discard_unnamed(root: Path | str, named: Iterable[str]) -> None:
    """Remove files older than a day that no row names, and what never arrived whole."""
    keys, limit = set(named), time.time() - DAY
    for path in Path(root).glob("*/*"):
        if f"{path.parent.name}/{path.name}" not in keys and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)


def download_headers(name: str, content_type: str) -> dict[str, str]:
    """The headers of a download: always saved, never shown in the browser, guessed at or stored by a proxy.

    RFC 6266: an ASCII name for old programs, the real one for all others.
    """
    name = clean_name(name)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r'["%;\\/]', "_", plain).strip(" .")
    if not plain or plain == name.rpartition(".")[2]:
        plain = f"{NAMELESS}.{plain}".rstrip(".")
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe=PLAIN_IN_HEADERS)}"
    return {
        "Content-Type": content_type if content_type in CONTENT_TYPES else "application/octet-stream",
        "Content-Disposition": disposition,
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": NOTHING_MAY_RUN,
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def _path(root: Path | str, key: str) -> Path:
    if not KEY.fullmatch(key):
        raise ValueError("Not a key of a stored file")
    return Path(root) / key
