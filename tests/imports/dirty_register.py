"""A large register as councils keep them: title lines, a total, empty columns, many forms of everything, and faults.

Faults are planted in known rows. All else is readable without a doubt, however untidy.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from openpyxl import Workbook

from contracts.terms import last_day_of_term

HEADINGS = (
    "Contract Ref",
    "Contract Title",
    "",
    "Local Authority Department",
    "Description of the goods and/or services being provided",
    "Supplier Name",
    "Contract Start Date",
    "Contract End Date",
    "Contract Term",
    "Total Contract Value (£)",
    "Estimated Annual Value",
    "SME (Y/N)",
    "VCSE",
    "Contract Manager",
    "Procurement Route",
)
ABOVE = (("Example County Council",), ("Contracts register over £5,000, as at 1 November 2026",), ())
REFERENCE, TITLE, _, DEPARTMENT, TEXT, SUPPLIER, START, END, TERM, VALUE, YEARLY, SMALL, VOLUNTARY, MANAGER, ROUTE = (
    range(15)
)
REPEAT_HEADINGS_EVERY = 500

DATE_FORMS: tuple[Callable[[date], str], ...] = (
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: f"{day.day}/{day.month}/{day:%Y}",
    lambda day: f"{day.day}.{day.month}.{day:%y}",
    lambda day: f"{day:%d-%b-%y}",
    lambda day: f"{day.day} {day:%B %Y}",
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day:%Y-%m-%d}T00:00:00",
    lambda day: f"{day:%d/%m/%Y} 00:00",
    lambda day: f"{day:%a} {day.day} {day:%B %Y}",
    lambda day: f"{day:%B} {day.day}, {day:%Y}",
    lambda day: f"{day.day}th of {day:%B %Y}",
    lambda day: f" {day:%d/%m/%y} ",
)
# Text and months of the initial term.
TERMS = (
    ("2+1+1", 24),
    ("3 years", 36),
    ("4 years + up to 2 years", 48),
    ("5yr", 60),
    ("48 months", 48),
    ("2 years plus 2 x 12 months", 24),
)
AMOUNTS: tuple[Callable[[int], str], ...] = (
    str,
    lambda pounds: f"£{pounds:,}",
    lambda pounds: f"£{pounds:,}.00",
    lambda pounds: f"{pounds / 1000:g}k",
    lambda pounds: f"£{pounds / 1_000_000:g}m",
    lambda pounds: f" £ {pounds:,} (excl VAT)",
)
NAMES = (
    "Fenland Care",
    "Wolds & Coast Transport",
    "Lindsey Homes",
    "Café Société",
    "Smith and Jones",
    "Trent Highways",
)
SPELLINGS: tuple[Callable[[str], str], ...] = (
    lambda name: f"{name} Ltd",
    lambda name: f"{name} Limited",
    lambda name: f"{name.upper()} LTD",
    lambda name: f"{name.replace('&', '&amp;')}  Ltd.",
    lambda name: f"{name.replace('&', 'and')} Ltd",
)
DEPARTMENTS = ("Adult Care and Community Wellbeing", "Children’s Services", "Place", "Resources")
ROUTES = ("Open", "Restricted", "Direct award", "Mini-competition", "RFQ", "Light touch open", "")
NOTHING = ("", "TBC", "n/a", "-", "Not known")


@dataclass(frozen=True)
class PlantedFault:
    """A fault: its row in the sheet, the code of its field ("" for the row), its level, and words of the sentence."""

    row: int
    field: str
    level: str
    words: str


@dataclass
class DirtyRegister:
    """The lines of the sheet, the numbers of the rows that are contracts, and the faults planted in them."""

    lines: list[tuple[str, ...]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    faults: list[PlantedFault] = field(default_factory=list)

    def as_csv(self) -> bytes:
        """As Excel saves it in Britain: commas, and the code page of Windows."""
        out = io.StringIO()
        csv.writer(out).writerows(self.lines)
        return out.getvalue().encode("cp1252")

    def as_xlsx(self) -> bytes:
        """With a sheet of notes in front; ISO days and plain numbers are typed cells."""
        workbook = Workbook()
        workbook.active.append(["How to use this workbook"])
        sheet = workbook.create_sheet("Register")
        for line in self.lines:
            sheet.append([_typed(cell) for cell in line])
        out = io.BytesIO()
        workbook.save(out)
        return out.getvalue()


def _typed(cell: str) -> str | int | date | None:
    if cell.isdigit():
        return int(cell)
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return cell or None


def make_register(count: int = 2_000, seed: int = 1) -> DirtyRegister:
    """A register of so many rows. Every tenth has a fault, of each kind in turn."""
    random = Random(seed)
    register = DirtyRegister(lines=[*ABOVE, HEADINGS])
    for index in range(count):
        if index and index % REPEAT_HEADINGS_EVERY == 0:
            register.lines.append(HEADINGS)
        cells = _row(random, index)
        number = len(register.lines) + 1
        if index % 10 == 9:
            plant = FAULTS[index // 10 % len(FAULTS)]
            register.faults.extend(plant(cells, number, register))
        register.lines.append(tuple(cells))
        register.rows.append(number)
    register.lines.append(("Total", *[""] * 8, "£123,456,789.00"))
    register.lines.append(("Source: the council’s finance system. Values exclude VAT where it can be recovered.",))
    return register


def _row(random: Random, index: int) -> list[str]:
    start = date(2021, 1, 1) + timedelta(days=random.randrange(2_500))
    term, months = random.choice(TERMS)
    pounds = random.randrange(5, 5_000) * 1_000
    spelling, name = random.choice(SPELLINGS), random.choice(NAMES)
    suppliers = spelling(name)
    if index % 7 == 0:
        suppliers = f"{suppliers}; {SPELLINGS[0]('Boston Baking')}"
    return [
        f"LCC{index + 1000:05}",
        f"{random.choice(NAMES).replace('&', '&amp;')}: contract {index}",
        "",
        random.choice(DEPARTMENTS),
        random.choice(
            ("Day care for adults", "Cleaning of schools,\nand of offices", "Gritting &amp; “winter” work", "")
        ),
        suppliers,
        random.choice(DATE_FORMS)(start),
        random.choice((*[form(last_day_of_term(start, months)) for form in DATE_FORMS], random.choice(NOTHING))),
        random.choice((term, term, "", "TBC")),
        random.choice((*[form(pounds) for form in AMOUNTS], random.choice(NOTHING))),
        random.choice((str(pounds // 10), f"£{pounds // 10:,} p.a.", "")),
        random.choice(("Y", "N", "Yes", "SME", "n/a", "")),
        random.choice(("VCSE", "No", "Charity", "")),
        random.choice(("Jo Brook", "R. O’Neill", "")),
        random.choice(ROUTES),
    ]


Plant = Callable[[list[str], int, DirtyRegister], list[PlantedFault]]


def _plant(column: int, text: str, code: str, level: str, words: str, **others: str) -> Plant:
    """A fault that one cell makes, whatever the others say; `others` are set beside it, by the name of the column."""

    def plant(cells: list[str], row: int, register: DirtyRegister) -> list[PlantedFault]:
        cells[column] = text
        for name, value in others.items():
            cells[COLUMNS[name]] = value
        return [PlantedFault(row, code, level, words)]

    return plant


def _same_reference(cells: list[str], row: int, register: DirtyRegister) -> list[PlantedFault]:
    first = register.rows[-3]
    cells[REFERENCE] = register.lines[first - 1][REFERENCE].lower()
    return [
        PlantedFault(row, "reference", "doubt", f"stands in row {first} too"),
        PlantedFault(first, "reference", "doubt", f"stands in row {row} too"),
    ]


def _same_row(cells: list[str], row: int, register: DirtyRegister) -> list[PlantedFault]:
    first = register.rows[-2]
    cells[:] = register.lines[first - 1]
    return [PlantedFault(row, "", "doubt", f"says the same as row {first}")]


def _no_names(cells: list[str], row: int, register: DirtyRegister) -> list[PlantedFault]:
    cells[TITLE], cells[SUPPLIER] = "", "TBC"
    return [PlantedFault(row, "title", "wrong", "neither a title nor a supplier")]


COLUMNS = {"start": START, "end": END, "term": TERM, "value": VALUE}
FAULTS: tuple[Plant, ...] = (
    _plant(END, "30 February 2028", "end", "wrong", "not a day of the calendar"),
    _plant(END, "01/04/2020", "end", "wrong", "is before the start", start="01/04/2024", term=""),
    _plant(START, "next spring", "start", "wrong", "is not a date"),
    _plant(START, "03/31/2024", "start", "doubt", "only be read with the month first", end="", term=""),
    _plant(VALUE, "-£5,000", "value", "wrong", "is negative"),
    _plant(VALUE, "see purchase orders", "value", "wrong", "is not an amount of money"),
    _plant(VALUE, "€250,000", "value", "wrong", "is not in pounds"),
    _plant(VALUE, "£1m - £2m", "value", "doubt", "is a range"),
    _plant(VALUE, "0", "value", "doubt", "no value was given"),
    _plant(VALUE, "£9,999,999 inc VAT", "value", "doubt", "includes VAT"),
    _plant(YEARLY, "£900,000", "yearly_value", "doubt", "above the value over the whole life", value="£10,000"),
    _plant(TERM, "at the council’s discretion", "extension", "wrong", "is not a term"),
    _plant(TERM, "10 years", "extension", "doubt", "months apart", start="01/04/2024", end="31/03/2026"),
    _plant(SUPPLIER, "Smith, Jones and Co Ltd", "suppliers", "doubt", "in spite of its comma"),
    _plant(SUPPLIER, "00123456", "suppliers", "wrong", "is not the name of a supplier"),
    _plant(SMALL, "perhaps", "is_small", "doubt", "neither yes nor no"),
    _no_names,
    _same_reference,
    _same_row,
)
