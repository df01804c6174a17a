"""The pipeline notice, UK1: Procurement Act 2023 s93. Pure: no Django, no database, no clock.

Published within 56 days from 1 April, it names the contracts above a value whose tender or transparency notice is to be
published within 18 months from that day.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal


def pipeline_window(year: int) -> tuple[date, date]:
    """The first and the last of the 18 months from 1 April of that year."""
    return date(year, 4, 1), date(year + 1, 9, 30)


def belongs(value: Decimal | None, notice_on: date, over: Decimal, window: tuple[date, date]) -> bool:
    """Whether a procurement is on the pipeline. One whose value is not known is not."""
    first, last = window
    return value is not None and value > over and first <= notice_on <= last
