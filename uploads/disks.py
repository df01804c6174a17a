"""Whether the disks that files are written to have room, for the page that a monitor asks."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from django.conf import settings

from uploads.limits import MEBIBYTE

PROBE = b"room" * 1024


def disk_faults() -> list[str]:
    """A sentence for each folder that can't be written to, or whose disk is all but full."""
    folders: dict[str, str | Path] = {
        "evidence": settings.MEDIA_ROOT,
        "registers that are brought in": settings.IMPORTS_ROOT,
        "exports": settings.EXPORTS_ROOT,
        "temporary files": tempfile.gettempdir(),
    }
    faults = []
    for what, folder in folders.items():
        try:
            Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder) as probe:
                probe.write(PROBE)
                probe.flush()
            free = shutil.disk_usage(folder).free // MEBIBYTE
        except OSError:
            faults.append(f"The folder of {what} cannot be written to: its disk is full or read-only")
            continue
        if free < settings.DISK_RESERVE_MB:
            faults.append(f"The disk of the {what} has {free}MB left")
    return faults
