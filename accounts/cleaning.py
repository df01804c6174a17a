"""Email addresses as they are stored, without the characters that nobody sees and every paste may bring."""

from __future__ import annotations

import unicodedata

from ui.text import clean_line, without_unseen


def clean_address(text: str) -> str:
    """In NFC and lower case, without any blank."""
    return unicodedata.normalize("NFC", "".join(without_unseen(clean_line(text)).split()).lower())
