"""How long an agreement runs and may be extended, from texts such as "2+1+1"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from contracts.terms import last_day_of_term, move_last_day
from imports.register_files.cells import CellValue, plain_text, shortened, without_value
from imports.register_files.dates import read_date
from imports.register_files.numbers import with_digits
from imports.register_files.results import NotKnown, ReadValue, WrongValue


@dataclass(frozen=True, slots=True)
class ContractTerm:
    """An initial length and extensions, in months; or the day until which it may be extended. None: not said."""

    initial: int | None = None
    extensions: tuple[int, ...] = ()
    until: date | None = None

    def as_extensions(self) -> ContractTerm:
        """The same lengths where the initial one is known from dates: all of them are extensions."""
        return replace(self, initial=None, extensions=(self.initial or 0, *self.extensions)) if self.initial else self


# The months of each of its periods, None where they are not whole, and its place in the words.
Duration = tuple[tuple[int, ...] | None, int]
TermResult = ReadValue[ContractTerm] | NotKnown | WrongValue

YEAR, LONGEST = 12, 1200
# A number without a unit from here on counts months: nobody writes "24+12" for years.
MONTHS_FROM = 12
WHOLE_YEARS_OF_WEEKS = {26: 6, 52: 12, 104: 24, 156: 36, 208: 48, 260: 60}
REMEDY = "Enter a term such as 2+1+1, 3 years + up to 2 years, or No extension"

NO_EXTENSION = re.compile(
    r"no|none|nil|0|n|false|no (further |more )?(extensions?|options?|provision)( to extend| available"
    r"| remaining| left| period| options?)?"
    r"|(not?n?[ -]?extend[ai]ble|not extended|without( an)? extension|fixed( term)?|no option to extend"
    r"|all (extensions )?(used|taken|exhausted))"
)
SOME_EXTENSION = re.compile(
    r"y|yes|true|extend[ai]ble|extensions?( available| possible)?|options?( to extend)?|optional"
)
UNTIL = re.compile(r"\b(?:to|until|till|through)\s+(?:the\s+)?(?:end\s+of\s+)?(.+)$")
UNIT = r"(?P<unit>years?|months?|weeks?|days?)"
DURATION = re.compile(rf"(?:(?P<times>\d{{1,2}})\s*x\s*)?(?P<number>\d{{1,3}}(?:\.\d+)?)\s*(?:{UNIT})?")
PERIODS = re.compile(
    r"\b(\d{1,2})\s+(?:(?:further|additional|optional|possible|separate|extra|more|x)\s+)*(?:periods?"
    r"|extensions?|options?|terms?)"
    r"(?:\s+to\s+extend)?(?:\s+of|\s+for|\s+each\s+of)?(?:\s+up\s+to)?(?:\s+a)?(?:\s+further)?\s+(\d)"
)
SEVERAL = re.compile(rf"\b(\d{{1,2}})\s+(\d{{1,2}})\s*-?\s*{UNIT}")
BREAK = re.compile(
    r"[,;(]?\s*\b(with |subject to |and )?(an? |annual |yearly )?(break|review|termination"
    r"|notice)\b.*$"
)
SHORT_UNITS = (
    (re.compile(r"\b(a|an) (further |additional |optional )?(?=(year|month)\b)"), "1 "),
    (re.compile(r"(?<=[\d ])(yrs?|years?|y|yr\(s\)|year\(s\))\b\.?"), " year "),
    (re.compile(r"(?<=[\d ])(mths?|mnths?|months?|mos?|m|month\(s\))\b\.?"), " month "),
    (re.compile(r"(?<=[\d ])(wks?|weeks?)\b\.?"), " week "),
    (re.compile(r"(?<=\d)\s*[x*×]\s*(?=\d)"), " x "),
    (re.compile(r"(?<=\d)-(?=\s*(year|month|week))"), " "),
)
EXTENDS = re.compile(
    r"\+|\b(plus|with|option(al|s)?|exten(d|ds|ded|sions?|dable|dible)|up to|further|additional|possible"
    r"|then)\b"
)
AND_EXTENDS = re.compile(r"(\+|\b(plus|with|and|then)\b).*\b(exten|option)")
# In one bracket, a whole that the bracket itemises: "4 years (2+1+1)".
ITEMISED = re.compile(r"^\D*(\d+)\s*(year|month)?\s*\((?=.*\+)([^()]+)\)\s*(?:year|month)?s?\s*$")


def first_end(term: ContractTerm, start: date) -> date | None:
    """The last day of the initial term."""
    return last_day_of_term(start, term.initial) if term.initial else None


def last_end(term: ContractTerm, start: date, end: date | None = None) -> date | None:
    """The last day with every extension. `end` is the last day without them, where it is known by itself."""
    if term.until:
        return term.until
    end = end or first_end(term, start)
    if not end:
        return None
    return move_last_day(end, sum(term.extensions)) if term.extensions else end


def months_between(start: date, end: date) -> int:
    """The whole months of a term from its first to its last day, rounded to the nearest."""
    after = end + timedelta(days=1)
    months = (after.year - start.year) * 12 + after.month - start.month
    return months + round((after.day - start.day) / 31)


def read_term(cell: CellValue, *, extends: bool = False) -> TermResult:
    """The term in a cell. `extends`: the column holds extensions, so that a length alone is one."""
    if isinstance(cell, (datetime, date)):
        return ReadValue(ContractTerm(until=cell.date() if isinstance(cell, datetime) else cell))
    text = plain_text(cell)
    words = with_digits(text.casefold())
    if isinstance(cell, bool) or SOME_EXTENSION.fullmatch(words) or NO_EXTENSION.fullmatch(words):
        some = bool(SOME_EXTENSION.fullmatch(words))
        doubt = "An extension is possible, but not how long" if some else ""
        return ReadValue(ContractTerm(), doubt, remedy=REMEDY if doubt else "")
    return without_value(text, REMEDY) or _read_words(text, words, extends=extends)


def _read_words(text: str, words: str, *, extends: bool) -> TermResult:
    quoted = f"“{shortened(text)}”"
    words, until, doubt = _without_until(words)
    if BREAK.search(words):
        words, doubt = BREAK.sub("", words), doubt or f"Only the length was read from {quoted}"
    if re.search(r"\d{4}", words):
        return WrongValue(f"{quoted} mixes dates and lengths", REMEDY)
    for pattern, plain in SHORT_UNITS:
        words = pattern.sub(plain, words)
    words = SEVERAL.sub(r"\1 x \2 \3", PERIODS.sub(r"\1 x \2", words))
    itemised = ITEMISED.match(words)
    if itemised:
        whole, parts = [list(_durations(part, words)) for part in (words[: itemised.start(3)], itemised[3])]
        if whole and _total(parts) == _total(whole):
            words, doubt = itemised[3], doubt or f"{quoted} was read as {itemised[3].strip()}"
    durations = list(_durations(words, words))
    if not durations and not until:
        return WrongValue(f"{quoted} is not a term", REMEDY)
    if any(months is None for months, _ in durations):
        return WrongValue(f"{quoted} does not come to whole months", REMEDY)
    initial, extensions = _split_lengths(words, durations, extends=extends and not until)
    if initial and until and not EXTENDS.search(words):
        until = None  # it ends the initial term
    if sum(extensions) + (initial or 0) > LONGEST:
        return WrongValue(f"{quoted} is longer than {LONGEST // YEAR} years", REMEDY)
    if not extensions and not until and EXTENDS.search(words):
        doubt = doubt or f"{quoted} tells of extensions, but not how long"
    return ReadValue(ContractTerm(initial, tuple(extensions), until), doubt, remedy=REMEDY if doubt else "")


def _without_until(words: str) -> tuple[str, date | None, str]:
    """The words before "until 31 March 2030", that date, and a doubt about it."""
    match = UNTIL.search(words)
    day = read_date(match[1], end=True) if match else None
    if match and isinstance(day, ReadValue) and isinstance(day.value, date):
        return words[: match.start()], day.value, day.doubt
    return words, None, ""


def _split_lengths(words: str, durations: list[Duration], *, extends: bool) -> tuple[int | None, list[int]]:
    """The initial length and the extensions. A single length is one where words, or the column, say so."""
    initial, extensions = None, list[int]()
    for index, (months, place) in enumerate(durations):
        alone = extends and len(durations) == 1 and not AND_EXTENDS.search(words[place:])
        if index == 0 and not alone and len(months or ()) == 1 and not EXTENDS.search(words[:place]):
            initial = sum(months or ())
        else:
            extensions.extend(months or ())
    return initial, extensions


def _total(durations: Iterable[Duration]) -> int:
    return sum(sum(months or ()) for months, _ in durations)


def _durations(words: str, context: str) -> Iterator[Duration]:
    """Each length with its place: its months, one for each period, or None where they are not whole.

    A number without a unit has that of the next number that has one, or of the one before, or of the whole text.
    """
    matches = list(DURATION.finditer(words))
    units = [match["unit"] for match in matches]
    bare = max((float(match["number"]) for match in matches), default=0)
    other = re.search(r"\b(year|month)s?\b", context)
    default = other[1] if other else "month" if bare >= MONTHS_FROM else "year"
    for index, match in enumerate(matches):
        later = next((unit for unit in units[index:] if unit), None)
        earlier = next((unit for unit in reversed(units[:index]) if unit), None)
        # "3 years, plus 1+1": what follows a plus has the unit before it; "2+1+1 years" that after it.
        unit = (match["unit"] or later or earlier or default).rstrip("s")
        number = float(match["number"])
        if not match["unit"] and unit == "month" and number < MONTHS_FROM <= bare:
            unit = "year"  # "2 + 12 months"
        months = number * YEAR if unit == "year" else number
        if unit == "week":
            months = WHOLE_YEARS_OF_WEEKS.get(int(number), 0.5)
        if unit == "day" or months != int(months):
            yield None, match.start()
        elif months:
            yield (int(months),) * int(match["times"] or 1), match.start()
