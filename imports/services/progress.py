"""How far an import is, for the page that waits for it.

A small file, not a row: the whole import is one transaction, and what it writes is seen by nobody before its end.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from imports.models import RegisterImport

EVERY = 20  # rows


def store(register_import: RegisterImport, done: int, of: int) -> None:
    """Keep that so many rows are written."""
    if done % EVERY and done != of:
        return
    path = _path(register_import)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_text(f"{done} {of}")
    part.rename(path)


def read(register_import: RegisterImport) -> tuple[int, int] | None:
    """How many rows are written, and of how many; None before the first."""
    try:
        done, of = _path(register_import).read_text().split()
        return int(done), int(of)
    except (OSError, ValueError):
        return None


def forget(register_import: RegisterImport) -> None:
    """Also what workers left that were killed over it."""
    for path in _path(register_import).parent.glob(f"{register_import.pk}.*"):
        path.unlink(missing_ok=True)


def _path(register_import: RegisterImport) -> Path:
    return Path(settings.IMPORTS_ROOT) / "progress" / f"{register_import.pk}.{register_import.lease}"
