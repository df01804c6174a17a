"""Rows of figures by year as people type, paste or send them, checked row by row. Pure: no Django."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from imports.register_files.cells import SPREADSHEET_ERROR, plain_text, says_nothing, shortened
from imports.register_files.sheets import RegisterFile
from stages.analyse.projection import HUNDREDTH, WHOLE
from ui.wording import listed

MOST_ROWS = 150
LONGEST_AREA = 80
FIRST_YEAR, LAST_YEAR = 1990, 2100
LARGEST = Decimal(10) ** 11
NUMBER = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+|\d{1,3}( \d{3})+)(\.\d+)?|-?\.\d+")
COMMA = re.compile(r"-?\d+(,\d+)+(\.\d+)?")
FINANCIAL_YEAR = re.compile(r"(\d{4})\s?[/-]\s?(\d{2}|\d{4})")
TOTAL = re.compile(r"(grand )?totals?|sum", re.IGNORECASE)
SEPARATORS = {";": "a semicolon", ",": "a comma", "|": "a vertical bar"}
HEADINGS = {
    "area": re.compile(r"\b(areas?|districts?|places?|localit(y|ies)|wards?)\b", re.IGNORECASE),
    "year": re.compile(r"\byears?\b", re.IGNORECASE),
    "low": re.compile(r"\b(low|lower|min(imum)?)\b", re.IGNORECASE),
    "central": re.compile(r"\b(central|middle|medium|mid|main|most likely|base)\b", re.IGNORECASE),
    "high": re.compile(r"\b(high|higher|upper|max(imum)?)\b", re.IGNORECASE),
}


class FiguresRefused(Exception):
    """A table that can't be read as a whole. The message says what to do."""


@dataclass(frozen=True)
class TypedRow:
    """One row as it was typed; `number` is its row in the sheet."""

    number: int
    area: str = ""
    year: str = ""
    low: str = ""
    central: str = ""
    high: str = ""

    @property
    def is_blank(self) -> bool:
        return not any(text.strip() for text in (self.area, self.year, self.low, self.central, self.high))


@dataclass(frozen=True, order=True)
class YearFigure:
    """`low` and `high` are None where the table has one value a year."""

    area: str
    year: int
    low: Decimal | None
    central: Decimal
    high: Decimal | None


@dataclass(frozen=True)
class FigureTable:
    """What the rows say, and by row number what is wrong with those that say nothing: the first fault of each."""

    figures: Sequence[YearFigure]
    problems: Mapping[int, str]


def read_figures(rows: Sequence[TypedRow], *, has_range: bool, whole: str) -> FigureTable:
    """`has_range`: low, central and high a year instead of one value. `whole` is what the whole area is called."""
    figures: dict[tuple[str, int], YearFigure] = {}
    lines: dict[tuple[str, int], int] = {}
    problems: dict[int, str] = {}
    for row in rows:
        if row.is_blank:
            continue
        try:
            figure = _figure(row, has_range=has_range, whole=whole)
        except ValueError as error:
            problems[row.number] = f"Row {row.number}: {error}"
            continue
        key = (figure.area.casefold(), figure.year)
        if key in lines:
            place = f"for {figure.area or whole}" if figure.area or len({area for area, _ in lines}) > 1 else ""
            twice = " ".join(filter(None, (f"Row {row.number}: {figure.year} stands twice", place)))
            problems[row.number] = f"{twice}, first in row {lines[key]}. Remove one of them"
            continue
        lines[key], figures[key] = row.number, figure
    return FigureTable(sorted(figures.values()), problems)


def _figure(row: TypedRow, *, has_range: bool, whole: str) -> YearFigure:
    """Raises ValueError with the sentence that names the fault and its remedy."""
    area = plain_text(row.area)
    if TOTAL.fullmatch(area):
        raise ValueError(f"“{area}” is a sum of other rows. Remove the row, or call it {whole}")
    if len(area) > LONGEST_AREA:
        raise ValueError(f"the area has more than {LONGEST_AREA} characters. Shorten it")
    area = WHOLE if area.casefold() == whole.casefold() else area
    year = _year(plain_text(row.year))
    values = {name: _number(getattr(row, name), year) for name in ("low", "central", "high")}
    if not has_range:
        if values["central"] is None:
            raise ValueError(f"{year} is missing a value. Enter it, or remove the row")
        return YearFigure(area, year, None, values["central"], None)
    if missing := [name for name, value in values.items() if value is None]:
        names = listed([f"a {name}" for name in missing])
        remedy = "it" if len(missing) == 1 else "them"
        raise ValueError(f"{year} is missing {names} value. Enter {remedy}, or remove the row")
    low, central, high = values["low"], values["central"], values["high"]
    assert low is not None and central is not None and high is not None
    if low > central:
        raise ValueError(f"in {year} the low value, {low:,f}, is above the central one, {central:,f}. Correct one")
    if central > high:
        raise ValueError(f"in {year} the high value, {high:,f}, is below the central one, {central:,f}. Correct one")
    return YearFigure(area, year, low, central, high)


