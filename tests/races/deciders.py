"""Four managers who open the same check page and press Record at the same instant, gate after gate."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from threading import Barrier
from urllib.parse import urlencode

from bench.client import Fields


@dataclass(frozen=True)
class Answered:
    """What one manager got for one gate."""

    reference: str
    status: int
    body: str


class Manager:
    """A browser as far as this needs one: a session and a token."""

    def __init__(self, port: int, session: str) -> None:
        self.port = port
        self.token = secrets.token_hex(16)
        self.cookie = f"sessionid={session}; csrftoken={self.token}"

    def open(self, path: str) -> dict[str, str]:
        status, body = self.ask("GET", path)
        assert status == 200, f"{path}: {status}"
        fields = Fields()
        fields.feed(body)
        return fields.values

    def send(self, path: str, values: dict[str, str]) -> tuple[int, str]:
        return self.ask("POST", path, urlencode(values | {"csrfmiddlewaretoken": self.token}))

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()


def race(port: int, references: Sequence[str], sessions: Sequence[str]) -> list[Answered]:
    """Every manager at every gate; what each of them got."""
    barrier = Barrier(len(sessions), timeout=120)

    def decide_all(session: str) -> list[Answered]:
        manager = Manager(port, session)
        answers = []
        for reference in references:
            path = f"/cycles/{reference}/gates/analyse/decide/check/"
            try:
                values = manager.open(path)
            except BaseException:
                barrier.abort()
                raise
            barrier.wait()
            answers.append(Answered(reference, *manager.send(path, values)))
        return answers

    with ThreadPoolExecutor(len(sessions)) as pool:
        return [answer for answers in pool.map(decide_all, sessions) for answer in answers]
