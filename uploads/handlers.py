"""Receiving a file: on the disk at once, and where the disk is full the rest of the form all the same."""

from __future__ import annotations

import errno
import os
import threading
import time
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from uploads.limits import RECEIVED_A_SECOND


class ReceivingPace:
    """Slows down whoever passes it, all threads together, to so many bytes a second.

    What a sender has sent meanwhile waits in the kernel, which soon makes the sender wait too.
    """

    def __init__(self, a_second: float) -> None:
        self.a_second = a_second
        self.lock = threading.Lock()
        self.next_turn = 0.0

    def keep(self, size: int) -> None:
        now = time.monotonic()
        with self.lock:
            turn = max(self.next_turn, now)
            self.next_turn = turn + size / self.a_second
        time.sleep(turn - now)


pace = ReceivingPace(RECEIVED_A_SECOND)


class UnstoredFile(SimpleUploadedFile):
    """A file that came while no disk had room for it. Whoever reads it is told."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class UploadHandler(TemporaryFileUploadHandler):
    """Keeps each file in the temporary folder, at a pace that leaves the processor to pages.

    One that finds no room there becomes an UnstoredFile.
    """

    is_full = False

    def new_file(self, *args: Any, **options: Any) -> None:
        try:
            super().new_file(*args, **options)
            self.is_full = False
        except OSError:
            self.is_full = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        pace.keep(len(raw_data))
        if self.is_full:
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError:
            self.is_full = True
            self.file.close()

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        if not self.is_full:
            try:
                self.file.flush()
            except OSError:
                self.is_full = True
                self.file.close()
        if self.is_full:
            return UnstoredFile(str(self.file_name), b"", str(self.content_type))
        return super().file_complete(file_size)

    def upload_interrupted(self) -> None:
        if not self.is_full:
            super().upload_interrupted()
