"""What a reference and a stage look like in an address."""

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