def _year(text: str) -> int:
    if not text or says_nothing(text):
        raise ValueError("the year is missing. Enter it, or remove the row")
    if re.fullmatch(r"\d{4}", text) and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    if financial := FINANCIAL_YEAR.fullmatch(text):
        raise ValueError(f"“{text}” is a financial year. Enter the year in which it begins, {financial[1]}")
    if mark := next((name for mark, name in SEPARATORS.items() if mark in text), ""):
        raise ValueError(
            f"“{shortened(text)}” holds {mark}. Put the year in a column of its own, and write numbers without commas"
        )
    if text.isdigit():
        raise ValueError(f"{shortened(text)} is not a year between {FIRST_YEAR} and {LAST_YEAR}. Correct it")
    raise ValueError(f"“{shortened(text)}” is not a year. Enter four digits, like 2031")


def _number(cell: str, year: int) -> Decimal | None:
    text = plain_text(cell)
    if not text or says_nothing(text):
        return None
    quoted = f"“{shortened(text)}” in {year}"
    if text.startswith("="):
        raise ValueError(f"{quoted} is a formula. Copy the values of the cells, not their formulas")
    if SPREADSHEET_ERROR.fullmatch(text):
        raise ValueError(f"{quoted} is an error of the spreadsheet. Correct it there, or enter the number")
    if not NUMBER.fullmatch(text):
        if COMMA.fullmatch(text):
            raise ValueError(f"{quoted} can be read in two ways. Write 1.5 with a point, or 1,500 with three digits")
        raise ValueError(f"{quoted} is not a number. Enter digits alone, like 1,250")
    value = Decimal(text.replace(",", "").replace(" ", ""))
    if value < 0:
        raise ValueError(f"{quoted} is below 0. Enter 0 or more")
    if value >= LARGEST:
        raise ValueError(f"{quoted} is too large. Enter a number below 100 billion")
    return value.quantize(HUNDREDTH, ROUND_HALF_UP)


def typed_rows(file: RegisterFile, *, has_range: bool, column: str = "") -> list[TypedRow]:
    """The rows of the first sheet that is not hidden, without its line of headings.

    `column` is the heading of the values, for a table that has several columns of them. Raises FiguresRefused.
    """
    sheet = next((sheet for sheet in file.sheets if sheet.rows and not sheet.hidden), None)
    lines = enumerate(sheet.rows if sheet else (), 1)
    rows = [(number, row) for number, row in lines if any(plain_text(cell) for cell in row)]
    if not rows:
        raise FiguresRefused("There is no table in it. Enter a row for each year.")
    first = [plain_text(cell) for cell in rows[0][1]]
    has_headings = not any(re.fullmatch(r"\d{4}", text) for text in first)
    width = max(len(row) for _, row in rows)
    if width == 1:
        raise FiguresRefused(
            "Everything stands in one column. Put year and value in columns of their own, parted by tabs, commas or"
            " semicolons."
        )
    if has_headings:
        places = _places_by_heading(first, has_range=has_range, column=column)
        rows = rows[1:]
    else:
        places = _places_by_order(width, has_range=has_range)
    if len(rows) > MOST_ROWS:
        raise FiguresRefused(f"There are {len(rows):,} rows. Enter {MOST_ROWS} at most: one for each year and area.")
    if not rows:
        raise FiguresRefused("There is no row under the headings. Enter a row for each year.")
    typed = []
    for number, row in rows:
        texts = {name: plain_text(row[place]) if place < len(row) else "" for name, place in places.items()}
        typed.append(TypedRow(number, **texts))
    return typed


def _places_by_order(width: int, *, has_range: bool) -> Mapping[str, int]:
    values = ["low", "central", "high"] if has_range else ["central"]
    for names in (["year", *values], ["area", "year", *values]):
        if len(names) == width:
            return {name: place for place, name in enumerate(names)}
    asked = "year, low, central and high" if has_range else "year and value"
    raise FiguresRefused(
        f"There are {width} columns without headings. Give {asked}, with the area before them if there are several,"
        " or put a row of headings above."
    )


def _places_by_heading(headings: Sequence[str], *, has_range: bool, column: str) -> Mapping[str, int]:
    places: dict[str, int] = {}
    names = ["area", "year", "low", "central", "high"] if has_range else ["area", "year"]
    for name in names:
        found = [place for place, text in enumerate(headings) if HEADINGS[name].search(text.replace("_", " "))]
        if len(found) > 1:
            raise FiguresRefused(f"{_quoted(headings, found)} could all hold the {name}. Leave one of them.")
        if found:
            places[name] = found[0]
        elif name != "area":
            raise FiguresRefused(
                f"No column is called “{name.capitalize()}”. The headings are {_quoted(headings)}. Rename one of them."
            )
    if not has_range:
        places["central"] = _place_of_values(headings, set(places.values()), column)
    return places


def _place_of_values(headings: Sequence[str], used: set[int], column: str) -> int:
    left = [place for place, text in enumerate(headings) if text and place not in used]
    if column:
        exact = [place for place in left if headings[place].casefold() == plain_text(column).casefold()]
        if not exact:
            raise FiguresRefused(
                f"No column is called “{shortened(column)}”. Those left are {_quoted(headings, left)}."
            )
        return exact[0]
    if not left:
        raise FiguresRefused(f"The headings are {_quoted(headings)}: none is left for the values. Add that column.")
    if len(left) > 1:
        raise FiguresRefused(
            f"{_quoted(headings, left)} could all hold the values. Write the heading of the right one under “Column of"
            " the values”, or leave the others out."
        )
    return left[0]


def _quoted(headings: Sequence[str], places: Sequence[int] | None = None) -> str:
    chosen: Iterator[str] = (headings[place] for place in (range(len(headings)) if places is None else places))
    return listed([f"“{shortened(text)}”" for text in list(chosen)[:8]])
