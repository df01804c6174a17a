"""The check of all addresses against the access table, at every start."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error
from django.urls import URLPattern, URLResolver, get_resolver

from commissioning.access import ACCESS, AUDIENCES, RELATIONS

FAMILIES = ("admin",)  # namespaces with one row for all of their addresses


def addresses() -> dict[str, list[str]]:
    """The patterns by their names; "" holds those without one."""
    patterns: dict[str, list[str]] = {}
    for name, pattern in _walk(get_resolver(), ""):
        patterns.setdefault(name, []).append(pattern)
    return patterns


def check_access(app_configs: Any = None, **options: Any) -> list[CheckMessage]:
    """Refuse an address without a row, a row without an address, and an unknown audience or relation."""
    patterns, faults = addresses(), list[tuple[int, str]]()
    for pattern in patterns.get("", []):
        faults.append((1, f"{pattern} has no name, so no row of the access table can say who gets through."))
    for name in sorted(patterns.keys() - ACCESS.keys() - {""}):
        faults.append((2, f"The address “{name}” has no row in the access table (commissioning/access.py)."))
    for name in sorted(ACCESS.keys() - patterns.keys()):
        faults.append((3, f"The access table has a row “{name}”, and there is no such address."))
    for name, row in ACCESS.items():
        if {row.reads, row.writes} - {""} - AUDIENCES.keys():
            faults.append((4, f"The row “{name}” of the access table names an audience that is not listed."))
    for name, relations in AUDIENCES.items():
        if relations - RELATIONS.keys():
            faults.append((5, f"The audience “{name}” names somebody who is not among the relations."))
    return [Error(sentence, id=f"access.E{number:03}") for number, sentence in faults]


def _walk(resolver: URLResolver, before: str) -> Iterator[tuple[str, str]]:
    for part in resolver.url_patterns:
        pattern = before + str(part.pattern)
        if isinstance(part, URLPattern):
            yield str(part.name or ""), pattern
        elif part.namespace in FAMILIES:
            yield str(part.namespace), pattern
        elif isinstance(part, URLResolver):
            yield from _walk(part, pattern)
