"""What the demo council's cycles hold in the tables of their stages, from stage_work.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import models

from accounts.models import User
from cycles.models import Cycle
from demo.clock import day_of
from principles.models import Ambition
from stages.records.kinds import RecordKind, all_kinds, is_person
from stages.records.services.tables import RowInput, change_table

SCRIPT = Path(__file__).parent / "stage_work.yaml"


@cache
def stage_work() -> Mapping[str, Any]:
    """By cycle and stage, the rows of each table."""
    loaded: Mapping[str, Any] = yaml.safe_load(SCRIPT.read_text(encoding="utf-8"))
    return loaded


def fill_tables(cycle: Cycle, people: Mapping[str, User], today: date, at: datetime) -> None:
    """Enter what the script has for the stage that the cycle is in, where its tables are empty still."""
    tables = stage_work().get(f"{cycle.service}, cycle {cycle.number}", {}).get(cycle.stage, {})
    for code, rows in tables.items():
        kind = all_kinds()[code]
        if kind.model._default_manager.filter(cycle=cycle).exists():
            continue
        inputs = [RowInput(values_of(kind, cycle, row, people, today)) for row in rows]
        change_table(cycle, kind, inputs, actor=cycle.lead, at=at)


def values_of(
    kind: RecordKind, cycle: Cycle, row: Mapping[str, Any], people: Mapping[str, User], today: date
) -> dict[str, Any]:
    """A row of the script as the service takes it: people by their keys, ambitions by codes, days as `day_of` reads."""
    return {name: _value(kind.column(name), cycle, value, people, today) for name, value in row.items()}


def _value(column: models.Field[Any, Any], cycle: Cycle, value: Any, people: Mapping[str, User], today: date) -> Any:
    if is_person(column):
        return people[value]
    if column.related_model is Ambition:
        return Ambition.objects.get(edition=cycle.edition, code=value)
    if column.related_model:
        return next(row for row in column.related_model._default_manager.filter(cycle=cycle) if str(row) == value)
    if isinstance(column, models.DateField):
        return day_of(value, today)
    return Decimal(str(value)) if isinstance(column, models.DecimalField) else value
