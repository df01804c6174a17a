"""The site's own application; a request that asks for it is told how many SQL statements it took."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.client import COUNT, STATEMENTS
from commissioning.wsgi import application as site

Environ = dict[str, Any]
StartResponse = Callable[..., Callable[[bytes], object]]
ASKED = f"HTTP_{COUNT.upper().replace('-', '_')}"


def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """A request that is timed asks for no count and goes straight through."""
    if ASKED not in environ:
        return site(environ, start_response)
    return _counted(environ, start_response)


def _counted(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Everything that Django sends counts, BEGIN, SAVEPOINT and COMMIT too."""
    answered: list[tuple[Any, ...]] = []

    def answer(*words: Any) -> Callable[[bytes], object]:
        answered.append(words)
        return len

    with CaptureQueriesContext(connection) as sent:
        response = site(environ, answer)
        body = b"".join(response)
    if close := getattr(response, "close", None):
        close()
    status, headers, *more = answered[0]
    start_response(status, [*headers, (STATEMENTS, str(len(sent)))], *more)
    return [body]
