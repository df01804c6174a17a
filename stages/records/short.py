"""The page of a stage on which a small or medium cycle does all of its work: "Analyse in short".

`settings.STAGE_SHORT` names the list of its sections by stage. A section asks, shows and writes the same rows as the
full pages, so that either can be opened after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.module_loading import import_string

from cycles.models import Cycle
from cycles.services.changing import Change
from stages.records.kinds import RecordKind, all_kinds
from stages.records.models import StageRecord
from stages.records.short_fields import SectionFields, Values
from stages.records.short_rows import TableRows


class SectionForm(Protocol):
    """What a section asks: bound to what was sent, or showing what is stored."""

    template: str  # draws it within the form of the page, with `section` and `part`, which is this object

    def is_valid(self) -> bool: ...

    @property
    def has_input(self) -> bool:
        """Whether `write` has something to write."""

    @property
    def is_stale(self) -> bool:
        """Whether somebody else changed what was sent meanwhile; both are shown."""

    def faults(self) -> Iterator[tuple[str, str]]:
        """The id of the place of each error, and its sentence with the name of the section."""

    def leave_unchecked(self) -> None:
        """Draw what was sent without its errors: somebody asked for one more row, or for the fields of one."""


class ShortSection(Protocol):
    """One part of the page. `code` is its own in the stage and begins the names of all its fields."""

    @property
    def code(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def lead(self) -> str: ...
    @property
    def read_with_cycle(self) -> Sequence[str]:
        """The single records of the cycle that `form` finds on it, by their names there."""

    def url(self, cycle: Cycle) -> str:
        """The full page of the same rows."""

    def form(self, cycle: Cycle, data: QueryDict | None, *, another: bool) -> Any:
        """A SectionForm; `another` asks for one more empty row."""

    def write(self, change: Change, form: Any) -> None:
        """Write a valid form of this section. Raises Stale, or ValidationError once the form tells it in `faults`."""


def one_blank(cycle: Cycle, records: Sequence[StageRecord]) -> Sequence[Values]:
    return [{}]


@dataclass(frozen=True)
class TableSection:
    """A section that is a table: the `short_fields` of its kind.

    `known` gives rows with values that the cycle or the register knows, for an empty table; `blanks` the initial values
    of the empty rows; `asks_beside` whether these are shown beside stored ones, which are else added one by one;
    `defaults` what is written in the fields of a new row that the page does not ask, or that are
    `optional` and empty: by field, with the error where there is no default.
    """

    code: str  # RecordKind.code
    lead: str
    known: Callable[[Cycle], Sequence[Values]] = lambda cycle: ()
    blanks: Callable[[Cycle, Sequence[Any]], Sequence[Values]] = one_blank
    asks_beside: Callable[[Sequence[Any]], bool] | None = None
    defaults: Callable[[Cycle], Mapping[str, Any]] = lambda cycle: {}
    optional: Mapping[str, str] = field(default_factory=dict)
    read_with_cycle: Sequence[str] = ()

    @property
    def kind(self) -> RecordKind:
        return all_kinds()[self.code]

    @property
    def title(self) -> str:
        return self.kind.name

    def url(self, cycle: Cycle) -> str:
        return reverse("record-table", args=[cycle.reference, self.kind.stage, self.code])

    def form(self, cycle: Cycle, data: QueryDict | None, *, another: bool) -> TableRows:
        rows = TableRows(self.kind, cycle, data, self.optional, asks_all=self.asks_beside is not None)
        if data is None and not rows.forms:
            rows.add_known(self.known(cycle))
        is_asked = not rows.forms or (self.asks_beside is not None and self.asks_beside(rows.records))
        if another or (data is None and is_asked):
            blanks = self.blanks(cycle, rows.records)
            rows.add_blanks(blanks[:1] if another else blanks)
        return rows

    def write(self, change: Change, form: TableRows) -> None:
        form.write(change, self.defaults(change.cycle))


@dataclass(frozen=True)
class FormSection:
    """A section that is one form."""

    fields: type[SectionFields]
    page: str  # name of the address of the full page
    lead: str

    @property
    def code(self) -> str:
        return self.fields.code

    @property
    def title(self) -> str:
        return self.fields.title

    @property
    def read_with_cycle(self) -> Sequence[str]:
        return self.fields.read_with_cycle

    def url(self, cycle: Cycle) -> str:
        return reverse(self.page, args=[cycle.reference])

    def form(self, cycle: Cycle, data: QueryDict | None, *, another: bool) -> SectionFields:
        return self.fields.of(cycle, data)

    def write(self, change: Change, form: SectionFields) -> None:
        form.write(change)


def sections_of(stage: str) -> Sequence[ShortSection]:
    """Empty where the stage has no short page."""
    name = settings.STAGE_SHORT.get(stage)
    sections: Sequence[ShortSection] = import_string(name) if name else ()
    return sections
