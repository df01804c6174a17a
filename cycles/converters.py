"""Converters for references and stages in addresses."""

import re
from functools import cache

from django.urls import register_converter

from cycles.models import LIVE_STAGES


class ReferenceConverter:
    """C-0147, only in capitals."""

    regex = r"C-\d{4,8}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def is_reference(text: str) -> bool:
    """Whether a text has the form of a reference."""
    return re.fullmatch(ReferenceConverter.regex, text) is not None


class StageConverter:
    regex = "|".join(LIVE_STAGES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


@cache
def register() -> None:
    """Register both converters. Registering twice is deprecated in Django 5.1, hence the cache."""
    register_converter(ReferenceConverter, "reference")
    register_converter(StageConverter, "stage")
