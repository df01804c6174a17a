"""Addresses of pages and documents: of the internet, of the council's own network, with blanks as SharePoint has."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

LINK_FAULT = "Enter a link that starts with https:// or http://"
HOST = re.compile(r"(?!-)[\w-]{1,63}(?:\.(?!-)[\w-]{1,63})*\.?|\[[0-9a-f:.]{2,45}\]", re.IGNORECASE)
# Stand as they are, besides letters and digits: what separates parts, and % of what is encoded already.
STANDING = "%/:@!$&'()*+,;=~?-._"
ENCODED = re.compile(r"%(?![0-9a-fA-F]{2})")


def web_address(text: str, fault: str = LINK_FAULT) -> str:
    """The address as it is stored: blanks and letters of other scripts encoded. Raises ValidationError.

    A name without a dot is a machine of the council's own network.
    """
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as wrong:
        raise ValidationError(fault, code="invalid") from wrong
    bare = parts.netloc.rpartition("@")[2]
    if parts.scheme not in ("http", "https") or not HOST.fullmatch(host if bare[:1] != "[" else f"[{host}]"):
        raise ValidationError(fault, code="invalid")
    if "@" in parts.netloc or port == 0 or len(host) > 253:
        raise ValidationError(fault, code="invalid")
    path, query, fragment = (quote(ENCODED.sub("%25", part), safe=STANDING) for part in parts[2:])
    return urlunsplit((parts.scheme, parts.netloc, path, query, fragment))


def validate_web_address(value: str) -> None:
    web_address(value)


class LinkField(forms.URLField):
    """A link that somebody types or pastes; without a scheme it is one of https."""

    default_validators: list[Any] = []  # noqa: RUF012

    def __init__(self, **options: Any) -> None:
        super().__init__(assume_scheme="https", **options)
        self.widget.input_type = "text"  # a browser's own rules know neither blanks nor machines without a dot
        self.widget.attrs |= {"inputmode": "url", "spellcheck": "false"}

    def to_python(self, value: Any) -> str:
        text = str(value or "").strip()
        if not text:
            return ""
        if not re.match(r"[a-z][a-z0-9+.-]*:(?!\d)", text, re.IGNORECASE):
            text = f"https://{text.lstrip('/')}"
        return web_address(text, str(self.error_messages["invalid"]))


class WebAddressField(models.URLField[Any, Any]):
    """A column for such a link."""

    default_validators: list[Any] = [validate_web_address]  # noqa: RUF012

    def formfield(self, **options: Any) -> Any:
        options.pop("assume_scheme", None)
        return super(models.URLField, self).formfield(**{"form_class": LinkField, **options})
