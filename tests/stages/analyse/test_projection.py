"""Projections against figures that a spreadsheet gives, and what is refused and warned of."""

from __future__ import annotations

import statistics
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.analyse.projection import (
    Projection,
    Volume,
    cost_of_doing_nothing,
    project_history,
    project_rates,
    project_table,
)

RATES = Volume(Decimal(24), Decimal("25.5"), Decimal(27))
# Lincolnshire's people of 65 and over, as published: a projection, and what 2024 was by district.
COUNTY = {2022: 184313, 2024: 190608, 2025: 194060, 2030: 217390, 2035: 238846, 2040: 251695, 2045: 257692}
DISTRICTS = {
    "Boston": 15067,
    "East Lindsey": 45736,
    "Lincoln": 15875,
    "North Kesteven": 29277,
    "South Holland": 24029,
    "South Kesteven": 35105,
    "West Lindsey": 25519,
}
# Worked in a spreadsheet. Population in B: =B$2025+(B$2030-B$2025)*(A-2025)/5 and so on between the given years, so
# 198,726 in 2026 and 255,293.2 in 2043. Low, central, high: =ROUND(B*24/1000,2), *25.5, *27.
SPREADSHEET = """
2025 4657.44 4948.53 5239.62
2026 4769.42 5067.51 5365.60
2027 4881.41 5186.50 5491.58
2028 4993.39 5305.48 5617.57
2029 5105.38 5424.46 5743.55
2030 5217.36 5543.45 5869.53
2031 5320.35 5652.87 5985.39
2032 5423.34 5762.30 6101.25
2033 5526.33 5871.72 6217.12
2034 5629.32 5981.15 6332.98
2035 5732.30 6090.57 6448.84
2036 5793.98 6156.10 6518.23
2037 5855.65 6221.63 6587.61
2038 5917.33 6287.16 6657.00
2039 5979.00 6352.69 6726.38
2040 6040.68 6418.22 6795.77
2041 6069.47 6448.81 6828.15
2042 6098.25 6479.39 6860.53
2043 6127.04 6509.98 6892.92
2044 6155.82 6540.56 6925.30
2045 6184.61 6571.15 6957.68
"""
# Central of each district: =ROUND(people in 2024*county's population in the year/190608*25.5/1000,2).
OF_DISTRICTS = {
    "Boston": ("438.19", "519.43"),
    "East Lindsey": ("1330.14", "1576.73"),
    "Lincoln": ("461.69", "547.29"),
    "North Kesteven": ("851.46", "1009.31"),
    "South Holland": ("698.83", "828.39"),
    "South Kesteven": ("1020.96", "1210.23"),
    "West Lindsey": ("742.17", "879.76"),
}
YEARS = range(2025, 2046)
HISTORY = dict(zip(range(2016, 2024), (3100, 3180, 3150, 3260, 3240, 3390, 3400, 3480), strict=True))


def values(numbers: dict[int, int]) -> dict[int, Decimal]:
    return {year: Decimal(number) for year, number in numbers.items()}


def population() -> dict[str, dict[int, Decimal]]:
    return {"": values(COUNTY)} | {name: {2024: Decimal(number)} for name, number in DISTRICTS.items()}


def volume(*texts: str) -> Volume:
    return Volume(*map(Decimal, texts))


def test_the_county_by_rates_is_what_a_spreadsheet_gives() -> None:
    lines = [line.split() for line in SPREADSHEET.split("\n") if line]
    expected = {int(year): volume(*texts) for year, *texts in lines}
    projection = project_rates({"": values(COUNTY)}, RATES, YEARS, "Lincolnshire")
    assert (projection.areas, projection.refusal, projection.warnings) == ({"": expected}, "", [])


def test_seven_districts_grow_as_the_county_does() -> None:
    projection = project_rates(population(), RATES, YEARS, "Lincolnshire")
    central = {
        name: tuple(str(volumes[year].central) for year in (2030, 2045))
        for name, volumes in projection.areas.items()
        if name
    }
    assert central == OF_DISTRICTS
    assert sum(DISTRICTS.values()) == COUNTY[2024]
    for year, whole in projection.areas[""].items():
        parts = sum(volumes[year].central for name, volumes in projection.areas.items() if name)
        assert abs(parts - whole.central) <= Decimal("0.04"), "but for the rounding of seven"
    assert projection.notes == [
        (
            "Assumed for Boston, East Lindsey, Lincoln, North Kesteven, South Holland, South Kesteven and West Lindsey:"
            " the share of Lincolnshire stays what it was in 2024."
        )
    ]


def test_a_district_with_a_projection_of_its_own_keeps_it() -> None:
    own = {"": values(COUNTY), "Boston": values({2025: 15000, 2045: 17000})}
    projection = project_rates(own, RATES, YEARS, "Lincolnshire")
    assert projection.areas["Boston"][2035] == volume("384.00", "408.00", "432.00")  # 16,000 people
    assert projection.notes == []


@pytest.mark.parametrize(
    ("given_years", "years", "refusal"),
    [
        ({2025: 1}, range(2025, 2030), "Enter the population of Lincolnshire for at least two years."),
        (
            {2025: 100, 2030: 200},
            range(2025, 2032),
            (
                "The population of Lincolnshire is entered for 2025 to 2030, and the projection runs from 2025 to 2031."
                " Add the missing years, or shorten the projection."
            ),
        ),
        (
            {2025: 100, 2030: 200},
            range(2024, 2031),
            (
                "The population of Lincolnshire is entered for 2025 to 2030, and the projection runs from 2024 to 2030."
                " Add the missing years, or shorten the projection."
            ),
        ),
    ],
)
def test_no_population_is_made_up(given_years: dict[int, int], years: range, refusal: str) -> None:
    projection = project_rates({"": values(given_years)}, RATES, years, "Lincolnshire")
    assert (projection.areas, projection.refusal) == ({}, refusal)


