"""What tests of gates, decisions and conditions may ask for."""

from __future__ import annotations

from typing import Any

import pytest

from principles import edition_cache
from principles.models import Question
from tests.approvals.checked import Named
from tests.council import Council
from tests.cycles.conftest import bench, time_stands

__all__ = ["bench", "named", "time_stands"]


@pytest.fixture
def named(bench: Council, settings: Any) -> Named:
    """Has a question of the proving edition name a check of `checked`."""

    def name(code: str, check: str) -> None:
        settings.GATE_CHECKS = {"sample": f"tests.approvals.checked.{check}"}
        Question.objects.filter(code=code).update(check_name="sample")
        edition_cache.clear()

    return name
