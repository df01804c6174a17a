"""What SQLite is taught on every new connection."""

from __future__ import annotations

from typing import Any


def register_unicode_upper(connection: Any, **signal: Any) -> None:
    """Its own UPPER knows the letters of ASCII alone, so nobody called Siân would be found."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("UPPER", 1, _upper, deterministic=True)


def _upper(value: Any) -> Any:
    return value.upper() if isinstance(value, str) else value
