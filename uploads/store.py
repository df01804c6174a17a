"""Where the bytes of accepted files lie: under a folder that nothing serves, by names that only the server makes."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
import uuid
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from uploads.limits import CHUNK, MAX_BYTES
from uploads.names import NAMELESS, clean_name
from uploads.results import CONTENT_TYPES, Fault, Readable, Refused

NOTHING_MAY_RUN = (
    "sandbox; default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
ARRIVING = "arriving"
KEY = re.compile(r"([0-9a-f]{2})/\1[0-9a-f]{30}")
# What RFC 5987 lets stand as it is.
PLAIN_IN_HEADERS = "!#$&+-.^_`|~"


class Altered(Exception):
    """The stored bytes are not those that were taken in."""


class Missing(Altered):
    """The stored bytes are gone."""


def keep(stream: Readable, root: Path | str) -> str:
    """Write the whole file, from its start, and return its key. It is on the disk for good, or not there at all.

    Raises Refused when more arrives than may.
    """
    name = uuid.uuid4().hex
    folder, arriving = Path(root) / name[:2], Path(root) / ARRIVING
    for each in (arriving, folder):
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = arriving / name
    try:
        _write(stream, part)
        part.rename(folder / name)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    for each in (folder, folder.parent):
        _sync_folder(each)
    return f"{name[:2]}/{name}"


def open_kept(root: Path | str, key: str, sha256: str) -> BinaryIO:
    """The file, open at its start, once all of it has been read and found to be what was kept.

    Raises Altered if it is not, Missing if there is none, ValueError for what is no key.
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
    """Remove a kept file: for one whose row never came to be."""
    _path(root, key).unlink(missing_ok=True)


def download_headers(name: str, content_type: str) -> dict[str, str]:
    """The headers under which a file goes out: always saved, never shown, guessed at or stored on the way."""
    return {
        "Content-Type": content_type if content_type in CONTENT_TYPES else "application/octet-stream",
        "Content-Disposition": _disposition(clean_name(name)),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": NOTHING_MAY_RUN,
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def _disposition(name: str) -> str:
    """RFC 6266: an ASCII name for old programs, the true one for all others."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r'["%;\\/]', "_", plain).strip(" .")
    if not plain or plain == name.rpartition(".")[2]:
        plain = f"{NAMELESS}.{plain}".rstrip(".")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe=PLAIN_IN_HEADERS)}"


def _path(root: Path | str, key: str) -> Path:
    if not KEY.fullmatch(key):
        raise ValueError("Not a key of a stored file")
    return Path(root) / key


def _write(stream: Readable, part: Path) -> None:
    size = 0
    stream.seek(0)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while piece := stream.read(CHUNK):
            size += len(piece)
            if size > MAX_BYTES:
                raise Refused(Fault.TOO_LARGE)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())


def _sync_folder(folder: Path) -> None:
    """A rename outlives a power cut only once its folder is on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
