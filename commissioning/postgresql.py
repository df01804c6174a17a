"""How long a process waits for PostgreSQL: a server that has stopped cannot end a statement by its own limits.

psycopg2 calls `wait_for_answer` instead of blocking. What it raises closes the connection, so whatever transaction was
open is rolled back when the server goes on. COPY and large objects do not work with it; nothing here uses them.
"""

from __future__ import annotations

import select
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import psycopg2
from psycopg2.extensions import POLL_OK, POLL_READ, set_wait_callback

PAGE_SECONDS = 8.0  # of all long waits of one request together
LONG_WAIT = 0.5  # waits shorter than this are not added up
WEB_SECONDS = 6.0  # longer than `lock_timeout`, which says more
OTHER_SECONDS = 60.0  # of the worker and of commands: longer than `statement_timeout`
# Until a silent server has answered again, one at a time tries it for longer.
AFTER_SILENCE, PROBE_SECONDS = 0.3, 2.5


class NoAnswerError(psycopg2.OperationalError):
    """The server did not answer in time."""


@dataclass
class Allowance:
    """The seconds for which one request may still wait."""

    seconds: float


@dataclass
class Server:
    """What this process knows of the server."""

    patience: float = OTHER_SECONDS
    is_silent: bool = False


server, _probing = Server(), threading.Lock()
_allowance: ContextVar[Allowance | None] = ContextVar("allowance", default=None)


def limit_waits() -> None:
    """For every connection of this process from now on."""
    set_wait_callback(wait_for_answer)


@contextmanager
def page_allowance() -> Iterator[None]:
    """Within it, long waits add up to PAGE_SECONDS at most."""
    token = _allowance.set(Allowance(PAGE_SECONDS))
    try:
        yield
    finally:
        _allowance.reset(token)


def wait_for_answer(connection: Any) -> None:
    """Return once the server has done what `connection` asked of it; raises NoAnswerError."""
    allowance, began = _allowance.get(), time.monotonic()
    is_probe = server.is_silent and _probing.acquire(blocking=False)
    limit = server.patience
    if server.is_silent:
        limit = PROBE_SECONDS if is_probe else AFTER_SILENCE
    if allowance:
        limit = min(limit, allowance.seconds)
    try:
        while (state := connection.poll()) != POLL_OK:
            left = began + limit - time.monotonic()
            poller = select.poll()
            poller.register(connection.fileno(), select.POLLIN if state == POLL_READ else select.POLLOUT)
            if left <= 0 or not poller.poll(left * 1000):
                server.is_silent = True
                if allowance:
                    allowance.seconds = 0
                raise NoAnswerError(f"the database has not answered for {time.monotonic() - began:.1f} seconds")
        server.is_silent = False
    finally:
        if is_probe:
            _probing.release()
    waited = time.monotonic() - began
    if allowance and waited > LONG_WAIT:
        allowance.seconds = max(allowance.seconds - waited, AFTER_SILENCE)
