"""What became of a cell: its value was read, it says that nothing is known, or it can't be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class ReadValue(Generic[Value]):
    """A value. `doubt` is a sentence for a person to check, `note` one that nobody needs to act on."""

    value: Value
    doubt: str = ""
    note: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class NotKnown:
    """A blank cell, or one that says that nothing is known ("TBC"). `doubt` tells what was left out, if anything."""

    text: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class WrongValue:
    """A cell that can't be read, and what to do about it."""

    sentence: str
    remedy: str
