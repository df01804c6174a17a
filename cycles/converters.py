"""What a reference and a stage look like in an address."""

import re
from functools import cache

from django.urls import register_converter

from cycles.models import LIVE_STAGES


class ReferenceConverter:
    """C-0147, in capitals as it is written everywhere."""

    regex = r"C-\d{4,8}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def is_reference(text: str) -> bool:
    """Whether a text looks like one, so that it may be looked for."""
    return re.fullmatch(ReferenceConverter.regex, text) is not None


class StageConverter:
    regex = "|".join(LIVE_STAGES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


@cache
def register() -> None:
    """Make both known to the address patterns, once."""
    register_converter(ReferenceConverter, "reference")
    register_converter(StageConverter, "stage")
