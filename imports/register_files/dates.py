"""Dates as registers hold them. Days come before months, as in Britain, unless that is impossible."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from imports.register_files.cells import CellValue, plain_text, shortened, without_value
from imports.register_files.results import NotKnown, ReadValue, WrongValue


class OpenEnd(Enum):
    """The end of an arrangement that has none."""

    OPEN_END = "open_end"


OPEN_END = OpenEnd.OPEN_END
DateValue = date | OpenEnd
DateResult = ReadValue[DateValue] | NotKnown | WrongValue

# The first years that are read without a doubt, and the last that are read at all.
PLAUSIBLE_FROM, POSSIBLE_FROM, POSSIBLE_TO = 1990, 1901, 2100
# From here on a year is often a stand-in for "no end".
STAND_IN_FROM = 2090
# Two-digit years below this are of this century.
CENTURY_TURNS = 90
# Excel's numbers of days that fall between 1990 and 2100, by the system that counts from 1900.
FIRST_SERIAL, LAST_SERIAL = 32_874, 73_415
EPOCH_1900, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
LAST_SECOND = time(23, 59, 59)
REMEDY = "Enter a date such as 31 March 2028"

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
YEAR = r"(?P<year>\d{4}|'?\d{2})"
BEFORE, AFTER = r"(?<![\w./-])", r"(?![\w/]|[.-]\d)"
GAP = r"[\s.,/-]*"
TIME = r"(?:[T ]+(?P<hour>\d{1,2}):\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]m)?\s*(?P<zone>Z|UTC|[+-]\d\d:?\d\d)?)?"
FINANCIAL_YEAR = r"(?:f\.?y\.?\s*|financial year\s*)?(?P<year>\d{4}|\d{2})\s*[/-]\s*(?P<second>\d{4}|\d{2})"
PATTERNS: dict[str, re.Pattern[str]] = {
    kind: re.compile(BEFORE + pattern + AFTER, re.IGNORECASE)
    for kind, pattern in {
        "iso": r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + TIME,
        "numbers": rf"(?P<day>\d{{1,2}})\s?[/.\- ]\s?(?P<month>\d{{1,2}})\s?[/.\- ]\s?{YEAR}{TIME}",
        "day_month": rf"{DAY}{GAP}(?:of )?{MONTH}{GAP}{YEAR}{TIME}",
        "month_day": rf"{MONTH}{GAP}(?P<day>\d{{1,2}})(?:(?:st|nd|rd|th),?\s+|,\s*)(?P<year>\d{{4}}){TIME}",
        "quarter": rf"(?:q|quarter|qtr)\s*(?P<quarter>[1-4]){GAP}(?:of )?{FINANCIAL_YEAR}",
        "quarter_after": rf"{FINANCIAL_YEAR}{GAP}(?:q|quarter|qtr)\s*(?P<quarter>[1-4])",
        "calendar_quarter": r"(?:q|quarter|qtr)\s*(?P<quarter>[1-4])[\s,/-]*(?:of )?(?P<year>\d{4})",
        "month": rf"{MONTH}{GAP}{YEAR}",
        "iso_month": r"(?P<year>\d{4})[-/](?P<month>0[1-9]|1[0-2])",
        "financial_year": FINANCIAL_YEAR,
        "month_number": r"(?P<month>0?[1-9]|1[0-2])[/-](?P<year>(?:19|20|21)\d{2})",
        "digits": r"(?P<year>(?:19|20)\d{2})(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)",
        "serial": r"(?P<serial>\d{5})(?:\.0+)?",
        "year": r"(?P<year>(?:19|20)\d{2})",
    }.items()
}
OPEN_WORDS = re.compile(
    r".*\b(rolling|on-?\s?going|evergreen|open[ -]?ended|perpetu(al|ity)|indefinite(ly)?"
    r"|until (further notice|terminated)"
    r"|no (fixed )?(end|expiry)( date)?|no fixed term|permanent|continuous|periodic)\b.*",
    re.IGNORECASE,
)
LEFT_OVER = re.compile(r"\b(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?\b|[\s,.;:()\[\]]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A date found in a text: the first and last day that it may mean, and what to say about it."""

    first: date
    last: date
    doubt: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class _TextFacts:
    """What is known of a text besides itself: that it was a number, from when numbers count, how its column is."""

    typed: bool
    starts_1904: bool
    american: bool


