"""What is said about a cell or a row, and how grave it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from imports.register_files.cells import column_letters
from imports.register_files.dates import DateValue
from imports.register_files.fields import RegisterField
from imports.register_files.suppliers import SupplierInCell
from imports.register_files.terms import ContractTerm
from imports.register_files.values import NoticeInCell

# As `values.FieldValue`, but amounts stand as pounds in the field that they belong to.
RowValue = str | bool | DateValue | Decimal | ContractTerm | NoticeInCell | tuple[SupplierInCell, ...] | tuple[str, ...]


class ProblemLevel(Enum):
    """A note needs nobody; a doubt can be accepted; what is wrong must be mended or left out."""

    NOTE = "note"
    DOUBT = "doubt"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A sentence about a row, with the cell ("G14", or "row 14" without a column) and what to do."""

    cell: str
    field: RegisterField | None
    level: ProblemLevel
    sentence: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where a row stands, and which column holds which of its fields."""

    number: int
    columns: Mapping[RegisterField, int]

    def problem(self, field: RegisterField | None, level: ProblemLevel, sentence: str, remedy: str = "") -> RowProblem:
        column = self.columns.get(field) if field else None
        cell = f"row {self.number}" if column is None else f"{column_letters(column)}{self.number}"
        return RowProblem(cell, field, level, sentence, remedy)


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A row: its number in the sheet, its values, its cells as text, and what is to be said about it.

    A field that is not known has no value. `left_out` is why the row is proposed to be left out, or "".
    """

    number: int
    values: Mapping[RegisterField, RowValue]
    texts: Mapping[RegisterField, str]
    problems: tuple[RowProblem, ...]
    left_out: str = ""

    @property
    def is_wrong(self) -> bool:
        return any(problem.level is ProblemLevel.WRONG for problem in self.problems)

    @property
    def is_doubtful(self) -> bool:
        return any(problem.level is ProblemLevel.DOUBT for problem in self.problems)
