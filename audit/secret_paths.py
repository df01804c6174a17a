"""Paths that let in whoever knows them, and how they are masked in log lines and in the security record."""

from __future__ import annotations

import logging
import re

MASK = "…"
# What comes before the secret. Everything up to the end of the path is masked, also where the rest is mistyped.
SECRET_PATHS = (
    r"(?<!/account)/calendar/",
    r"/sign-in/new-password/",
    r"/sign-in/link/",
    r"/confirm/",
)
_SECRETS = re.compile(rf"({'|'.join(SECRET_PATHS)})[^\s?#\"'<>]+")


def mask_secrets(text: str) -> str:
    """The text with the secrets of all paths in it masked: /calendar/… for a calendar's address."""
    return _SECRETS.sub(rf"\1{MASK}", text)


class MaskingFormatter(logging.Formatter):
    """Masks whole log lines: a filter does not see the traceback, which is put into words here."""

    def format(self, record: logging.LogRecord) -> str:
        return mask_secrets(super().format(record))
