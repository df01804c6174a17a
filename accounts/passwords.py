"""Validators of passwords beside Django's own (`AUTH_PASSWORD_VALIDATORS`). Each refuses with the reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError

from accounts.models import User

DIFFERENT_CHARACTERS = 5
OWN_CHARACTERS = 6  # letters and digits that are left once the known words are taken away
SHORTEST_WORD = 3  # shorter parts of names are found in any text
SERVICE_NAME = "Commissioning"


class VarietyValidator:
    """Refuse blanks alone, digits alone, and a few characters again and again."""

    def validate(self, password: str, user: User | None = None) -> None:
        if not password.strip():
            raise ValidationError("The password must be more than blanks")
        if len({character for character in password.casefold() if not character.isspace()}) < DIFFERENT_CHARACTERS:
            raise ValidationError(f"The password must have at least {DIFFERENT_CHARACTERS} different characters")
        if letters_and_digits(password).isdecimal():
            raise ValidationError("The password must be more than numbers")

    def get_help_text(self) -> str:
        return f"At least {DIFFERENT_CHARACTERS} different characters, and more than numbers."


class KnownWordsValidator:
    """Refuse what is little more than the person's name or address, or the name of the service or of the council.

    What is only similar to the name or address is refused as Django does it, in one sentence of our own.
    """

    def __init__(self) -> None:
        self.similarity = UserAttributeSimilarityValidator(user_attributes=["name", "email"])

    def validate(self, password: str, user: User | None = None) -> None:
        plain, known = letters_and_digits(password), list[str]()
        for meaning, text in self._texts(user):
            known += _words(text)
            rest = plain
            for word in sorted(known, key=len, reverse=True):
                rest = rest.replace(word, "")
            if len(rest) < OWN_CHARACTERS and rest != plain:
                raise ValidationError(f"The password must be more than {meaning}")
        try:
            self.similarity.validate(password, user)
        except ValidationError:
            raise ValidationError("The password is too similar to your name or your email address") from None

    def get_help_text(self) -> str:
        return "More than your name, your email address and the name of the council."

    def _texts(self, user: User | None) -> Iterator[tuple[str, str]]:
        if user is not None:
            yield "your name", user.name
            yield "your email address", user.email
        yield "the name of the service", SERVICE_NAME
        yield "the name of the council", settings.COUNCIL_NAME


class CommonWordValidator:
    """Refuse a password of Django's list of common ones also with digits or marks added, or with the word repeated."""

    def __init__(self) -> None:
        self.common: set[str] = CommonPasswordValidator().passwords

    def validate(self, password: str, user: User | None = None) -> None:
        plain = letters_and_digits(password)
        letters = re.sub(r"\d+", "", plain)
        typed = password.casefold().strip()
        if {typed, plain, _repeated_part(plain), letters, _repeated_part(letters)} & self.common:
            raise ValidationError("This password is too common, even with numbers added or the word repeated")

    def get_help_text(self) -> str:
        return "Not a common password, even with numbers added or the word repeated."


def letters_and_digits(text: str) -> str:
    """In lower case, without accents, blanks and marks."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if character.isalnum())


def _words(text: str) -> list[str]:
    """The text as one word, and each of its parts that is long enough."""
    parts = [letters_and_digits(part) for part in re.split(r"[\W_]+", text)]
    return [word for word in (letters_and_digits(text), *parts) if len(word) >= SHORTEST_WORD]


def _repeated_part(text: str) -> str:
    """The shortest part of which the text is a repetition, or the text."""
    length = (text + text).find(text, 1)
    return text[:length] if text else text
