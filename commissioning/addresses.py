"""The addresses that there are, held against the table of who gets through at each: checked at every start."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error
from django.urls import URLPattern, URLResolver, get_resolver

from commissioning.access import ACCESS, AUDIENCES, RELATIONS

FAMILIES = ("admin",)  # each is one row, whatever is in it


def addresses() -> dict[str, list[str]]:
    """Name -> the patterns that have it; "" holds those that have none."""
    found: dict[str, list[str]] = {}
    for name, pattern in _walk(get_resolver(), ""):
        found.setdefault(name, []).append(pattern)
    return found


def check_access(app_configs: Any = None, **more: Any) -> list[CheckMessage]:
    """Refuse an address without a row, a row without an address, and a word that no list explains."""
    return [Error(fault, id=f"access.E{number:03}") for number, fault in _faults(addresses())]


def _faults(found: dict[str, list[str]]) -> Iterator[tuple[int, str]]:
    for pattern in found.get("", []):
        yield 1, f"{pattern} has no name, so no row of the access table can say who gets through."
    for name in sorted(found.keys() - ACCESS.keys() - {""}):
        yield 2, f"The address “{name}” has no row in the access table (commissioning/access.py)."
    for name in sorted(ACCESS.keys() - found.keys()):
        yield 3, f"The access table has a row “{name}”, and there is no such address."
    for name, row in ACCESS.items():
        if {row.reads, row.writes} - {""} - AUDIENCES.keys():
            yield 4, f"The row “{name}” of the access table names an audience that is not listed."
    for name, relations in AUDIENCES.items():
        if relations - RELATIONS.keys():
            yield 5, f"The audience “{name}” names somebody who is not among the relations."


def _walk(resolver: URLResolver, before: str) -> Iterator[tuple[str, str]]:
    for part in resolver.url_patterns:
        pattern = before + str(part.pattern)
        if isinstance(part, URLPattern):
            yield str(part.name or ""), pattern
        elif part.namespace in FAMILIES:
            yield str(part.namespace), pattern
        elif isinstance(part, URLResolver):
            yield from _walk(part, pattern)