def last_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def day_text(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def read_date(cell: CellValue, *, end: bool, starts_1904: bool = False, american: bool = False) -> DateResult:
    """The date in a cell. Of a month, quarter or year an end is its last day, any other date its first.

    `american`: other dates of the column can only be read with the month first.
    """
    if isinstance(cell, bool):
        return WrongValue("A yes or no is not a date", REMEDY)
    if isinstance(cell, (datetime, date)):
        return _checked(_Reading(_day_of(cell), _day_of(cell)), end=end)
    text = plain_text(cell)
    if nothing := without_value(text, REMEDY):
        return nothing
    facts = _TextFacts(isinstance(cell, (int, float)), starts_1904, american)
    try:
        readings = list(_readings(text, facts))
    except ValueError:
        return WrongValue(f"“{shortened(text)}” is not a day of the calendar", REMEDY)
    return _chosen(text, readings, end=end)


def _chosen(text: str, readings: Sequence[tuple[_Reading, tuple[int, int]]], *, end: bool) -> DateResult:
    """The one date of a text."""
    days = {(reading.first, reading.last) for reading, _ in readings}
    if not days and OPEN_WORDS.fullmatch(text):
        return ReadValue(OPEN_END) if end else NotKnown(text)
    if not days:
        return WrongValue(f"“{shortened(text)}” is not a date", REMEDY)
    if len(days) > 1:
        return WrongValue(f"“{shortened(text)}” holds more than one date", "Enter one date")
    reading, (start, stop) = readings[0]
    rest = LEFT_OVER.sub("", text[:start] + text[stop:])
    if rest and len(readings) == 1:
        words = f"The words beside the date in “{shortened(text)}” were left out"
        reading = _Reading(reading.first, reading.last, reading.doubt or words, reading.note)
    return _checked(reading, end=end)


def order_of(cell: CellValue) -> str:
    """ "day" or "month" where the cell is a date in numbers that can only be read with that first, else ""."""
    match = PATTERNS["numbers"].fullmatch(plain_text(cell)) if isinstance(cell, str) else None
    if not match or max(int(match["day"]), int(match["month"])) <= 12:
        return ""
    return "day" if int(match["day"]) > 12 else "month"


def _day_of(cell: date | datetime) -> date:
    """The day of a typed cell. A spreadsheet's own rounding can leave a second before midnight."""
    if not isinstance(cell, datetime):
        return cell
    late = cell.time() >= LAST_SECOND and cell.year < datetime.max.year
    return cell.date() + timedelta(days=1) if late else cell.date()


def _checked(reading: _Reading, *, end: bool) -> DateResult:
    day = reading.last if end else reading.first
    doubt = reading.doubt
    if day.year >= 9000 and end:
        return ReadValue(OPEN_END, f"{day_text(day)} was read as “no end”")
    if day.year < POSSIBLE_FROM:
        return WrongValue(f"{day_text(day)} is what a spreadsheet shows for an empty date", REMEDY)
    if day.year > POSSIBLE_TO:
        return WrongValue(f"{day_text(day)} is after {POSSIBLE_TO}", REMEDY)
    if day.year < PLAUSIBLE_FROM:
        doubt = f"{day_text(day)} is before {PLAUSIBLE_FROM}"
    elif day.year >= STAND_IN_FROM:
        doubt = f"{day_text(day)} may stand for “no end”"
    return ReadValue(day, doubt, reading.note, "Check the date" if doubt else "")


def _readings(text: str, facts: _TextFacts) -> Iterator[tuple[_Reading, tuple[int, int]]]:
    """Each date in the text with its place. Patterns are tried from the surest on, each on what the others left."""
    free = text
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(free):
            reading = _reading(kind, match, facts)
            if reading:
                yield reading, match.span()
                free = free[: match.start()] + "_" * (match.end() - match.start()) + free[match.end() :]


def _reading(kind: str, match: re.Match[str], facts: _TextFacts) -> _Reading | None:
    """What a match means, None where it means nothing; ValueError for a day that no month has."""
    parts = match.groupdict()
    if kind == "serial":
        number = int(match["serial"])
        if match[0] != match.string or not FIRST_SERIAL <= number <= LAST_SERIAL:
            return None
        serial = (EPOCH_1904 if facts.starts_1904 else EPOCH_1900) + timedelta(days=number)
        words = f"“{match[0]}” was read as the number by which Excel keeps {day_text(serial)}"
        return _Reading(serial, serial, note=words) if facts.typed else _Reading(serial, serial, words)
    if not parts.get("day"):
        return _span(kind, match)
    year, month, day, doubt = _year(parts["year"]), _month(parts["month"]), int(parts["day"]), ""
    if kind == "numbers" and month > 12 >= day:
        day, month, doubt = month, day, f"“{match[0]}” can only be read with the month first"
    elif kind == "numbers" and facts.american and day <= 12 and day != month:
        doubt = f"“{match[0]}” was read with the day first, but other dates of this column have the month first"
    if parts.get("zone") in ("Z", "UTC") and parts.get("hour") == "23" and 3 <= month <= 10:
        doubt = f"“{match[0]}” may be the day after, in British Summer Time"
    value = date(year, month, day)
    return _Reading(value, value, doubt)


def _span(kind: str, match: re.Match[str]) -> _Reading | None:
    """A month, a quarter or a year."""
    parts = match.groupdict()
    year = _year(parts["year"])
    if parts.get("second"):  # a financial year, 1 April to 31 March, or a quarter of it: the fourth is January to March
        if _year(parts["second"]) != year + 1:
            return None
        if not parts.get("quarter"):
            words = f"“{year}/{(year + 1) % 100:02}” gives only a financial year"
            return _Reading(date(year, 4, 1), date(year + 1, 3, 31), words)
        month = 3 * int(parts["quarter"]) + 1
        first = date(year + month // 13, (month - 1) % 12 + 1, 1)
        return _Reading(first, last_of_month(first.year, first.month + 2), note="Only a quarter of a year is given")
    if kind == "calendar_quarter":
        month = 3 * int(parts["quarter"]) - 2
        words = f"“{match[0]}” was read as a quarter of the calendar year"
        return _Reading(date(year, month, 1), last_of_month(year, month + 2), words)
    if kind == "year":
        # A year in a sentence says nothing of a day.
        alone = match[0] == match.string.strip(" .,;")
        return _Reading(date(year, 1, 1), date(year, 12, 31), f"“{match[0]}” gives only a year") if alone else None
    month = _month(parts["month"])
    return _Reading(date(year, month, 1), last_of_month(year, month), note=f"“{match[0]}” gives only a month")


def _year(text: str) -> int:
    year = int(text.lstrip("'"))
    if len(text.lstrip("'")) == 4:
        return year
    return year + (1900 if year >= CENTURY_TURNS else 2000)


def _month(text: str) -> int:
    return int(text) if text.isdigit() else MONTHS.index(text[:3].casefold()) + 1
