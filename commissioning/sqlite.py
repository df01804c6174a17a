"""A function of every new connection to SQLite."""

from __future__ import annotations

from typing import Any


def register_unicode_upper(connection: Any, **signal: Any) -> None:
    """SQLite's own UPPER changes ASCII letters only, so a search would not find Siân."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("UPPER", 1, _upper, deterministic=True)


def _upper(value: Any) -> Any:
    return value.upper() if isinstance(value, str) else value
