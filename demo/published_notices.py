"""Published notices of Lincolnshire County Council, as they were published (Open Government Licence v3)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "lincolnshire_contracts.csv"


@dataclass(frozen=True)
class ProcurementNotice:
    """One notice: its own title, value in GBP and term as far as it gives them, and where it can be read."""

    ocid: str
    title: str
    value: Decimal | None
    source: str
    start: date | None = None
    end: date | None = None
    tender_on: date | None = None
    award_on: date | None = None


@cache
def notices() -> dict[str, ProcurementNotice]:
    """By their open contracting ids."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            row["ocid"]: ProcurementNotice(
                row["ocid"],
                row["title"],
                Decimal(row["value_gbp"]) if row["value_gbp"] else None,
                row["source_url"],
                _day(row["contract_start"]),
                _day(row["contract_end"]),
                _day(row["tender_date"]),
                _day(row["award_date"]),
            )
            for row in csv.DictReader(file)
        }


def _day(cell: str) -> date | None:
    """A day as it is; what the notice calls planned or expected is left out."""
    return date.fromisoformat(cell) if len(cell) == len("2026-01-31") else None
