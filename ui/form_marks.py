"""Whose form it is and where it was drawn: signed, in every form, and still true when the session is over."""

from __future__ import annotations

import secrets
from typing import NamedTuple

from django.core import signing
from django.http import HttpRequest

FIELD = "form_mark"
SALT = "ui.form_marks"
LONGEST_PATH = 1_000


class FormMark(NamedTuple):
    """`drawing` is another one each time that a form is drawn."""

    person: int
    page: str
    drawing: str


def draw_mark(request: HttpRequest) -> str:
    """The mark of a form on the page that is being drawn; "" where nobody is signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    page = request.get_full_path()
    mark = FormMark(user.pk, page if len(page) <= LONGEST_PATH else request.path, secrets.token_urlsafe(9))
    return signing.dumps(mark, salt=SALT)


def read_mark(text: str) -> FormMark | None:
    """The mark that a form brought, or None for what this site has not signed."""
    try:
        return FormMark(*signing.loads(text, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return None
