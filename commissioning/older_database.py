"""The check that refuses a database which an earlier version of the program made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.migrations.loader import MigrationLoader

SENTENCE = (
    "This database was made by an earlier version of the program, which was never released: start with an empty"
    " DATA_DIR (or database), or run the version that made it."
)


def check_database(
    app_configs: Any = None, databases: Sequence[str] | None = None, **options: Any
) -> list[CheckMessage]:
    """An error for each database with an applied migration of the project's apps that no file defines any more."""
    own = {
        config.label
        for config in apps.get_app_configs()
        if Path(config.path).is_relative_to(settings.BASE_DIR) and "site-packages" not in config.path
    }
    faults: list[CheckMessage] = []
    for alias in databases or ():
        loader = MigrationLoader(connections[alias], ignore_no_migrations=True)
        if any(app in own and (app, name) not in loader.disk_migrations for app, name in loader.applied_migrations):
            faults.append(Error(SENTENCE, id="migrations.E001"))
    return faults
