"""Rows of statements that are written out: read as models, with days and moments of other tables, and updated."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import DateField, DateTimeField, DecimalField, Model
from django.db.models.expressions import Col

from ui.fast_loading import FastLoadingModel

M = TypeVar("M", bound=Model)
Row = TypeVar("Row", bound=FastLoadingModel)
DAY, MOMENT, MONEY = DateField(), DateTimeField(), DecimalField(max_digits=14, decimal_places=2)


def row_of(model: type[Row], **columns: Any) -> Row:
    """A row of which these columns are known, keys as `service_id`; others are read when asked for, as after `only`."""
    return model.from_db(None, columns.keys(), columns.values())


def read_whole(statement: str, values: Sequence[Any], *models: type[Model]) -> list[Any] | None:
    """The one row of a statement that selects `first.*, second.*` and so on, as an object of each of these models.

    An object is None where an outer join found nothing, and all is None where there is no row. PostgreSQL takes longer
    to read a hundred names than a star.
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        columns, row = [column[0] for column in cursor.description], cursor.fetchone()
    if row is None:
        return None
    objects: list[Any] = []
    start = 0
    for model in models:
        fields = model._meta.concrete_fields
        end = start + len(fields)
        found = dict(zip(columns[start:end], row[start:end], strict=True))
        for column in _to_convert(model, connection.vendor):
            for convert in (*connection.ops.get_db_converters(column), *column.get_db_converters(connection)):
                found[column.target.column] = convert(found[column.target.column], column, connection)
        made = model.from_db(
            connection.alias, [field.attname for field in fields], [found[field.column] for field in fields]
        )
        objects.append(None if made.pk is None else made)
        start = end
    return objects


@cache
def _to_convert(model: type[Model], vendor: str) -> list[Col]:
    """The columns whose values the driver does not give as the model has them."""
    columns = [field.cached_col for field in model._meta.concrete_fields]
    return [
        column for column in columns if connection.ops.get_db_converters(column) or column.get_db_converters(connection)
    ]


def as_day(value: Any) -> date | None:
    """SQLite gives a day as a text."""
    day: date | None = DAY.to_python(value) if isinstance(value, str) else value
    return day


def as_moment(value: Any) -> datetime | None:
    """SQLite gives a moment as a text, or as one without a time zone: both are in UTC."""
    moment: datetime | None = MOMENT.to_python(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def as_money(value: Any) -> Decimal | None:
    """SQLite gives an amount as a number."""
    amount: Decimal | None = MONEY.to_python(value)
    return amount


def update_rows(model: type[M], rows: Collection[M], names: Iterable[str]) -> None:
    """Store these fields of rows that exist, in one statement: what `bulk_update` does, in a third of its time."""
    settings: list[str] = []
    values: list[Any] = []
    wanted = set(names)
    keys = [row.pk for row in rows]
    for field in (field for field in model._meta.concrete_fields if field.name in wanted):
        cases = " ".join(["WHEN %s THEN %s"] * len(keys))
        settings.append(f"{field.column} = CASE id {cases} ELSE {field.column} END")
        for row in rows:
            values += [row.pk, field.get_db_prep_save(getattr(row, field.attname), connection)]
    statement = f"UPDATE {model._meta.db_table} SET {', '.join(settings)} WHERE id IN ({', '.join(['%s'] * len(keys))})"
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *keys])
