"""Dates, money and counts as words. Pure: today and local times are arguments."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

MILLION = Decimal(1_000_000)
LEFT_OUT = "Restricted cycles that you may not see are left out."  # on every list of cycles, to everybody
DAYS_A_MONTH = 30.4


def day(value: date) -> str:
    """4 December 2026."""
    return f"{value.day} {value:%B} {value.year}"


def month(value: date) -> str:
    """December 2026."""
    return f"{value:%B} {value.year}"


def day_range(first: date, last: date) -> str:
    """On 4 December 2026; from 4 to 9 December 2026; from 28 December 2026 to 3 January 2027."""
    if first == last:
        return f"on {day(first)}"
    start = f"{first.day}"
    if (first.year, first.month) != (last.year, last.month):
        start = f"{start} {first:%B}" if first.year == last.year else day(first)
    return f"from {start} to {day(last)}"


def day_short(value: date, today: date) -> str:
    """4 December in the current year, 4 December 2027 in another."""
    return f"{value.day} {value:%B}" if value.year == today.year else day(value)


def clock(value: datetime) -> str:
    """3:12pm."""
    return f"{value.hour % 12 or 12}:{value.minute:02}{'am' if value.hour < 12 else 'pm'}"


def moment(value: datetime) -> str:
    """20 November 2026 at 3:12pm."""
    return f"{day(value)} at {clock(value)}"


def due(value: date, today: date, late: int) -> str:
    """Due 4 December, Due today, 3 working days late, or on the weekend after the day Was due 4 December.

    `late` is the number of working days after the day, up to today.
    """
    if value >= today:
        return "Due today" if value == today else f"Due {day_short(value, today)}"
    return f"{counted(late, 'working day')} late" if late else f"Was due {day_short(value, today)}"


def waited(days: int) -> str:
    """Since today, for 1 working day: the one unit in which pages say how long something has waited."""
    return f"For {counted(days, 'working day')}" if days > 0 else "Since today"


def money(value: Decimal) -> str:
    """£38.4m from a million up, else £96,000; pence only where there are any."""
    return _money(value, "m")


def money_words(value: Decimal) -> str:
    """£38.4 million, for sentences."""
    return _money(value, " million")


def pounds(value: Decimal) -> str:
    """£9,200,000 in full, £96,000.50; pence only where there are any."""
    return f"{'−' if value < 0 else ''}£{abs(value):,.2f}".removesuffix(".00")


def counted(count: int, singular: str, plural: str = "") -> str:
    """1 question, 2 questions."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def lasted(days: int) -> str:
    """12 days, 1 month, 3.5 months."""
    if days < 1:
        return "Less than a day"
    if days < DAYS_A_MONTH:
        return counted(days, "day")
    months = f"{days / DAYS_A_MONTH:.1f}".removesuffix(".0")
    return f"{months} {'month' if months == '1' else 'months'}"


def listed(words: list[str], last: str = "and") -> str:
    """One, two and three."""
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def role_in_sentence(name: str) -> str:
    """Contract manager as "the contract manager"; Finance and Public Health are departments and stay as they are."""
    is_role = " " in name and name.rsplit(" ", 1)[1].islower()
    return f"the {name[:1].lower()}{name[1:]}" if is_role else name


def percent(part: int, whole: int) -> int | None:
    """Rounded as people round, but 100 only where it is all, and 0 only where it is nothing; None of nothing."""
    if not whole:
        return None
    rounded = (200 * part + whole) // (2 * whole)
    return max(1, min(rounded, 99)) if 0 < part < whole else rounded


def with_leaving(person: object, is_active: bool | None = None) -> str:
    """The name of whoever holds something open: Sam Whitby, or Sam Whitby (has left).

    A name alone says with `is_active` whether its person is still here.
    """
    stays = getattr(person, "is_active", True) if is_active is None else is_active
    return str(person) if stays else f"{person} (has left)"


def _money(value: Decimal, millions: str) -> str:
    sign, size = ("−" if value < 0 else ""), abs(value)
    if size >= MILLION:
        tenths = (size / MILLION).quantize(Decimal("0.1"), ROUND_HALF_UP)
        return f"{sign}£{tenths:,}".removesuffix(".0") + millions
    pence = size.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{sign}£{pence:,}".removesuffix(".00")
