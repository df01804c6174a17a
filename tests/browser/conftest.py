from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.server import Site, on_sqlite


@pytest.fixture
def site(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site on a database of its own, with the framework loaded and nobody in it."""
    template = tmp_path_factory.getbasetemp() / "template" / "site.sqlite3"
    found = on_sqlite(tmp_path / "site", template)
    try:
        yield found
    finally:
        found.stop()
