"""Who on the machine may read what the program keeps: its own account, and nobody else."""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path

from django.conf import settings

log = logging.getLogger(__name__)
OTHERS = stat.S_IRWXG | stat.S_IRWXO
# What the program and its worker write into DATA_DIR. Anything else there belongs to somebody.
WRITTEN = (
    "beat-schedule*",
    "commissioning.sqlite3*",
    "evidence",
    "exports",
    "imports",
    "mail",
    "queue",
    "secret-key",
    "static",
)


def keep_from_others() -> None:
    """Take from group and others what an earlier version, or somebody's copying, let them read.

    DATA_DIR itself is closed too, unless it is a folder that is meant for everybody, such as /tmp.
    """
    entries = [path for pattern in WRITTEN for path in settings.DATA_DIR.glob(pattern)]
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        entries += [Path(f"{database['NAME']}{ending}") for ending in ("", "-wal", "-shm", "-journal")]
    if not settings.DATA_DIR.stat().st_mode & stat.S_ISVTX:
        _close(settings.DATA_DIR)
    for entry in entries:
        _close(entry)
        for folder, folders, files in os.walk(entry):
            for name in (*folders, *files):
                _close(Path(folder, name))


def _close(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
        if not stat.S_ISLNK(mode) and mode & OTHERS:
            path.chmod(stat.S_IMODE(mode) & ~OTHERS)
    except FileNotFoundError:
        return  # of a queue, or of SQLite's log
    except PermissionError:
        log.warning("%s can be read by others on this machine, and belongs to somebody else", path)
