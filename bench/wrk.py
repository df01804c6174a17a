"""Timing with wrk: C code that costs microseconds, so that its figures are the server's alone."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

SCRIPT = Path(__file__).parent / "requests.lua"
PATIENCE = 60  # seconds that one response may take


class UnexpectedResponseError(Exception):
    """A page does not answer as it must, so its time means nothing."""


@dataclass(frozen=True)
class Window:
    """Some seconds of one request after another: milliseconds, by wrk's own clock."""

    median: float
    p95: float
    count: int


def http_request(path: str, *, session: str = "", token: str = "", values: Mapping[str, str] | None = None) -> bytes:
    """One whole request as it goes over the connection; a POST where there are `values`."""
    head = [f"{'GET' if values is None else 'POST'} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if session:
        head.append(f"Cookie: sessionid={session}; csrftoken={token}")
    body = b""
    if values is not None:
        body = urlencode({**values, "csrfmiddlewaretoken": token}).encode()
        head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*head, "", ""]).encode() + body


def run_window(
    port: int,
    requests: Sequence[bytes],
    *,
    seconds: int = 1,
    status: int = 200,
    once: bool = False,
    start: int = 0,
    connections: int = 1,
) -> Window:
    """Send the requests in turn for so many seconds, or with `once` each a single time, over connections kept alive.

    Raises UnexpectedResponseError where one answers with another status or not at all.
    """
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"\0".join(requests))
        file.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", f"{PATIENCE}s", "-s", str(SCRIPT)]
        arguments = [file.name, str(status), "once" if once else "repeat", str(start)]
        done = subprocess.run(
            [*command, f"http://127.0.0.1:{port}/", "--", *arguments], capture_output=True, text=True, check=False
        )
    line = next((line for line in done.stdout.splitlines() if line.startswith("window ")), "")
    if not line:
        raise RuntimeError(f"wrk ended with {done.returncode}: {done.stdout}{done.stderr}")
    result = json.loads(line.removeprefix("window "))
    if result["unexpected"] or result["failed"] or not result["count"]:
        first = requests[start % len(requests)].split(b"\r\n")[0].decode()
        raise UnexpectedResponseError(f"Requests like {first} must answer {status}: {result}")
    return Window(result["median"] / 1000, result["p95"] / 1000, result["count"])
