"""What every new connection to SQLite is taught."""

from __future__ import annotations

from typing import Any

from ui.sorting import COLLATION, compare


def register_collation(connection: Any, **signal: Any) -> None:
    """The order of names that PostgreSQL has from a migration; SQLite's own is that of bytes."""
    if connection.vendor == "sqlite":
        connection.connection.create_collation(COLLATION, compare)
