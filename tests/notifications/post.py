"""A small mail server: it keeps what it takes, and refuses what it is told to refuse."""

from __future__ import annotations

import logging
from asyncio import Server
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as AS_SENT

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

TAKEN = "250 Taken"


@dataclass
class Post:
    """`taken` is what was accepted, `offered` all that came; `refusals` answers by recipient, `answer` every e-mail."""

    port: int = 0
    answer: str = TAKEN
    sender: str = ""  # what the sender of every e-mail is refused with
    refusals: dict[str, str] = field(default_factory=dict)
    asked: int = 0  # how many e-mails somebody began to hand over
    taken: list[EmailMessage] = field(default_factory=list)
    offered: list[EmailMessage] = field(default_factory=list)

    def forget(self) -> None:
        self.answer, self.sender, self.asked = TAKEN, "", 0
        self.refusals, self.taken, self.offered = {}, [], []

    @property
    def subjects(self) -> list[str]:
        return [str(email["Subject"]) for email in self.taken]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked += 1
        if self.sender:
            return self.sender
        envelope.mail_from = address
        return "250 Known"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 Known"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        email = message_from_bytes(envelope.content, EmailMessage, policy=AS_SENT)
        self.offered.append(email)
        if self.answer == TAKEN:
            self.taken.append(email)
        return self.answer


class AnyPort(Controller):
    """Listens on a port that the machine chooses."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def post_office() -> Iterator[Post]:
    post = Post()
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    controller = AnyPort(post, hostname="127.0.0.1", port=0)
    controller.start()
    post.port = controller.port
    try:
        yield post
    finally:
        controller.stop()
