"""Rows of the stages' tables for tests, put in through the real service."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from cycles.models import Cycle
from principles.models import Ambition
from stages.records.kinds import all_kinds
from stages.records.models import StageRecord
from stages.records.services.tables import RowInput, change_table
from tests.council import NOW


def add(cycle: Cycle, code: str, **values: Any) -> StageRecord:
    """One row of the table of that code, by the lead of the cycle."""
    rows = [RowInput(values)]
    (record,) = change_table(cycle, all_kinds()[code], rows, actor=cycle.lead, at=NOW)
    return record


def outcome(cycle: Cycle, **more: Any) -> StageRecord:
    """An intended outcome with its baseline."""
    values: dict[str, Any] = {
        "result": "More people stay in their own home",
        "level": "person",
        "ambition": Ambition.objects.get(edition=cycle.edition, code="life"),
        "indicator": "People at home 91 days after leaving hospital",
        "unit": "%",
        "baseline": Decimal("82.5"),
        "baseline_on": date(2026, 3, 31),
        "aim": Decimal(88),
        "aim_by": date(2029, 3, 31),
    }
    return add(cycle, "outcomes", **(values | more))
