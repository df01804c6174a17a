"""Published notices of Lincolnshire County Council, as they were published (Open Government Licence v3)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "lincolnshire_contracts.csv"


@dataclass(frozen=True)
class ProcurementNotice:
    """One notice: its own title, value in GBP if it gives one, and where it can be read."""

    ocid: str
    title: str
    value: Decimal | None
    source: str


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
            )
            for row in csv.DictReader(file)
        }
