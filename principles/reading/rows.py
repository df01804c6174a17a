"""Reading the fields of a mapping one by one. Each fault is noted, and the reading goes on with an empty value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from typing import Any, TypeVar

from principles.reading.lines import BROKEN, FaultList, LinedDict, LinedList

T = TypeVar("T")

WORDS: dict[type[Any], str] = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    date: "a date like 2026-03-31",
    LinedList: "a list",
    LinedDict: "fields with values",
}


class FieldReader:
    """Reads one mapping of a file. `name` begins each of its faults: question AN-RES-1."""

    def __init__(self, fields: LinedDict, faults: FaultList, name: str = "") -> None:
        self.fields = fields
        self.faults = faults
        self.name = name
        self._read: set[str] = set()

    def line_of(self, key: str) -> int:
        return self.fields.lines.get(key, self.fields.line)

    def fault(self, key: str, what: str) -> None:
        self._note(self.line_of(key), what)

    def check_all_read(self) -> None:
        """Note a fault for each field that was not read: the format has no such field."""
        for key in self.fields:
            if key not in self._read:
                self.fault(key, f"{key} is not a known field")

    def text(self, key: str, most: int | None = None, needed: bool = True) -> str:
        value = self._value(key, str, needed)
        return self._checked(self.line_of(key), key, value, most) if value is not None else ""

    def code(self, key: str, form: str, most: int, like: str, needed: bool = True) -> str:
        """Text that matches the form; `like` is an example of it."""
        value = self.text(key, most, needed)
        if value and not re.fullmatch(form, value):
            self.fault(key, f"{key} must be like {like}, not {value}")
        return value

    def flag(self, key: str, default: bool | None = None) -> bool:
        value = self._value(key, bool, needed=default is None)
        return bool(default) if value is None else value

    def whole(self, key: str, least: int = 0, most: int = 1000, needed: bool = True) -> int:
        value = self._value(key, int, needed)
        if value is None:
            return least
        if not least <= value <= most:
            self.fault(key, f"{key} must be from {least} to {most}, not {value}")
        return value

    def number(self, key: str, most: int) -> float:
        """A number from 0, whole or not."""
        self._read.add(key)
        value = self.fields.get(key)
        if type(value) not in (int, float) or not 0 <= float(str(value)) <= most:
            self.fault(key, f"{key} must be a number from 0 to {most}")
            return 0.0
        return float(str(value))

    def wholes(self, key: str, length: int) -> list[int]:
        """A list of so many whole numbers, none below 0."""
        values = self._value(key, LinedList)
        if values is None:
            return []
        if len(values) != length:
            self.fault(key, f"{key} must have {length} numbers, not {len(values)}")
        if any(type(value) is not int or not 0 <= value <= 1000 for value in values):
            self.fault(key, f"every number of {key} must be a whole number from 0 to 1000")
        return list(values)

    def day(self, key: str, needed: bool = True) -> date | None:
        return self._value(key, date, needed)

    def choice(self, key: str, codes: Collection[str] | None, what: str, needed: bool = True) -> str:
        """One of the codes. None: their own list is at fault, so any code is accepted."""
        value = self.text(key, needed=needed)
        if value and codes is not None and value not in codes:
            self.fault(key, f'there is no {what} "{value}"')
        return value

    def choices(self, key: str, codes: Collection[str] | None, what: str, repeat: bool = False) -> tuple[str, ...]:
        """One or more of the codes."""
        values = self.texts(key, least=1)
        for value in dict.fromkeys(values):
            if codes is not None and value not in codes:
                self.fault(key, f'there is no {what} "{value}"')
            if not repeat and values.count(value) > 1:
                self.fault(key, f"{key} has {value} twice")
        return values

    def texts(self, key: str, least: int = 0, needed: bool = True) -> tuple[str, ...]:
        values = self._value(key, LinedList, needed)
        if values is None:
            return ()
        if len(values) < least:
            self.fault(key, f"{key} is empty")
        texts = []
        for line, value in zip(values.lines, values, strict=True):
            if isinstance(value, str):
                texts.append(self._checked(line, key, value, None))
            else:
                texts.append("")
                if value is not BROKEN:
                    self._note(line, f"every item of {key} must be text, not {_shown(value)}")
        return tuple(texts)

    def codes(self, key: str, form: str, like: str) -> tuple[str, ...]:
        """One or more texts that match the form."""
        values = self.texts(key, least=1)
        for value in values:
            if value and not re.fullmatch(form, value):
                self.fault(key, f"every item of {key} must be like {like}, not {value}")
        return values

    def row(self, key: str, needed: bool = True) -> FieldReader | None:
        values = self._value(key, LinedDict, needed)
        return None if values is None else FieldReader(values, self.faults, f"{self.name} {key}".strip())

    def optional_row(self, key: str) -> FieldReader | None:
        return self.row(key) if key in self.fields else None

    def rows(self, key: str, kind: str, least: int = 1, by: str = "code") -> list[FieldReader]:
        """The mappings in a list, each named by its code or its place."""
        values = self._value(key, LinedList)
        if values is None:
            return []
        if len(values) < least:
            self.fault(key, f"{key} is empty")
        readers = []
        for place, (line, value) in enumerate(zip(values.lines, values, strict=True), start=1):
            if isinstance(value, LinedDict):
                code = value.get(by)
                name = f"{kind} {code}" if isinstance(code, str) else f"{kind} number {place}"
                readers.append(FieldReader(value, self.faults, name))
            elif value is not BROKEN:
                self._note(line, f"{kind} number {place} must be fields with values, not {_shown(value)}")
        return readers

    def _value(self, key: str, kind: type[T], needed: bool = True) -> T | None:
        self._read.add(key)
        value = self.fields.get(key)
        if value is BROKEN:
            return None
        if value is None:
            if needed:
                self.fault(key, f"{key} is missing")
            return None
        if type(value) is kind:
            return value
        self.fault(key, f"{key} must be {WORDS[kind]}, not {_shown(value)}")
        return None

    def _checked(self, line: int, key: str, value: str, most: int | None) -> str:
        value = value.strip()
        if not value:
            self._note(line, f"{key} is empty")
        elif any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t" for letter in value):
            self._note(line, f"{key} has a character that is not text")
        elif most and len(value) > most:
            self._note(line, f"{key} must be {most} characters or fewer; it has {len(value)}")
        return value

    def _note(self, line: int, what: str) -> None:
        self.faults.add(line, f"{self.name}: {what}" if self.name else what)


def check_unique(rows: list[FieldReader], key: str) -> None:
    """Note a fault for each code that its list has a second time."""
    first: dict[str, int] = {}
    for row in rows:
        value = row.fields.get(key)
        if not isinstance(value, str):
            continue
        if value in first:
            row.fault(key, f"{key} {value} appears twice; the first is on line {first[value]}")
        first.setdefault(value, row.line_of(key))


def _shown(value: object) -> str:
    if isinstance(value, LinedDict):
        return "fields with values"
    if isinstance(value, LinedList):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
