"""A table as a grid of boxes: the text of each box, and what it means.

The fields of the row form clean the texts, so that the same sentences stand beside a box; what can be chosen is read
once for all rows. Long texts that may be empty have no box: they keep what they say.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.models import User
from cycles.models import Cycle
from imports.register_files.cells import shortened
from imports.register_files.dates import day_text
from stages.records.fields import DayColumn, MoneyColumn
from stages.records.forms.rows import SELECT, record_form
from stages.records.kinds import RecordKind, is_person
from stages.records.models import StageRecord
from stages.records.pasted_cells import (
    TICKED,
    BoxOption,
    PastedCell,
    amount_cell,
    choice_cell,
    choices_cell,
    day_cell,
    exact_day,
    number_cell,
    number_text,
    tick_cell,
    words_cell,
)
from ui.fields import MoneyField
from ui.sorting import sort_key
from ui.text import clean_line
from ui.wording import listed

# Choices that a sentence about a wrong one lists.
LISTED = 8
# Fields of this name hold the end of something: a month in them means its last day.
ENDS = ("_by", "until", "ends", "by_when")
REMEDIES = {
    "number": "Write a number like 12.5.",
    "whole": "Write a whole number like 15.",
    "money": "Write an amount like 250,000.",
    "day": "Write a date like 31 March 2026.",
    "person": "Write the name or the email address of an officer who uses this service.",
    "tick": "Write yes or no.",
}
READERS: Mapping[str, Callable[[str], PastedCell]] = {
    "text": words_cell,
    "number": number_cell,
    "whole": number_cell,
    "money": amount_cell,
    "tick": tick_cell,
}


@dataclass(frozen=True)
class GridColumn:
    """A field of the grid: its boxes, their choices, and the form field that cleans them.

    `control` is text, long, number, whole, money, day, tick, choice, several or person.
    """

    name: str
    label: str
    help: str
    control: str
    field: forms.Field
    options: Sequence[BoxOption] = ()
    default: str = ""

    @property
    def is_required(self) -> bool:
        return self.field.required

    @property
    def has_empty_option(self) -> bool:
        """Whether one of the choices is itself to choose nothing: “Another risk”."""
        return any(not option.text for option in self.options)

    @cached_property
    def listed_texts(self) -> frozenset[str]:
        return frozenset(option.text for option in self.options)

    @cached_property
    def text_of_value(self) -> Mapping[Any, str]:
        """Of the choices that are rows or people."""
        return {option.value: option.text for option in reversed(self.options) if option.value is not None}

    @property
    def suggestions(self) -> list[tuple[str, str, bool]]:
        """The choices as the tag `options` takes them."""
        return [(option.text, option.label, False) for option in self.options]

    @cached_property
    def options_html(self) -> SafeString:
        """The choices of a list, none of them chosen: the same for every row."""
        options = [(option.text, option.label) for option in self.options]
        if not self.has_empty_option:
            options.insert(0, ("", SELECT if self.is_required else ""))
        return format_html_join("", '<option value="{}">{}</option>', options)

    def box_text(self, record: StageRecord) -> str:
        """What the box of a stored row holds."""
        value = getattr(record, self.name)
        text = "" if value is None else str(value)
        match value:
            case bool():
                text = TICKED if value else ""
            case Decimal():
                text = str(self.field.prepare_value(value)) if self.control == "money" else number_text(value)
            case date():
                text = day_text(value)
            case list():
                text = "; ".join(str(item) for item in value)
            case models.Model():
                text = self.text_of_value.get(value, "")
        return text if self.control == "long" else " ".join(text.splitlines())

    def read_pasted(self, text: str) -> PastedCell:
        """The text of the box for a cell of a pasted table; an empty cell means the default."""
        if not text.strip():
            return PastedCell(self.default)
        match self.control:
            case "day":
                return day_cell(text, end=self.name.endswith(ENDS))
            case "several":
                return choices_cell(text, self.options)
            case "choice" | "person":
                return choice_cell(text, self.options)
            case "long":
                return words_cell(text, lines=True)
        return READERS[self.control](text)

    def clean(self, text: str) -> Any:
        """The value that a box means. Raises ValidationError that says what to write instead."""
        text = text.strip() if self.control == "long" else clean_line(text)
        if not text and self.field.required:
            raise ValidationError(f"“{self.label}” must be filled in", code="required")
        if not text and isinstance(self.field, forms.ModelChoiceField):
            return None
        if not text:
            return self.field.clean([] if self.control == "several" else "")
        typed: Any = text
        match self.control:
            case "number" | "whole":
                cell = number_cell(text)
                typed = None if cell.doubt else cell.text
            case "day":
                day = exact_day(text)
                typed = day.isoformat() if day else None  # only of a text does the field check the year
            case "tick":
                typed = text if text == TICKED else None
            case "several":
                typed = [self._chosen(part.strip()) for part in text.split(";") if part.strip()]
            case "choice" | "person":
                return self._chosen(text)
        if typed is None:
            self._refuse(text)
        try:
            return self.field.clean(typed)
        except ValidationError as error:
            if self.control in REMEDIES and any(each.code == "invalid" for each in error.error_list):
                self._refuse(text)
            raise

    def _chosen(self, text: str) -> Any:
        cell = choice_cell(text, self.options) if self.control == "person" else PastedCell(text)
        for option in self.options:
            if option.text == cell.text and not cell.doubt:
                return self.field.clean(option.text) if option.value is None else option.value
        return self._refuse(text)

    def _refuse(self, text: str) -> Any:
        remedy = REMEDIES.get(self.control, "")
        if not remedy:
            labels = [option.label for option in self.options if option.text]
            remedy = f"Choose {listed(labels, last='or')}." if len(labels) <= LISTED else "Choose one from the list."
            remedy = remedy if labels else "There is none to choose yet: add it on its own page first."
        raise ValidationError(f"“{self.label}” can’t be read: {shortened(text)}. {remedy}", code="unread")


@dataclass(frozen=True)
class GridCell:
    """One box as it is drawn; `errors` are sentences beside it."""

    column: GridColumn
    text: str
    errors: Sequence[str] = ()

    @property
    def words(self) -> str:
        """What the text means, as people read it."""
        return next((option.label for option in self.column.options if option.text == self.text), self.text)

    @property
    def is_listed(self) -> bool:
        """Whether the text is one of the choices: any other is kept in the list, marked as not one of them."""
        return self.text in self.column.listed_texts


@dataclass(frozen=True)
class GridRow:
    """A row of boxes: its values where `errors` is empty. Errors that belong to no box stand under ""."""

    cells: Sequence[GridCell]
    values: Mapping[str, Any]
    errors: Sequence[tuple[str, str]]

    @property
    def is_blank(self) -> bool:
        return all(cell.text == cell.column.default for cell in self.cells)

    @property
    def row_errors(self) -> list[str]:
        return [sentence for name, sentence in self.errors if not name]

    @property
    def title(self) -> str:
        return self.cells[0].text


class Grid:
    """The boxes of one table of a cycle. `records` are rows whose people stay choices though they have left.

    `with_long`: long texts have boxes too.
    """

    def __init__(
        self, kind: RecordKind, cycle: Cycle, records: Iterable[StageRecord] = (), *, with_long: bool = False
    ) -> None:
        self.kind = kind
        self.cycle = cycle
        fields = {name: kind.column(name) for name in kind.fields}
        if not with_long:
            fields = {
                name: column
                for name, column in fields.items()
                if not (isinstance(column, models.TextField) and column.blank)
            }
        form = record_form(kind, list(fields))(kind=kind, cycle=cycle)
        people = {}
        rows = list(records)
        for name in form.fields:
            if is_person(kind.column(name)):
                people[name] = [person for row in rows if (person := getattr(row, name)) is not None]
        self.columns = [_column(kind, name, field, people.get(name, ())) for name, field in form.fields.items()]
        place = next(place for place, column in enumerate(self.columns) if column.name == kind.title)
        self.columns.insert(0, self.columns.pop(place))

    @property
    def left_out(self) -> list[str]:
        """What the fields without a box are called."""
        boxes = {column.name for column in self.columns}
        return [self.kind.label(name) for name in self.kind.fields if name not in boxes]

    def texts_of(self, record: StageRecord) -> dict[str, str]:
        return {column.name: column.box_text(record) for column in self.columns}

    def blank(self) -> dict[str, str]:
        return {column.name: column.default for column in self.columns}

    def draw(self, texts: Mapping[str, str]) -> GridRow:
        """The boxes without looking at what they hold."""
        return GridRow([GridCell(column, texts.get(column.name, "")) for column in self.columns], {}, ())

    def read(self, texts: Mapping[str, str], record: StageRecord | None = None) -> GridRow:
        """Clean the boxes of a row, new or one that is stored."""
        values: dict[str, Any] = {}
        errors: list[tuple[str, str]] = []
        for column in self.columns:
            try:
                values[column.name] = column.clean(texts.get(column.name, ""))
            except ValidationError as error:
                errors += [(column.name, sentence) for sentence in error.messages]
        if not errors:
            trial = copy.copy(record) if record else self.kind.model(cycle=self.cycle)
            for name, value in values.items():
                setattr(trial, name, value)
            try:
                trial.clean()
            except ValidationError as error:
                boxes = {column.name for column in self.columns}
                for name, sentences in error.update_error_dict({}).items():
                    place = name if name != NON_FIELD_ERRORS and name in boxes else ""
                    errors += [(place, sentence) for sentence in ValidationError(sentences).messages]
        cells = [
            GridCell(column, texts.get(column.name, ""), [text for name, text in errors if name == column.name])
            for column in self.columns
        ]
        return GridRow(cells, values, errors)


def _column(kind: RecordKind, name: str, field: Any, people: Iterable[User]) -> GridColumn:
    column = kind.column(name)
    options: list[BoxOption] = []
    if is_person(column):
        options = _people({person.pk: person for person in [*field.queryset, *people]}.values())
        control = "person"
    elif isinstance(field, forms.ModelChoiceField):
        options = [
            BoxOption(str(row.pk), field.label_from_instance(row), (getattr(row, "code", ""),), row)
            for row in field.queryset or ()
        ]
        control = "choice"
    elif hasattr(field, "choices"):
        for code, label in field.choices:
            if label != SELECT:
                number, _, words = str(label).partition(" ")  # “4 Likely” is also written “Likely”
                options.append(BoxOption(str(code), str(label), (words,) if number.isdigit() else ()))
        control = "several" if isinstance(field, forms.MultipleChoiceField) else "choice"
    else:
        control = _control(column, field)
    has_default = isinstance(column.default, str | int) and not isinstance(column.default, bool)
    default = str(column.default) if has_default else ""
    return GridColumn(name, kind.label(name), str(column.help_text), control, field, options, default)


def _control(column: models.Field[Any, Any], field: forms.Field) -> str:
    if isinstance(column, DayColumn):
        return "day"
    if isinstance(column, MoneyColumn) or isinstance(field, MoneyField):
        return "money"
    if isinstance(field, forms.DecimalField):
        return "number"
    if isinstance(field, forms.IntegerField):
        return "whole"
    if isinstance(field, forms.BooleanField):
        return "tick"
    return "long" if isinstance(column, models.TextField) else "text"


def _people(people: Iterable[User]) -> list[BoxOption]:
    """Each by name; those who share a name by email address."""
    rows = sorted(people, key=lambda person: (sort_key(person.name), person.email))
    names = [person.name.casefold() for person in rows]
    return [
        BoxOption(
            person.name if names.count(person.name.casefold()) == 1 else person.email,
            f"{person.name}, {person.email}",
            (person.email,),
            person,
        )
        for person in rows
    ]
