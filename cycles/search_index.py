"""The index behind finding parts of words."""

from __future__ import annotations

import logging
from typing import Any

from django.db import DatabaseError, migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

logger = logging.getLogger(__name__)


def trigram_index(*tables: str) -> migrations.RunPython:
    """A migration operation: PostgreSQL finds parts of words in the column `words` of these tables by trigrams.

    Where the extension pg_trgm can't be had, search goes on without it.
    """

    def create(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor != "postgresql":
            return
        try:
            with transaction.atomic(editor.connection.alias):
                editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm", params=None)
        except DatabaseError as error:
            logger.warning("Search goes on without trigram indexes, so it is slow in a large council: %s", error)
            return
        for table in tables:
            editor.execute(
                f"CREATE INDEX {table}_words ON {table} USING gin (words gin_trgm_ops) WITH (fastupdate = off)",
                params=None,
            )
            # With few statistics the planner takes a rare word for a common one.
            editor.execute(f"ALTER TABLE {table} ALTER COLUMN words SET STATISTICS 1000", params=None)

    def drop(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            for table in tables:
                editor.execute(f"DROP INDEX IF EXISTS {table}_words", params=None)

    return migrations.RunPython(create, drop, elidable=False)
