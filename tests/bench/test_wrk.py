"""wrk sends what it is given, and an answer that is not as expected is an error instead of a time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from bench.wrk import UnexpectedResponseError, http_request, run_window

pytestmark = pytest.mark.services


class Handler(BaseHTTPRequestHandler):
    """Answers after ten milliseconds; a POST leads to another page."""

    protocol_version = "HTTP/1.1"
    received: list[tuple[str, str, str]] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.answer(404 if self.path == "/gone/" else 200)

    def do_POST(self) -> None:
        self.answer(302)

    def answer(self, status: int) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.received.append((self.path, self.headers.get("Cookie", ""), body))
        time.sleep(0.01)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        if status == 302:
            self.send_header("Location", "/sign-in/?next=/" if self.path == "/lost/" else "/done/")
        self.end_headers()

    def log_message(self, *words: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """wrk hangs up in the middle of its last request."""


@pytest.fixture
def port() -> Iterator[int]:
    Handler.received.clear()
    server = Server(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()


def test_requests_are_sent_in_turn_and_the_median_is_the_servers(port: int) -> None:
    window = run_window(port, [http_request("/a/"), http_request("/b/", session="s", token="t")])
    assert Handler.received[:3] == [("/a/", "", ""), ("/b/", "sessionid=s; csrftoken=t", ""), ("/a/", "", "")]
    assert window.count > 3
    assert 10 <= window.median <= window.p95


def test_presses_are_sent_once_each(port: int) -> None:
    presses = [http_request("/press/", token="t", values={"number": str(number)}) for number in range(5)]
    assert run_window(port, presses, status=302, once=True).count == 5
    assert [body for _, _, body in Handler.received] == [f"number={n}&csrfmiddlewaretoken=t" for n in range(5)]


def test_a_window_goes_on_where_the_one_before_ended(port: int) -> None:
    requests = [http_request(f"/{number}/") for number in range(10)]
    run_window(port, requests, start=8)
    assert [path for path, _, _ in Handler.received[:3]] == ["/8/", "/9/", "/0/"]


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (http_request("/gone/"), 200),
        (http_request("/a/"), 302),
        (http_request("/lost/", values={}), 302),  # a redirect, but to the sign-in page
    ],
)
def test_an_answer_that_is_not_as_expected_is_an_error(port: int, request_: bytes, status: int) -> None:
    with pytest.raises(UnexpectedResponseError, match="must answer"):
        run_window(port, [request_], status=status)
