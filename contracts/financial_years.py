"""Financial years of councils: from 1 April to 31 March. Pure: no Django, no database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Self


@dataclass(frozen=True, order=True)
class FinancialYear:
    """The year that begins on 1 April of `start`."""

    start: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year if day >= date(day.year, 4, 1) else day.year - 1)

    @classmethod
    def from_text(cls, text: str) -> Self | None:
        """2026-27, as it stands in addresses; None for anything else."""
        match = re.fullmatch(r"(20\d\d)-(\d\d)", text, re.ASCII)
        year = cls(int(match[1])) if match else None
        return year if year and year.code == text else None

    @property
    def first(self) -> date:
        return date(self.start, 4, 1)

    @property
    def last(self) -> date:
        return date(self.start + 1, 3, 31)

    @property
    def before(self) -> FinancialYear:
        return FinancialYear(self.start - 1)

    @property
    def code(self) -> str:
        return f"{self.start}-{(self.start + 1) % 100:02}"

    def __str__(self) -> str:
        return f"{self.start}/{(self.start + 1) % 100:02}"
