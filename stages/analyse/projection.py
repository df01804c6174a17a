"""Projecting demand by year. Pure: no Django, no clock.

Three ways: rates on a population, a level or straight line from past years, or the analyst's own table. Volumes are
rounded to two decimals at the end and are never below 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ui.wording import counted, listed

WHOLE = ""  # the code of the whole area among its parts
FEWEST_POINTS = 8  # of a history: with fewer, its spread says little about years to come
LONGEST_HORIZON = 40  # years
HUNDREDTH, ZERO, PER = Decimal("0.01"), Decimal(0), Decimal(1000)
SPREAD = 2  # standard errors between central and low, and central and high

Values = Mapping[int, Decimal]  # by year


@dataclass(frozen=True)
class Volume:
    """What one year is projected to need, in the unit of the series."""

    low: Decimal
    central: Decimal
    high: Decimal


Volumes = Mapping[int, Volume]  # by year


@dataclass(frozen=True)
class Projection:
    """By area; without any `refusal` says why.

    `warnings` are sentences about what somebody should check, `notes` about what was assumed.
    """

    areas: Mapping[str, Volumes]
    warnings: Sequence[str] = ()
    refusal: str = ""
    notes: Sequence[str] = ()


def refused(reason: str) -> Projection:
    return Projection({}, refusal=reason)


def project_rates(population: Mapping[str, Values], rates: Volume, years: Sequence[int], whole: str) -> Projection:
    """Population x rate / 1,000, with the population linear between the years given.

    A part of the area that has no population of its own for all years grows from its last given year as the whole area
    does. `whole` is what the area is called.
    """
    given = population.get(WHOLE, {})
    if len(given) < 2:
        return refused(f"Enter the population of {whole} for at least two years.")
    first, last = min(given), max(given)
    if years[0] < first or years[-1] > last:
        return refused(
            f"The population of {whole} is entered for {first} to {last}, and the projection runs from {years[0]} to"
            f" {years[-1]}. Add the missing years, or shorten the projection."
        )
    warnings = zero_warnings(population, whole)
    bases: dict[str, int] = {}  # of the areas that grow as the whole one does
    people: dict[str, Values] = {WHOLE: {year: between(given, year) for year in years}}
    for area, values in population.items():
        if area == WHOLE:
            continue
        base = max(values)
        if min(values) <= years[0] and base >= years[-1]:
            people[area] = {year: between(values, year) for year in years}
        elif not first <= base <= last or not (whole_then := between(given, base)):
            warnings.append(f"{area} is left out: the population of {whole} in {base} is not known.")
        else:
            bases[area] = base
            people[area] = {year: values[base] * people[WHOLE][year] / whole_then for year in years}
    notes = []  # what is assumed of the areas that have no population of their own for the years to come
    for base in sorted(set(bases.values())):
        areas = listed([area for area, year in bases.items() if year == base])
        notes.append(f"Assumed for {areas}: the share of {whole} stays what it was in {base}.")
    return Projection(
        {
            area: {
                year: Volume(*(rounded(number * rate / PER) for rate in (rates.low, rates.central, rates.high)))
                for year, number in by_year.items()
            }
            for area, by_year in people.items()
        },
        warnings,
        notes=notes,
    )


def project_history(history: Mapping[str, Values], years: Sequence[int], whole: str, method: str) -> Projection:
    """`method` is "line" for the straight line of least squares, "last" or "mean" for a level that stays.

    Low and high are twice the standard error of the past years about the line or the level away from it. Raises
    KeyError for another method.
    """
    given = history.get(WHOLE, {})
    if len(given) < FEWEST_POINTS:
        return refused(
            f"{counted(len(given), 'year')} of past demand in {whole} {'is' if len(given) == 1 else 'are'} entered."
            f" At least {FEWEST_POINTS} are needed, or what comes out is chance. Add years, or project by rates or by"
            " your own table."
        )
    warnings = gap_warnings(history, whole) + zero_warnings(history, whole)
    areas: dict[str, Volumes] = {}
    for area, values in history.items():
        if len(values) < FEWEST_POINTS:
            warnings.append(f"{area} is left out: it has fewer than {FEWEST_POINTS} years of past demand.")
            continue
        start, slope = {"line": straight_line, "last": _last_level, "mean": _mean_level}[method](values)
        freedom = len(values) - (2 if method == "line" else 1)
        squares = sum(((value - start - slope * year) ** 2 for year, value in values.items()), ZERO)
        spread = SPREAD * (squares / freedom).sqrt()
        areas[area] = {
            year: Volume(*(rounded(start + slope * year + away) for away in (-spread, ZERO, spread))) for year in years
        }
    return Projection(areas, warnings)


def project_table(table: Mapping[str, Volumes], years: Sequence[int], whole: str) -> Projection:
    """The analyst's own values; every year of the projection must be in it for the whole area."""
    given = table.get(WHOLE, {})
    missing = [str(year) for year in years if year not in given]
    if len(missing) == len(years):
        return refused(f"Enter your table for {whole}, with every year from {years[0]} to {years[-1]}.")
    if missing:
        return refused(f"Your table for {whole} has no row for {listed(missing)}. Add it, or shorten the projection.")
    warnings, areas = [], {}
    for area, volumes in table.items():
        if any(year not in volumes for year in years):
            warnings.append(f"{area} is left out: its table does not have every year from {years[0]} to {years[-1]}.")
        else:
            areas[area] = {year: volumes[year] for year in years}
    centrals = {area: {year: volume.central for year, volume in volumes.items()} for area, volumes in areas.items()}
    return Projection(areas, warnings + zero_warnings(centrals, whole))