def test_a_district_that_cannot_be_projected_is_named() -> None:
    rows = {"": values({2025: 100, 2030: 200}), "Boston": values({2020: 10})}
    projection = project_rates(rows, RATES, range(2025, 2031), "Lincolnshire")
    assert set(projection.areas) == {""}
    assert projection.warnings == ["Boston is left out: the population of Lincolnshire in 2020 is not known."]


def test_the_straight_line_is_that_of_the_standard_library() -> None:
    projection = project_history({"": values(HISTORY)}, range(2024, 2031), "Lincolnshire", "line")
    slope, start = statistics.linear_regression(list(HISTORY), list(HISTORY.values()))
    residuals = [value - start - slope * year for year, value in HISTORY.items()]
    spread = 2 * (sum(residual**2 for residual in residuals) / (len(HISTORY) - 2)) ** 0.5
    for year, found in projection.areas[""].items():
        expected = [start + slope * year + away for away in (-spread, 0, spread)]
        assert [float(found.low), float(found.central), float(found.high)] == pytest.approx(expected, abs=0.006)
    assert list(projection.areas[""]) == list(range(2024, 2031))


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        # The last, 3,480: squares of what each year is away from it sum to 463,800; 2 x sqrt(463800/7) = 514.81
        ("last", volume("2965.19", "3480.00", "3994.81")),
        # The mean of 3,390, 3,400 and 3,480 is 3,423.33; squares sum to 303,622.22; 2 x sqrt(/7) = 416.53
        ("mean", volume("3006.80", "3423.33", "3839.86")),
    ],
)
def test_flat(level: str, expected: Volume) -> None:
    projection = project_history({"": values(HISTORY)}, range(2024, 2027), "Lincolnshire", level)
    assert projection.areas == {"": dict.fromkeys(range(2024, 2027), expected)}


@pytest.mark.parametrize("method", ["line", "last", "mean"])
def test_seven_points_are_refused(method: str) -> None:
    seven = dict(list(values(HISTORY).items())[:7])
    projection = project_history({"": seven}, range(2024, 2027), "Lincolnshire", method)
    assert (projection.areas, projection.refusal) == (
        {},
        (
            "7 years of past demand in Lincolnshire are entered. At least 8 are needed, or what comes out is chance."
            " Add years, or project by rates or by your own table."
        ),
    )


def test_gaps_and_zeros_are_warned_of_and_short_districts_left_out() -> None:
    history = values(HISTORY) | {2010: Decimal(0), 2012: Decimal(2900)}
    rows = {"": history, "Boston": values({2020: 5})}
    projection = project_history(rows, range(2024, 2027), "Lincolnshire", "line")
    assert projection.warnings == [
        "2011, 2013, 2014 and 2015 are missing from the past years of Lincolnshire. The projection leaves them out.",
        "Lincolnshire has 0 in 2010. Check that it was counted and is not a gap: a gap is left empty.",
        "Boston is left out: it has fewer than 8 years of past demand.",
    ]
    assert set(projection.areas) == {""}


def test_a_falling_line_ends_at_nothing() -> None:
    falling = {2010 + place: Decimal(80 - 10 * place) for place in range(8)}
    projection = project_history({"": falling}, range(2018, 2022), "Lincolnshire", "line")
    assert set(projection.areas[""].values()) == {volume("0.00", "0.00", "0.00")}


def test_a_table_of_ones_own_must_have_every_year() -> None:
    rows = {year: volume("1", "2", "3") for year in (2026, 2027, 2028)}
    own = {"": rows, "Boston": {2026: volume("1", "1", "1")}}
    assert project_table(own, range(2026, 2028), "Lincolnshire") == Projection(
        {"": {2026: volume("1", "2", "3"), 2027: volume("1", "2", "3")}},
        ["Boston is left out: its table does not have every year from 2026 to 2027."],
    )
    assert project_table({"": rows}, range(2026, 2031), "Lincolnshire").refusal == (
        "Your table for Lincolnshire has no row for 2029 and 2030. Add it, or shorten the projection."
    )
    assert project_table({}, range(2026, 2031), "Lincolnshire").refusal == (
        "Enter your table for Lincolnshire, with every year from 2026 to 2030."
    )


def test_the_cost_of_doing_nothing_is_summed_up_to_its_year() -> None:
    # 2027: 10 more, 2028: 20 more, 2029: 5 fewer; 2030 is after the year asked for
    centrals = values({2026: 100, 2027: 110, 2028: 120, 2029: 95, 2030: 400})
    assert cost_of_doing_nothing(centrals, Decimal(100), Decimal("12.50"), 2029) == Decimal("312.50")


@given(
    st.lists(st.integers(0, 10**6), min_size=8, max_size=20),
    st.sampled_from(["line", "last", "mean"]),
)
def test_low_central_and_high_are_always_in_order_and_never_below_nothing(numbers: list[int], method: str) -> None:
    history: dict[str, Any] = {"": {2000 + place: Decimal(number) for place, number in enumerate(numbers)}}
    projection = project_history(history, range(2030, 2040), "Lincolnshire", method)
    for found in projection.areas[""].values():
        assert 0 <= found.low <= found.central <= found.high
