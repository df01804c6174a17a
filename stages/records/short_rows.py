"""The rows of one table on the short page: what its form shows, what was changed of it, and what is written.

A stored row stands there as text until somebody asks to change it: then its fields are drawn. New rows have theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import QueryDict

from cycles.models import Cycle
from cycles.services.changing import Change
from stages.records.forms import RecordForm, record_form
from stages.records.kinds import RecordKind, all_kinds
from stages.records.models import StageRecord
from stages.records.selectors.tables import RowCount, counts_read_once, first_rows, rows_of, rows_read_once
from stages.records.services.tables import RowInput, write_rows
from stages.records.short_fields import SeenForm, SeenRow, Values
from ui.control_tags import error_target

SHOWN = 10  # stored rows of a table
MOST = 40  # rows that one page may send of a table


class ShortRowForm(SeenForm, RecordForm):
    """A row of which nothing was changed is neither checked nor written, unless it is a known one."""

    is_closed = False

    def __init__(self, *args: Any, shown: SeenRow, **kwargs: Any) -> None:
        super().__init__(*args, shown=shown, empty_permitted=not shown.is_known, **kwargs)
        self.theirs: Sequence[tuple[str, str]] = ()  # what the row says now, where somebody else changed it
        self.is_gone = False  # somebody else removed it

    def _ticked(self, name: str) -> bool:
        return self.is_bound and self.add_prefix(name) in self.data

    @property
    def is_removed(self) -> bool:
        return self._ticked("remove")

    @property
    def is_confirmed(self) -> bool:
        return self._ticked("confirm")

    @property
    def is_touched(self) -> bool:
        return self.is_removed or self.is_confirmed or self.has_changed()

    @property
    def title(self) -> str:
        """What the row was called when the page was made; "" of a new one."""
        is_new = self.shown.pk is None and not self.shown.is_known
        return "" if is_new else str(self.shown.seen.get(self.kind.title) or "")


@dataclass
class ClosedRow:
    """A stored row as text, which can be confirmed and removed. It asks nothing, so nothing of it is wrong."""

    kind: RecordKind
    instance: StageRecord
    prefix: str
    shown: SeenRow
    data: QueryDict | None
    theirs: Sequence[tuple[str, str]] = ()
    is_gone: ClassVar[bool] = False
    is_bound: ClassVar[bool] = False
    is_closed: ClassVar[bool] = True
    changed_data: ClassVar[Sequence[str]] = ()
    cleaned_data: ClassVar[Values] = {}

    @property
    def is_removed(self) -> bool:
        return self.data is not None and f"{self.prefix}-remove" in self.data

    @property
    def is_confirmed(self) -> bool:
        return self.data is not None and f"{self.prefix}-confirm" in self.data

    @property
    def is_touched(self) -> bool:
        return self.is_removed or self.is_confirmed

    @cached_property
    def title(self) -> str:
        return self.kind.title_of(self.instance)

    @cached_property
    def texts(self) -> list[tuple[str, str]]:
        return [(label, text) for label, text in short_texts(self.kind, self.instance) if text != self.title]

    def is_valid(self) -> bool:
        return True


def short_texts(kind: RecordKind, record: StageRecord) -> list[tuple[str, str]]:
    """The fields of the short page that are filled, each with its label."""
    texts = [(kind.label(name), kind.text(record, name)) for name in kind.short_fields]
    return [(label, text) for label, text in texts if text]


@cache
def _is_chosen_from(code: str) -> bool:
    """Whether fields of the short page have the rows of this table for choices, so that all of them are read."""
    columns = [kind.column(name) for kind in all_kinds().values() for name in kind.short_fields]
    return any(column.related_model is all_kinds()[code].model for column in columns if column.is_relation)


class TableRows:
    """The rows of a table as a form, bound to what was sent or showing what is stored; then what is added to them."""

    template = "stages/short/rows.html"

    def __init__(
        self,
        kind: RecordKind,
        cycle: Cycle,
        data: QueryDict | None,
        optional: Mapping[str, str] | None = None,
        *,
        asks_all: bool = False,
    ) -> None:
        """`optional`: fields that may be empty where `write` has a default, and the error where it has none.
        `asks_all`: more than the first rows will be asked for.
        """
        self.kind, self.cycle, self.data, self.optional = kind, cycle, data, optional or {}
        self.fault = ""  # of the table as a whole
        self._form = cast("type[ShortRowForm]", record_form(kind, kind.short_fields, ShortRowForm))
        self._choices: dict[str, Any] = {}
        self.forms: list[ShortRowForm | ClosedRow] = []
        self.places = 0  # the highest number of a row, and one
        if data is not None:
            self._read(data)
            return
        reads_all = asks_all or _is_chosen_from(kind.code)
        for record in self.records[:SHOWN] if reads_all else first_rows(kind, cycle, SHOWN):
            self._add_closed(SeenRow(record.pk, record.version), record)

    @cached_property
    def records(self) -> Sequence[StageRecord]:
        """All stored rows."""
        return rows_read_once(self.kind, self.cycle)

    @property
    def more(self) -> int:
        """How many stored rows stand on the full page alone."""
        return max(counts_read_once(self.cycle).get(self.kind.code, RowCount()).in_all - SHOWN, 0)

    def add_known(self, initial: Sequence[Values]) -> None:
        """New rows with values from elsewhere: they are written with the page unless they are left out."""
        for values in initial:
            self._add(SeenRow(is_known=True), initial=values)

    def add_blanks(self, initial: Sequence[Values]) -> None:
        """Empty rows, or with values that are written once somebody has typed something beside them."""
        for values in initial:
            if self.places < MOST:
                self._add(SeenRow(), initial=values)

    def leave_unchecked(self) -> None:
        """Draw what was sent without its errors."""
        for form in self.forms:
            if isinstance(form, ShortRowForm):
                form.is_unchecked = form.empty_permitted = True

    def is_valid(self) -> bool:
        return not self.fault and all(form.is_removed or form.is_valid() for form in self.forms)

    @property
    def has_input(self) -> bool:
        return any(form.shown.is_known or form.is_touched for form in self.forms)

    @property
    def is_stale(self) -> bool:
        return any(form.theirs or form.is_gone for form in self.forms)

    def faults(self) -> Iterator[tuple[str, str]]:
        """Where each is, and what it says."""
        if self.fault:
            yield f"section-{self.kind.code}", f"{self.kind.name}: {self.fault}"
        for number, form in enumerate(self.forms, start=1):
            row = f"{self.kind.name}, row {number}"
            if form.theirs or form.is_gone:
                what = "removed" if form.is_gone else "changed"
                yield f"row-{form.prefix}", f"{row}: somebody {what} it while you were editing"
            if isinstance(form, ClosedRow) or not form.is_bound or form.is_removed:
                continue
            for name, messages in form.errors.items():
                target = f"row-{form.prefix}" if name == NON_FIELD_ERRORS else error_target(form[name])
                yield from ((target, f"{row}: {message}") for message in messages)

    def write(self, change: Change, defaults: Values) -> None:
        """Only what was typed is written of a row, so that what others wrote in its other fields stays. `defaults` are
        the values of fields that the page does not ask, for new rows.

        Raises Stale, or ValidationError with `fault` set.
        """
        titles = {self.kind.title_of(row).casefold() for row in rows_of(self.kind, change.cycle)}
        rows = []
        for form in self.forms:
            shown = form.shown
            if form.is_removed:
                rows += [RowInput(None, shown.pk, shown.version)] if shown.pk else []
            elif shown.pk and form.is_touched:
                values = {name: form.cleaned_data[name] for name in form.changed_data}
                rows.append(RowInput(values, shown.pk, shown.version))
            elif isinstance(form, ShortRowForm) and not shown.pk:
                title = self.kind.title
                # a known row is written unless somebody has written it meanwhile
                if form.has_changed() or (shown.is_known and str(form.values[title]).casefold() not in titles):
                    given = {name: value for name, value in form.values.items() if name not in self.optional or value}
                    rows.append(RowInput({**defaults, **given}))
        if not rows:
            return
        try:
            for name, sentence in self.optional.items():
                if any(not row.values.get(name, row.pk) for row in rows if row.values is not None):
                    raise ValidationError(sentence)
            write_rows(change, self.kind, rows)
        except ValidationError as error:
            faults = error.update_error_dict({})
            named = {name: name if name == NON_FIELD_ERRORS else self.kind.label(name) for name in faults}
            texts = [
                message if name == NON_FIELD_ERRORS else f"{named[name]}: {message}"
                for name, messages in faults.items()
                for message in ValidationError(messages).messages
            ]
            self.fault = " ".join(texts)
            raise

    def says(self) -> list[tuple[StageRecord, str, list[tuple[str, str]]]]:
        """The stored rows to read: title and the fields of the page that are filled."""
        return [(row, self.kind.title_of(row), short_texts(self.kind, row)) for row in self.records]

    def _choices_of(self, chooser: Any) -> list[Any]:
        """Rows of another table that the page has read are not read again."""
        kind = next((kind for kind in all_kinds().values() if kind.model is chooser.queryset.model), None)
        if kind is None:
            return list(iter(chooser.choices))  # list alone would count first
        rows = rows_read_once(kind, self.cycle)
        return [("", chooser.empty_label), *((row.pk, chooser.label_from_instance(row)) for row in rows)]

    def _read(self, data: QueryDict) -> None:
        sent = data.get(f"{self.kind.code}-rows", "")
        number = min(int(sent), MOST) if sent.isascii() and sent.isdigit() and len(sent) < 4 else 0
        stored = {row.pk: row for row in self.records}
        for place in range(number):
            prefix = f"{self.kind.code}-{place}"
            shown = SeenRow.read(data.get(f"{prefix}-row", ""))
            record = stored.get(shown.pk) if shown.pk else None
            if f"{prefix}-closed" in data:
                self._read_closed(shown, record, data)
                continue
            theirs = short_texts(self.kind, record) if record else []  # before the form writes into the row
            form = self._add(shown, instance=record, data=data)
            if shown.pk is None or not form.is_touched:
                continue
            if record is None:
                form.is_gone = not form.is_removed
                form.shown = SeenRow()  # sent again, it is a new row
                form.__dict__.pop("changed_data")
            elif record.version != shown.version:
                form.theirs, form.shown = theirs, replace(shown, version=record.version)
        self.forms = [form for form in self.forms if form.shown.pk is None or form.shown.pk in stored]

    def _read_closed(self, shown: SeenRow, record: StageRecord | None, data: QueryDict) -> None:
        """A row that was shown as text; `change` names the one whose fields are asked for."""
        if record is None:
            self.places += 1
        elif data.get("change") == f"{self.kind.code}-{self.places}":
            self._add(SeenRow(record.pk, record.version), instance=record)
        else:
            row = self._add_closed(shown, record)
            if row.is_touched and record.version != shown.version:
                row.theirs, row.shown = short_texts(self.kind, record), replace(shown, version=record.version)

    def _add_closed(self, shown: SeenRow, record: StageRecord) -> ClosedRow:
        row = ClosedRow(self.kind, record, f"{self.kind.code}-{self.places}", shown, self.data)
        self.places += 1
        self.forms.append(row)
        return row

    def _add(self, shown: SeenRow, **options: Any) -> ShortRowForm:
        prefix = f"{self.kind.code}-{self.places}"
        self.places += 1
        form = self._form(prefix=prefix, kind=self.kind, cycle=self.cycle, shown=shown, **options)
        for name, form_field in form.fields.items():
            if isinstance(form_field, forms.ModelChoiceField):
                chooser: Any = form_field
                if name not in self._choices:
                    self._choices[name] = self._choices_of(chooser)
                chooser.choices = self._choices[name]
        for name in self.optional:
            form.fields[name].required = False
            if len(self._choices.get(name, "..")) < 2:  # none but "Select"
                del form.fields[name]
        self.forms.append(form)
        return form
