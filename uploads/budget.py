"""What one inspection may use and what it found, over the file and everything nested in it."""

from __future__ import annotations

from uploads.limits import MAX_UNPACKED
from uploads.remarks import Remarks
from uploads.results import FileFault, FileRefused


class Budget:
    """Bytes unpacked and XML elements read so far, and what there is to say."""

    def __init__(self) -> None:
        self.remarks = Remarks()
        self.unpacked = 0
        self.elements = 0

    def unpack(self, count: int) -> None:
        self.unpacked += count
        if self.unpacked > MAX_UNPACKED:
            raise FileRefused(FileFault.UNPACKS_TOO_LARGE)
