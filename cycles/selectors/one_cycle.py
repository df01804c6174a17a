"""One whole cycle with what it points to, as every page of a cycle and every change starts with it (docs/adr/0049)."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Model

from cycles.models import Cycle
from ui.written_rows import read_whole

SHOWN = ("service", "directorate", "lead")  # on every page of a cycle; most policies ask for the lead


def cycle_named(reference: str, *also: str) -> Cycle | None:
    """The cycle with its service, directorate and lead, and what it points to under the names in `also`."""
    return _read("reference", reference, (*SHOWN, *also))


def lock_cycle(pk: int) -> Cycle:
    """The same with its sponsor and successor; its row is locked until the transaction ends.

    On SQLite the transaction is the only writer. Raises Cycle.DoesNotExist.
    """
    cycle = _read("id", pk, (*SHOWN, "sponsor", "successor"), lock=connection.features.has_select_for_update)
    if cycle is None:
        raise Cycle.DoesNotExist(f"There is no cycle {pk}")
    return cycle


def _read(column: str, value: int | str, names: tuple[str, ...], *, lock: bool = False) -> Cycle | None:
    """One statement, which joins what each name stands for: a key of the cycle, or the one row that has its key."""
    relations: list[Any] = [Cycle._meta.get_field(name) for name in names]
    models: list[type[Model]] = [relation.related_model for relation in relations]
    statement = f"SELECT cycle.*, {', '.join(f'{name}.*' for name in names)} FROM {Cycle._meta.db_table} cycle"
    for name, model, relation in zip(names, models, relations, strict=True):
        ends = f"id = cycle.{relation.column}" if relation.concrete else f"{relation.field.column} = cycle.id"
        statement += f" LEFT JOIN {model._meta.db_table} {name} ON {name}.{ends}"
    statement += f" WHERE cycle.{column} = %s{' FOR UPDATE OF cycle' if lock else ''}"
    found = read_whole(statement, [value], Cycle, *models)
    if found is None:
        return None
    cycle: Cycle = found[0]
    for relation, other in zip(relations, found[1:], strict=True):
        if other is None:
            relation.set_cached_value(cycle, None)
        else:
            setattr(cycle, relation.name, other)
    return cycle
