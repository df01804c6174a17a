"""What a file in the tables of hostile and benign files is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from uploads.results import FileFault


@dataclass(frozen=True)
class Hostile:
    """A file, the name it comes under, and the fault it must be refused for."""

    what: str
    name: str
    make: Callable[[], bytes]
    fault: FileFault


@dataclass(frozen=True)
class Benign:
    """A file that people honestly have, and the name it comes under."""

    what: str
    name: str
    make: Callable[[], bytes]
