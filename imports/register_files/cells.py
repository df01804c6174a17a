"""Cells as files hold them: their types, their addresses, and their text made tidy."""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import date, datetime

from imports.register_files.results import NotKnown, WrongValue
from ui.text import clean_text

CellValue = str | float | int | bool | date | datetime | None

# Twice escaped text ("&amp;amp;") is common where a register was put together from web pages.
MAX_UNESCAPES = 3
# Starts of a cell before which exports/spreadsheets.py puts an apostrophe, and what may stand before them.
RUNS, LED_BY = ("=", "+", "-", "@", "\t", "\r", "\n"), " \"'\u00a0"
BLANKS = re.compile(r"[^\S\n]+")
LINES = re.compile(r" ?\n[ \n]*")
DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2212", "------")
QUOTES = str.maketrans("\u2018\u2019\u201a\u02bc\u201c\u201d", "''''\"\"")
SPREADSHEET_ERROR = re.compile(r"#(REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!)|#{3,}", re.IGNORECASE)
NOT_KNOWN = re.compile(
    r"""[\s\-?.*_/]* | \(?blank\)? | t\.?b\.?[acd]\.? | to\ be\ (confirmed|agreed|advised|determined|decided)
      | n\.?\s?[/\\.]?\s?a\.?(\ event\ day)? | \#n/a | not\ applicable | not\ (yet\ )?known | unknown
      | not\ (held|recorded|stated|available|provided|specified|given) | none\ (held|recorded|given) | no(t)?\ data
      | pending | awaited | awaiting\ .* | null | \(null\) | undefined | nan
    """,
    re.IGNORECASE | re.VERBOSE,
)
WITHHELD = re.compile(
    r".*\b(commercial(ly)?[ -](in[ -])?(confiden(ce|tial(ity)?)|sensitiv(e|ity))|confidential|redacted"
    r"|withheld|exempt)\b.*",
    re.IGNORECASE | re.DOTALL,
)
DITTO = re.compile(r'"|\'\'|do\.?|ditto|as above|see above|same as above', re.IGNORECASE)


def column_letters(index: int) -> str:
    """The letters of a column as spreadsheets show them: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def is_filled(cell: CellValue) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


def without_guard(cell: CellValue) -> CellValue:
    """The cell without the apostrophe that keeps spreadsheets from running it as a formula."""
    if not isinstance(cell, str) or not cell.startswith("'"):
        return cell
    first = unicodedata.normalize("NFKC", cell[1:].lstrip(LED_BY)[:1])
    return cell[1:] if first.startswith(RUNS) else cell


def text_of(cell: CellValue) -> str:
    """The cell as a person would type it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date().isoformat()
    return cell.isoformat(" ") if isinstance(cell, datetime) else str(cell)


def tidy_text(cell: CellValue, *, lines: bool = False) -> str:
    """Clean text without entities and doubled blanks; line ends stay only with `lines`."""
    text = text_of(cell)
    for _ in range(MAX_UNESCAPES):
        plain = html.unescape(text)
        if plain == text:
            break
        text = plain
    text = BLANKS.sub(" ", clean_text(text))
    return LINES.sub("\n" if lines else " ", text).strip()


def plain_text(cell: CellValue) -> str:
    """Tidy text of one line with plain dashes and quotes, to be matched against patterns."""
    return tidy_text(cell).translate(DASHES).translate(QUOTES)


def says_nothing(text: str) -> bool:
    """Whether a plain text is blank or says that nothing is known."""
    return bool(NOT_KNOWN.fullmatch(text))


def without_value(text: str, remedy: str) -> NotKnown | WrongValue | None:
    """What becomes of a plain text that no value of any kind can be read from."""
    if says_nothing(text):
        return NotKnown(text)
    if SPREADSHEET_ERROR.fullmatch(text):
        return WrongValue(f"“{text}” is an error of the spreadsheet, not a value", remedy)
    return WrongValue(f"“{text}” points to another row", remedy) if DITTO.fullmatch(text) else None


def shortened(text: str, length: int = 60) -> str:
    """The text as sentences quote it."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
