"""The tables of the stages: each kind of row with its model, fields and words. `settings.STAGE_TABLES` lists them.

Pages, forms, pasting, the history, packs, files and search all read a kind; a new one needs nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.module_loading import import_string

from accounts.models import User
from cycles.models import Cycle
from stages.records.fields import MoneyColumn
from stages.records.models import StageRecord
from ui.wording import day

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class RecordKind:
    """One table of a stage.

    `fields` are the columns of the model that people fill, in the order of form, pack and file; `columns` those that
    the page shows. `title` is the field that names a row. `choices` gives, by field, the choices that come from the
    cycle's edition. `checks` are the names of the gate checks that read the table. `is_carried` rows go to the next
    cycle as drafts, all but `left_behind`, the fields that belong to the cycle itself. `officers_only` tables are not
    published to councillors with the answers of their stage. `renew` names the service `(cycle) -> None` that works out
    anew what is stored besides, in the transaction of every change of the table.
    """

    code: str  # in addresses, in packs and in the record
    stage: str
    model: type[StageRecord]
    name: str  # of the table: "Intended outcomes"
    singular: str  # "outcome"
    lead: str  # what the table is for, above it
    fields: Sequence[str]
    columns: Sequence[str]
    title: str
    empty: str = ""  # what to do first, while there is no row
    plural: str = ""
    short_fields: Sequence[str] = ()  # those asked on the stage's one page for small cycles
    choices: Mapping[str, Callable[[Cycle], Choices]] = field(default_factory=dict)
    checks: Sequence[str] = ()
    principle: str = ""  # code of the principle that it honours most
    is_carried: bool = False
    left_behind: Sequence[str] = ()
    officers_only: bool = False
    # what stands beside rows of a cycle besides their fields, by the key of the row
    notes: Callable[[Cycle], Mapping[int, str]] | None = None
    most: int = 500  # rows
    closed: Callable[[Cycle], str] | None = None  # why the rows can't be changed now, "" where they can
    renew: str = ""

    @property
    def one(self) -> str:
        """One row with its article: "an outcome"."""
        return f"{'an' if self.singular[0] in 'aeiou' else 'a'} {self.singular}"

    def column(self, name: str) -> models.Field[Any, Any]:
        return self.model._meta.get_field(name)  # type: ignore[return-value]

    def label(self, name: str) -> str:
        """What a field is called, as its form says it."""
        label = str(self.column(name).verbose_name)
        return label[:1].upper() + label[1:]

    @property
    def holder_field(self) -> str:
        """The field of who answers for a row: its first person, "" where it has none."""
        return next((name for name in self.fields if is_person(self.column(name))), "")

    def title_of(self, record: StageRecord) -> str:
        return self.text(record, self.title)

    def text(self, record: StageRecord, name: str) -> str:
        """A field of a row as people read it, "" where it is empty. Choices of the edition are read once a cycle."""
        value = getattr(record, name)
        if value is None or value in ("", []):
            return ""
        if name in self.choices:
            named = dict(self.choices[name](record.cycle))
            codes = value if isinstance(value, list) else [value]
            return ", ".join(str(named.get(code, code)) for code in codes)
        column = self.column(name)
        if column.choices:
            return _labels(column).get(value, str(value))
        return f"£{value:,.2f}".removesuffix(".00") if isinstance(column, MoneyColumn) else plain_text(value)


@cache
def _labels(column: models.Field[Any, Any]) -> Mapping[Any, str]:
    """Of a field's choices, by value. Tables show hundreds of them."""
    return {value: str(label) for value, label in column.flatchoices}


def plain_text(value: object) -> str:
    """A day in words, Yes or No, 1,234.5 for 1234.50; anything else as it is."""
    match value:
        case date():
            return day(value)
        case bool():
            return "Yes" if value else "No"
        case Decimal():
            text = f"{value:,f}"
            return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def all_kinds() -> Mapping[str, RecordKind]:
    """Every table by its code, in the order of the stages."""
    return _kinds(tuple(settings.STAGE_TABLES))


def kinds_of(stage: str) -> list[RecordKind]:
    return [kind for kind in all_kinds().values() if kind.stage == stage]


def kind_of(record: StageRecord) -> RecordKind:
    return next(kind for kind in all_kinds().values() if kind.model is type(record))


def is_person(column: models.Field[Any, Any]) -> bool:
    return column.related_model is User


@cache
def _kinds(names: Sequence[str]) -> Mapping[str, RecordKind]:
    kinds: dict[str, RecordKind] = {}
    for name in names:
        for kind in import_string(name):
            if kind.code in kinds:
                raise ImproperlyConfigured(f"{name} declares the table {kind.code} again")
            kinds[kind.code] = kind
    return kinds
