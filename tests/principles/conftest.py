"""Here editions are loaded by the tests themselves."""

from __future__ import annotations

import pytest

from accounts.models import Directorate, Specialism
from principles.models import Edition


@pytest.fixture
def nothing_loaded(db: None) -> None:
    """As before the first edition: the one that other tests share is away for the length of the test."""
    for model in (Edition, Directorate, Specialism):
        model._default_manager.all().delete()
