"""A mail server in a thread of the test: it keeps what it accepts, and refuses or hangs where it is told to."""

from __future__ import annotations

import asyncio
import email
import logging
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.policy import default
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.services.ports import free_port

FOREVER = 600


@dataclass(frozen=True)
class Arrived:
    """One message that was accepted; `at` is by the monotonic clock."""

    at: float
    recipient: str
    message_id: str
    subject: str
    text: str


@dataclass
class Sink:
    """`pause` is how many seconds it takes over each message before it says that it has it."""

    port: int
    pause: float = 0
    refused: Collection[str] = ()
    hanging: Collection[str] = ()
    arrived: list[Arrived] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def distinct(self) -> int:
        return len({one.message_id for one in list(self.arrived)})

    def to(self, recipient: str) -> list[Arrived]:
        return [one for one in list(self.arrived) if one.recipient == recipient]

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 5.1.1 Nobody of that name here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """A message counts from here on, as with a real server that is cut off before it could answer."""
        (recipient,) = envelope.rcpt_tos
        if recipient in self.hanging:
            await asyncio.sleep(FOREVER)
        self.arrived.append(_arrived(recipient, cast("bytes", envelope.content)))
        await asyncio.sleep(self.pause)
        return "250 Accepted"


def _arrived(recipient: str, content: bytes) -> Arrived:
    mail = email.message_from_bytes(content, policy=default)
    plain = mail.get_body(("plain",))
    text = str(plain.get_content()) if plain else ""
    return Arrived(time.monotonic(), recipient, str(mail["Message-ID"]), str(mail["Subject"]), text)


@contextmanager
def mail_server(pause: float = 0) -> Iterator[Sink]:
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # each word of each talk otherwise
    sink = Sink(free_port(), pause)
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
