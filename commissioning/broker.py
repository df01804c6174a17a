"""Kombu's file broker for several processes: no half-written file is read, and a broken one ends no worker."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from queue import Empty
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.json import dumps

logger = logging.getLogger(__name__)
BEING_WRITTEN = 0.2  # seconds, far more than another process needs for a line


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **more: Any) -> None:  # type: ignore[override]
        """Write the file completely before it gets its name."""
        name, folder = f"{round(time.monotonic() * 1000)}_{uuid4()}.{queue}.msg", Path(self.data_folder_out)
        part = folder / f"{name}.part"
        part.write_text(dumps(payload))
        part.rename(folder / name)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        try:
            return super()._get(queue)
        except ValueError:
            logger.warning("A task that could not be read was left out")
            raise Empty from None

    def get_table(self, exchange: str) -> list[Any]:
        for pause in (BEING_WRITTEN, 0):
            try:
                return list(super().get_table(exchange))
            except ValueError:
                time.sleep(pause)
        return []

    def _queue_bind(self, exchange: str, *words: Any) -> None:
        for pause in (BEING_WRITTEN, 0):
            try:
                return super()._queue_bind(exchange, *words)
            except ValueError:
                time.sleep(pause)
        (Path(self.control_folder) / f"{exchange}.exchange").unlink(missing_ok=True)  # left by a crash
        return super()._queue_bind(exchange, *words)


class Transport(filesystem.Transport):
    Channel = Channel
