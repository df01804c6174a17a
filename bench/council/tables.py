"""Which tables hang on a service or a cycle, read from the models, so that a new one is copied too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from cycles.models import Cycle, Service

Model = type[models.Model]


@dataclass(frozen=True)
class CycleTable:
    """A table, and the foreign keys that lead from its rows to a cycle."""

    model: Model
    path: tuple[models.ForeignKey[Any, Any], ...] = ()

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def joins(self) -> str:
        """The tables between: `r` is the row itself, `j0`, `j1` ... lead to the one that names the cycle."""
        names = ["r", *(f"j{place}" for place in range(len(self.path) - 1))]
        return " ".join(
            f'JOIN "{key.related_model._meta.db_table}" {right} ON {right}."id" = {left}."{key.column}"'
            for key, left, right in zip(self.path, names, names[1:], strict=False)
        )

    @property
    def cycle_id(self) -> str:
        """The expression that gives the cycle's id."""
        return f'{f"j{len(self.path) - 2}" if len(self.path) > 1 else "r"}."{self.path[-1].column}"'


def tables_of_cycles(exclude: set[Model]) -> list[CycleTable]:
    """Every table that leads to a cycle by foreign keys, the nearest first."""
    tables: dict[Model, CycleTable] = {Cycle: CycleTable(Cycle)}
    grew = True
    while grew:
        near = {
            model: CycleTable(model, (key, *tables[key.related_model].path))
            for model in apps.get_models(include_auto_created=True)
            if model not in tables and model not in exclude and model is not Service
            for key in _keys(model)
            if key.related_model in tables
        }
        grew = bool(near)
        tables |= near
    return list(tables.values())[1:]


def _keys(model: Model) -> list[models.ForeignKey[Any, Any]]:
    """Its foreign keys, those that are always there last: where several lead to a cycle the last one counts."""
    keys = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
    return sorted(keys, key=lambda key: not key.null)