def between(values: Values, year: int) -> Decimal:
    """Linear between the two given years around it. Raises ValueError outside of them."""
    if year in values:
        return values[year]
    before = max(other for other in values if other < year)
    after = min(other for other in values if other > year)
    return values[before] + (values[after] - values[before]) * (year - before) / (after - before)


def straight_line(values: Values) -> tuple[Decimal, Decimal]:
    """Value in year 0 and change a year of the line with the least squares."""
    number = len(values)
    mean_year = Decimal(sum(values)) / number
    mean_value = sum(values.values(), ZERO) / number
    slope = sum(((year - mean_year) * (value - mean_value) for year, value in values.items()), ZERO) / sum(
        ((year - mean_year) ** 2 for year in values), ZERO
    )
    return mean_value - slope * mean_year, slope


def _last_level(values: Values) -> tuple[Decimal, Decimal]:
    return values[max(values)], ZERO


def _mean_level(values: Values) -> tuple[Decimal, Decimal]:
    return sum((values[year] for year in sorted(values)[-3:]), ZERO) / 3, ZERO


def gap_warnings(areas: Mapping[str, Values], whole: str) -> list[str]:
    """Years that are missing between the first and the last of each area."""
    warnings = []
    for area, values in areas.items():
        if missing := [str(year) for year in range(min(values), max(values)) if year not in values]:
            is_missing = "is missing" if len(missing) == 1 else "are missing"
            warnings.append(
                f"{listed(missing)} {is_missing} from the past years of {area or whole}. The projection leaves"
                f" {'it' if len(missing) == 1 else 'them'} out."
            )
    return warnings


def zero_warnings(areas: Mapping[str, Values], whole: str) -> list[str]:
    """Zeros, which often stand for a figure that nobody had."""
    warnings = []
    for area, values in areas.items():
        if zeros := [str(year) for year, value in sorted(values.items()) if value == 0]:
            warnings.append(
                f"{area or whole} has 0 in {listed(zeros)}. Check that it was counted and is not a gap: a gap is left"
                " empty."
            )
    return warnings


def rounded(value: Decimal) -> Decimal:
    """To two decimals, and never below 0."""
    return max(value, ZERO).quantize(HUNDREDTH, ROUND_HALF_UP)


def cost_of(volume: Decimal, unit_cost: Decimal) -> Decimal:
    """A year's cost to the penny, at today's prices."""
    return (volume * unit_cost).quantize(HUNDREDTH, ROUND_HALF_UP)


def cost_of_doing_nothing(centrals: Values, today: Decimal, unit_cost: Decimal, until: int) -> Decimal:
    """The sum over the years up to `until` of what the volume above today's costs; a year below it lowers the sum."""
    return sum((cost_of(value - today, unit_cost) for year, value in centrals.items() if year <= until), ZERO)
