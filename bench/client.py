"""One person's browser, for what is not timed: opening forms, counting statements, many at once."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import BadStatusLine, HTTPConnection
from urllib.parse import urlencode

COUNT, STATEMENTS = "X-Count", "X-Statements"  # the headers that ask for the number of SQL statements, and hold it
PATIENCE = 120  # seconds


@dataclass(frozen=True)
class Response:
    status: int
    body: str
    statements: int | None = None


@dataclass
class Client:
    """Somebody signed in, or nobody."""

    port: int
    session: str = ""
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    _connection: HTTPConnection | None = None

    def get(self, path: str, *, count: bool = False) -> Response:
        return self._send("GET", path, None, count=count)

    def post(self, path: str, values: dict[str, str], *, count: bool = False) -> Response:
        return self._send("POST", path, urlencode(values | {"csrfmiddlewaretoken": self.token}), count=count)

    def close(self) -> None:
        """The next request opens a new connection, which may reach the other worker."""
        if self._connection:
            self._connection.close()
        self._connection = None

    def _send(self, method: str, path: str, body: str | None, *, count: bool) -> Response:
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={self.token}"} if self.session else {}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if count:
            headers[COUNT] = "1"
        self._connect()
        assert self._connection
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        text, statements = response.read(), response.getheader(STATEMENTS)
        return Response(response.status, text.decode(), int(statements) if statements else None)

    def _connect(self) -> None:
        """A connection that is open: the server closes one that is idle for two seconds."""
        if self._connection is not None and _is_closed(self._connection):
            self.close()
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


class Fields(HTMLParser):
    """The hidden fields of a page's last form."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "form":
            self.values = {}
        if tag == "input" and attributes.get("type") == "hidden":
            self.values[str(attributes.get("name"))] = attributes.get("value") or ""


def hidden_fields(page: str) -> dict[str, str]:
    """What the page's own form would send."""
    fields = Fields()
    fields.feed(page)
    return fields.values
