"""One person's browser, as far as timing needs one: a session, a connection that stays open, a clock."""

from __future__ import annotations

import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import BadStatusLine, HTTPConnection, HTTPResponse
from urllib.parse import urlencode

COUNT, STATEMENTS = "X-Count", "X-Statements"  # asks for the number of SQL statements, and tells it
PATIENCE = 120  # seconds


@dataclass(frozen=True)
class Answered:
    """What came back, and after how many milliseconds."""

    status: int
    body: str
    took: float
    statements: int | None = None


@dataclass
class Client:
    """Somebody signed in, or nobody."""

    port: int
    session: str = ""
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    _connection: HTTPConnection | None = None

    def get(self, path: str, *, count: bool = False) -> Answered:
        return self._ask("GET", path, None, count=count)

    def post(self, path: str, values: dict[str, str], *, count: bool = False) -> Answered:
        return self._ask("POST", path, urlencode(values | {"csrfmiddlewaretoken": self.token}), count=count)

    def hang_up(self) -> None:
        """The next request opens a new connection, which may reach the other worker."""
        if self._connection:
            self._connection.close()
        self._connection = None

    def _ask(self, method: str, path: str, body: str | None, *, count: bool) -> Answered:
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={self.token}"} if self.session else {}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if count:
            headers[COUNT] = "1"
        self._wake()
        assert self._connection
        began = time.perf_counter()
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        text = response.read()
        took = (time.perf_counter() - began) * 1000
        return Answered(response.status, text.decode(), took, _statements(response))

    def _wake(self) -> None:
        """A connection that is open: the server closes one that was idle for two seconds, so it is asked first."""
        if self._connection is not None and _is_closed(self._connection):
            self.hang_up()
        if self._connection is None:
            self._connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            with suppress(BadStatusLine):
                self._connection.connect()


def _is_closed(connection: HTTPConnection) -> bool:
    """Whether the other end has hung up: then there is something to read, namely the end."""
    if connection.sock is None:
        return True
    connection.sock.setblocking(False)
    try:
        return connection.sock.recv(1) == b""
    except BlockingIOError:
        return False
    finally:
        connection.sock.settimeout(PATIENCE)


def _statements(response: HTTPResponse) -> int | None:
    told = response.getheader(STATEMENTS)
    return int(told) if told else None


class Fields(HTMLParser):
    """The hidden fields of a page's last form."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self.values = {}
        if tag == "input" and found.get("type") == "hidden":
            self.values[str(found.get("name"))] = found.get("value") or ""


def hidden_fields(page: str) -> dict[str, str]:
    """What the page's own form would send."""
    fields = Fields()
    fields.feed(page)
    return fields.values
