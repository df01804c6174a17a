"""Names and email addresses as they are stored, without the characters that nobody sees and every paste may bring."""

from __future__ import annotations

import unicodedata


def clean_name(text: str) -> str:
    """In composed form, without format characters (soft hyphens, zero-width ones), each run of blanks one space."""
    return " ".join(_without_format_characters(text).split())


def clean_address(text: str) -> str:
    """As for names, in lower case and without any blank."""
    return "".join(_without_format_characters(text).split()).lower()


def _without_format_characters(text: str) -> str:
    """Composed after these are gone: between a letter and its accent they keep both apart."""
    return unicodedata.normalize(
        "NFC", "".join(character for character in text if unicodedata.category(character) != "Cf")
    )
