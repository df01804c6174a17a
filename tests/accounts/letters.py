"""The e-mails that the sweep of a moment sends, with the links in them."""

from __future__ import annotations

import re
from datetime import datetime

from django.conf import settings
from django.core import mail
from django.utils import timezone

from notifications.services.sweeping import sweep


def letters(at: datetime | None = None) -> dict[tuple[str, str], str]:
    """The text of each new e-mail, by its recipient and its subject."""
    mail.outbox.clear()
    sweep(at or timezone.now())
    return {(message.to[0], str(message.subject)): str(message.body) for message in mail.outbox}


def link_in(text: str) -> str:
    """The path of the link, which stands on a line of its own."""
    match = re.search(rf"^{re.escape(settings.SITE_URL)}(/\S+)$", text, re.MULTILINE)
    assert match
    return match[1]
