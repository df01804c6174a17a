"""Converters for references of agreements and waivers in addresses."""

from functools import cache

from django.urls import register_converter


class AgreementConverter:
    """A-0147, only in capitals."""

    regex = r"A-\d{4,8}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class WaiverConverter(AgreementConverter):
    """W-0012, only in capitals."""

    regex = r"W-\d{4,8}"


@cache
def register() -> None:
    """Register the converters. Registering twice is deprecated in Django 5.1, hence the cache."""
    register_converter(AgreementConverter, "agreement")
    register_converter(WaiverConverter, "waiver")
