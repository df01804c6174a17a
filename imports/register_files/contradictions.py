"""What the values of one row say against each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from calendars.days import same_day_of_month
from contracts.terms import last_day_of_term
from imports.register_files.dates import day_text
from imports.register_files.fields import RegisterField
from imports.register_files.problems import ProblemLevel, RowPlace, RowProblem, RowValue
from imports.register_files.terms import ContractTerm, first_end, last_end, months_between

Values = Mapping[RegisterField, RowValue]

FAR_AHEAD_YEARS = 10
# Registers round terms: an end may lie a month beside the one that the term gives.
TERM_TOLERANCE = 1


def find_contradictions(values: Values, place: RowPlace, today: date | None) -> Iterator[RowProblem]:
    """Each contradiction once. `today` is needed only to tell a start far in the future."""
    start, end = _day(values, RegisterField.START), _day(values, RegisterField.END)
    last, award = _day(values, RegisterField.END_WITH_EXTENSIONS), _day(values, RegisterField.AWARD_DATE)
    if start and end and end < start:
        sentence = f"The end, {day_text(end)}, is before the start, {day_text(start)}"
        yield place.problem(RegisterField.END, ProblemLevel.WRONG, sentence, "Correct the start or the end")
    elif start and last and last < start:
        sentence = f"The last possible end, {day_text(last)}, is before the start, {day_text(start)}"
        yield place.problem(RegisterField.END_WITH_EXTENSIONS, ProblemLevel.WRONG, sentence, "Correct one of the dates")
    elif end and last and last < end:
        sentence = f"The last possible end, {day_text(last)}, is before the end, {day_text(end)}"
        yield place.problem(RegisterField.END_WITH_EXTENSIONS, ProblemLevel.WRONG, sentence, "Correct one of the dates")
    if award and start and award > start:
        sentence = f"The award, {day_text(award)}, is after the start, {day_text(start)}"
        yield place.problem(RegisterField.AWARD_DATE, ProblemLevel.DOUBT, sentence, "Check both dates")
    if today and start and start > same_day_of_month(today, 12 * FAR_AHEAD_YEARS):
        sentence = f"The start, {day_text(start)}, is more than {FAR_AHEAD_YEARS} years away"
        yield place.problem(RegisterField.START, ProblemLevel.DOUBT, sentence, "Check the start")
    yield from _money(values, place, start, end)
    yield from _term(values, place, start, end)


def _money(values: Values, place: RowPlace, start: date | None, end: date | None) -> Iterator[RowProblem]:
    whole, yearly = values.get(RegisterField.VALUE), values.get(RegisterField.YEARLY_VALUE)
    vat = values.get(RegisterField.VAT_NOT_RECOVERABLE)
    if not isinstance(whole, Decimal) or whole <= 1:
        return
    shorter = bool(start and end and months_between(start, end) < 12)  # less than a year costs less than a year's value
    if isinstance(yearly, Decimal) and yearly > whole and not shorter:
        sentence = f"The value a year, £{yearly:,.2f}, is above the value over the whole life, £{whole:,.2f}"
        yield place.problem(RegisterField.YEARLY_VALUE, ProblemLevel.DOUBT, sentence, "Check both amounts")
    if isinstance(vat, Decimal) and vat > whole:
        sentence = f"The VAT, £{vat:,.2f}, is above the value, £{whole:,.2f}"
        yield place.problem(RegisterField.VAT_NOT_RECOVERABLE, ProblemLevel.DOUBT, sentence, "Check both amounts")


def _term(values: Values, place: RowPlace, start: date | None, end: date | None) -> Iterator[RowProblem]:
    term = values.get(RegisterField.EXTENSION)
    if not isinstance(term, ContractTerm):
        return
    if start and end and term.initial and end >= start:
        months, longest = months_between(start, end), term.initial + sum(term.extensions)
        if months != term.initial and abs(months - term.initial) <= TERM_TOLERANCE:
            sentence = f"By the term the end is {day_text(last_day_of_term(start, term.initial))}"
            yield place.problem(RegisterField.EXTENSION, ProblemLevel.NOTE, sentence)
        elif months != term.initial:
            sentence = f"The dates are {months} months apart, the term says {term.initial}"
            if term.extensions and abs(months - longest) <= TERM_TOLERANCE:
                sentence = "The end is the one with every extension that the term tells of"
            yield place.problem(RegisterField.EXTENSION, ProblemLevel.DOUBT, sentence, "Check the term and the dates")
    last = _day(values, RegisterField.END_WITH_EXTENSIONS)
    if end and last and last >= end and term.extensions and not term.initial:
        months = months_between(end, last) if last > end else 0
        if abs(months - sum(term.extensions)) > TERM_TOLERANCE:
            sentence = (
                f"The last possible end is {months} months after the end, the extensions come to {sum(term.extensions)}"
            )
            yield place.problem(RegisterField.EXTENSION, ProblemLevel.DOUBT, sentence, "Check the term and the dates")
    if end and term.until and term.until < end:
        sentence = f"The extension runs to {day_text(term.until)}, before the end, {day_text(end)}"
        yield place.problem(RegisterField.EXTENSION, ProblemLevel.WRONG, sentence, "Correct the end or the extension")


def _day(values: Values, field: RegisterField) -> date | None:
    value = values.get(field)
    return value if isinstance(value, date) else None


def settle_term(values: dict[RegisterField, RowValue], place: RowPlace, *, extends: bool) -> Iterable[RowProblem]:
    """Bring the term and the dates together: what one leaves open follows from the other."""
    term, start, end = (
        values.get(field) for field in (RegisterField.EXTENSION, RegisterField.START, RegisterField.END)
    )
    if not isinstance(term, ContractTerm) or not isinstance(start, date):
        return
    lengths = {term.initial, (term.initial or 0) + sum(term.extensions)}
    agrees = isinstance(end, date) and any(abs(months_between(start, end) - (length or 0)) <= 1 for length in lengths)
    if extends and isinstance(end, date) and term.extensions and not agrees:
        # Under "Extension", "1+1" beside dates that give another length tells of extensions alone.
        term = term.as_extensions()
        values[RegisterField.EXTENSION] = term
        sentence = "All lengths were read as extensions, because the dates give the initial term"
        yield place.problem(RegisterField.EXTENSION, ProblemLevel.NOTE, sentence)
    if RegisterField.END not in values and (ends := first_end(term, start)):
        values[RegisterField.END] = end = ends
        yield place.problem(RegisterField.END, ProblemLevel.NOTE, "The end was worked out from the start and the term")
    if RegisterField.END_WITH_EXTENSIONS not in values and (term.extensions or term.until) and isinstance(end, date):
        last = last_end(term, start, end)
        if last and last > end:
            values[RegisterField.END_WITH_EXTENSIONS] = last
            sentence = "The last possible end was worked out from the extensions"
            yield place.problem(RegisterField.END_WITH_EXTENSIONS, ProblemLevel.NOTE, sentence)
