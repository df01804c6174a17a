"""What tests of cycles may ask for besides."""

from __future__ import annotations

import pytest

from tests.council import Council, found_council
from tests.cycles.edition import load_proving_edition


@pytest.fixture
def bench(db: None) -> Council:
    """The test council at work under the proving edition: few questions, every rule."""
    load_proving_edition()
    return found_council()
