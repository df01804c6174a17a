"""What the name of a file says: a title, and a date where one stands in it."""

from __future__ import annotations

import re
from calendar import month_abbr, month_name
from datetime import date
from pathlib import PurePath

from uploads.names import clean_name

MONTHS = {name.casefold(): number for names in (month_name, month_abbr) for number, name in enumerate(names) if name}
MONTHS |= {"sept": 9}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
EARLIEST = 1990
PATTERNS = (
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[-_. ]?(?P<month>[01]\d)[-_. ]?(?P<day>[0-3]\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<day>[0-3]?\d)[-_. ](?P<month>[01]?\d)[-_. ](?P<year>(?:(?:19|20)\d\d|\d\d))(?!\d)"),
    re.compile(
        rf"(?<!\d)(?:(?P<day>[0-3]?\d)(?:st|nd|rd|th)?[-_. ]*)?(?<![a-z])(?P<month>{MONTH})[-_. ]*"
        r"(?P<year>(?:19|20)\d\d)(?!\d)",
        re.IGNORECASE,
    ),
)
SEPARATORS = re.compile(r"[_\s]+|(?<=\w)\+(?=\w)")


def title_in(name: str) -> str:
    """The name without its extension, in words."""
    return SEPARATORS.sub(" ", PurePath(clean_name(name)).stem).strip()


def date_in(name: str, today: date) -> date | None:
    """The first date in the name that is not in the future: 2026-03-27, 27.3.26 or March 2026 (its first day)."""
    for pattern in PATTERNS:
        for found in pattern.finditer(PurePath(name).stem):
            year, month, day = (found[part] or "1" for part in ("year", "month", "day"))
            number = MONTHS.get(month.casefold()) or int(month)
            try:
                said = date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))
            except ValueError:
                continue
            if said.year >= EARLIEST and said <= today:
                return said
    return None
