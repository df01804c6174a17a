"""The process that inspects one file: standard input to a line of JSON, and behind it what is to be kept instead."""

from __future__ import annotations

import io
import json
import os
import sys
from typing import BinaryIO

from uploads.limits import MAX_MEMORY, MAX_SECONDS
from uploads.processes import NO_ROOM, limit_process


def write_verdict(data: bytes, name: str, out: BinaryIO) -> None:
    """What `uploads.inspection` finds."""
    from uploads.inspection import inspect
    from uploads.results import FileRefused

    try:
        found = inspect(io.BytesIO(data), name)
    except FileRefused as refused:
        out.write(json.dumps({"fault": refused.fault.name, "words": refused.words}).encode() + b"\n")
        return
    remarks = found.remarks
    verdict = {
        "kind": found.kind.name,
        "size": found.size,
        "sha256": found.sha256,
        "unpacked": found.unpacked,
        "notes": {note.name: names for note, names in remarks.notes.items()},
        "title": remarks.title,
        "dated": remarks.dated.isoformat() if remarks.dated else "",
        "cleaned": found.cleaned is not None,
    }
    out.write(json.dumps(verdict).encode() + b"\n" + (found.cleaned or b""))


if __name__ == "__main__":
    limit_process(seconds=MAX_SECONDS, memory=MAX_MEMORY)
    file = sys.stdin.buffer.read()
    try:
        write_verdict(file, sys.argv[1], sys.stdout.buffer)
        sys.stdout.buffer.flush()
    except OSError:
        os._exit(NO_ROOM)
