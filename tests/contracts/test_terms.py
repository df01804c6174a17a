"""How long agreements last, by hand-made tables."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from contracts.terms import (
    ExtensionTerm,
    LastDays,
    NoticePeriod,
    Term,
    TermChange,
    ends_so_far,
    last_day_of_term,
    last_days,
    move_last_day,
    value_a_year,
)

TWELVE_WEEKS = timedelta(weeks=12)
THREE_MONTHS = NoticePeriod(months=3)
END = date(2028, 3, 31)
YEAR, OTHER = ExtensionTerm(months=12), ExtensionTerm(until=date(2031, 3, 31))
TAKEN, NOT_TAKEN = ExtensionTerm(months=12, taken=True), ExtensionTerm(months=12, taken=False)


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2027, 4, 1), 60, date(2032, 3, 31)),
        (date(2027, 4, 1), 96, date(2035, 3, 31)),
        (date(2026, 9, 1), 24, date(2028, 8, 31)),
        (date(2027, 3, 1), 12, date(2028, 2, 29)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 1, 15), 6, date(2027, 7, 14)),
    ],
)
def test_a_term_ends_on_the_day_before(start: date, months: int, last: date) -> None:
    assert last_day_of_term(start, months) == last


@pytest.mark.parametrize(
    ("day", "months", "other"),
    [
        (date(2028, 3, 31), -3, date(2027, 12, 31)),
        (date(2028, 3, 30), -1, date(2028, 2, 29)),
        (date(2028, 2, 29), 1, date(2028, 3, 31)),
        (date(2028, 2, 28), 12, date(2029, 2, 28)),
    ],
)
def test_the_last_day_of_a_month_stays_the_last(day: date, months: int, other: date) -> None:
    assert move_last_day(day, months) == other


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (Term(None), LastDays()),
        (Term(None, is_rolling=True, notice=THREE_MONTHS), LastDays()),
        (Term(END), LastDays(END, END)),
        (Term(END, notice=THREE_MONTHS), LastDays(END, END)),  # it ends by itself: nobody has to be told
        (Term(END, extensions=[YEAR]), LastDays(END, date(2029, 3, 31))),
        (
            Term(END, notice=THREE_MONTHS, extensions=[YEAR, YEAR]),
            LastDays(END, date(2030, 3, 31), date(2027, 12, 31), date(2027, 10, 8)),
        ),
        (
            Term(END, notice=THREE_MONTHS, extensions=[TAKEN, ExtensionTerm(months=12, notice=NoticePeriod(days=30))]),
            LastDays(date(2029, 3, 31), date(2030, 3, 31), date(2029, 3, 1), date(2028, 12, 7)),
        ),
        (Term(END, notice=THREE_MONTHS, extensions=[TAKEN, NOT_TAKEN]), LastDays(date(2029, 3, 31), date(2029, 3, 31))),
        (Term(END, extensions=[OTHER]), LastDays(END, date(2031, 3, 31))),
        (Term(END, extensions=[YEAR], ended_on=date(2027, 6, 30)), LastDays(date(2027, 6, 30), date(2027, 6, 30))),
        (Term(END, changes=[TermChange(6, date(2027, 1, 4))]), LastDays(date(2028, 9, 30), date(2028, 9, 30))),
        (Term(END, changes=[TermChange(-3, date(2027, 1, 4))]), LastDays(date(2027, 12, 31), date(2027, 12, 31))),
        (
            Term(END, notice=THREE_MONTHS, extensions=[YEAR], changes=[TermChange(6, date(2027, 1, 4))]),
            LastDays(date(2028, 9, 30), date(2029, 9, 30), date(2028, 6, 30), date(2028, 4, 7)),
        ),
        (
            Term(END, ended_on=date(2027, 6, 30), changes=[TermChange(6, date(2027, 1, 4))]),
            LastDays(date(2027, 6, 30), date(2027, 6, 30)),
        ),
    ],
)
def test_what_follows_from_a_term(term: Term, expected: LastDays) -> None:
    assert last_days(term, TWELVE_WEEKS) == expected


@pytest.mark.parametrize(
    ("yearly", "whole", "start", "end", "expected"),
    [
        (Decimal(5), Decimal(100), date(2025, 4, 1), END, Decimal(5)),
        (None, Decimal(600_000), date(2025, 4, 1), END, Decimal("199954.38")),  # over 1,096 days
        (None, Decimal(90_000), date(2025, 4, 1), date(2026, 3, 31), Decimal(90_000)),
        (None, Decimal(90_000), date(2025, 4, 1), date(2025, 9, 30), Decimal(90_000)),
        (None, Decimal(90_000), date(2025, 4, 1), None, None),
        (None, Decimal(90_000), None, END, None),
        (None, None, date(2025, 4, 1), END, None),
    ],
)
def test_a_whole_life_value_is_spread_over_the_years(
    yearly: Decimal | None, whole: Decimal | None, start: date | None, end: date | None, expected: Decimal | None
) -> None:
    assert value_a_year(yearly, whole, start, end) == expected


def test_variations_and_extensions_count_in_the_order_of_their_decisions() -> None:
    until = ExtensionTerm(until=date(2029, 3, 31), taken=True, decided_on=date(2027, 6, 1))
    before, after = TermChange(6, date(2027, 5, 1)), TermChange(2, date(2028, 5, 1))
    assert [*ends_so_far(Term(END, extensions=[NOT_TAKEN, until], changes=[after, before]))] == [
        (None, END),
        (None, date(2028, 9, 30)),
        (1, date(2029, 3, 31)),
        (None, date(2029, 5, 31)),
    ]
    assert [*ends_so_far(Term(None, is_rolling=True, changes=[before]))] == []
