"""Demand series: what is stored and worked out, which is the main one, what the gate finds, what is sealed and told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.refusals import Refused, Stale
from audit.models import Event
from audit.presenters import entries
from cycles.models import Cycle
from cycles.services.editing import edit_cycle
from demo import play
from stages.analyse.figure_rows import YearFigure
from stages.analyse.models import DemandSeries, FigureKind, ProjectedDemand
from stages.analyse.presenters.demand_facts import facts_of
from stages.analyse.selectors.demand import YearDemand, commitment_of, demand_by_year, demand_unit, main_series
from stages.analyse.services.demand import change_series, choose_main_series, enter_figures, remove_series
from stages.records.models import RecordText, StoredFinding
from tests.council import LARGE, NOW, Council
from tests.stages.analyse.demand import COUNTY, figures, projected, series


def found(cycle: Cycle) -> tuple[str, str]:
    row = StoredFinding.objects.get(cycle=cycle, check_name="demand_projected")
    return row.result, row.sentence


def change(row: DemandSeries, **values: Any) -> DemandSeries:
    change_series(row, values, seen_version=row.version, actor=row.cycle.lead, at=NOW)
    return DemandSeries.objects.get(pk=row.pk)


def test_volumes_are_stored_and_follow_every_change(analyse: Cycle) -> None:
    row = series(analyse)
    assert (demand_by_year(analyse), row.is_main) == ({}, True)
    row = figures(row, COUNTY)
    by_year = demand_by_year(analyse)
    assert list(by_year) == list(range(2026, 2046))
    # 2030 lies half-way between 200,000 and 240,000: 220,000 people
    assert by_year[2030] == YearDemand(Decimal(4400), Decimal(5500), Decimal(6600))
    row = change(row, rate_central=Decimal(26), last_year=2036)
    assert demand_by_year(analyse)[2030].central == Decimal(5720)
    assert max(demand_by_year(analyse)) == 2036
    figures(row, {2025: 200_000})
    assert demand_by_year(analyse) == {}
    row.refresh_from_db()
    assert row.refusal == "Enter the population of Lincolnshire for at least two years."


def test_it_is_counted_and_searched_like_any_row(analyse: Cycle) -> None:
    row = projected(analyse)
    text = RecordText.objects.get(cycle=analyse)
    assert (text.kind, text.record_id, text.title) == ("demand", row.pk, "People receiving home care")
    assert "eligibility stays" in text.words


def test_the_gate_finds_demand_projected(analyse: Cycle) -> None:
    row = series(analyse)
    assert found(analyse) == (
        "fails",
        "Demand for home care is not projected. Enter the population of Lincolnshire for at least two years.",
    )
    row = figures(row, COUNTY)
    # Needed by April 2028, so until 2033: 232,000 people. 2026 has 204,000, so 5,100. Each year adds 100 people:
    # 1 + ... + 7 = 28 hundreds at £9,000.
    assert found(analyse) == (
        "holds",
        (
            "Demand for home care is projected to 2045: 5,800 people in 2033, low 4,640, high 6,960; doing nothing"
            " costs £25.2 million more by then."
        ),
    )
    finding = StoredFinding.objects.get(cycle=analyse, check_name="demand_projected")
    assert finding.looked_at == [
        "People receiving home care, Lincolnshire",
        "ONS population projections",
        "Commitment until 2033, 5 years after it is needed",
    ]
    row = change(row, last_year=2032)
    assert found(analyse) == (
        "fails",
        "Demand for home care is projected to 2032 only. Project it to 2033, 5 years after it is needed.",
    )
    row = change(row, last_year=2040, unit_cost=None)
    assert found(analyse) == (
        "fails",
        (
            "Demand for home care is projected to 2040: 5,800 people in 2033, low 4,640, high 6,960; what doing nothing"
            " costs is not known without the cost of one unit."
        ),
    )
    row = change(row, unit_cost=Decimal(9000), first_year=2029)
    assert found(analyse) == (
        "fails",
        "Demand for home care is projected from 2029 only: it is not stated what it is now.",
    )
    row = figures(row, {2025: 5000}, "history")
    # Counted in 2025: 5,000. From 2029 on: 400 to 800 more, 600 x 5 x £9,000.
    assert found(analyse)[1].endswith("doing nothing costs £27 million more by then.")
    row = change(row, is_invented=True)
    assert found(analyse)[1].endswith("by then. These figures are an example, not the council’s own.")
    remove_series(row, seen_version=row.version, actor=analyse.lead, at=NOW)
    assert found(analyse) == ("unknown", "No demand is projected yet.")


def test_the_commitment_follows_the_cycle(analyse: Cycle) -> None:
    projected(analyse, last_year=2034)
    assert found(analyse)[0] == "holds"
    cycle = Cycle.objects.get(pk=analyse.pk)
    edit_cycle(
        cycle,
        {"need_by": date(2030, 4, 1), "running_ends": date(2030, 3, 31)},
        actor=cycle.lead,
        at=NOW,
        seen_version=cycle.details_version,
    )
    assert found(analyse) == (
        "fails",
        "Demand for home care is projected to 2034 only. Project it to 2035, 5 years after it is needed.",
    )
    cycle = Cycle.objects.get(pk=analyse.pk)
    edit_cycle(
        cycle,
        {"arrangement_ends": date(2034, 3, 31)},
        actor=cycle.lead,
        at=NOW,
        seen_version=cycle.details_version,
    )
    assert found(analyse)[0] == "holds"


def test_one_series_is_the_main_one(analyse: Cycle) -> None:
    first = projected(analyse)
    second = series(analyse, name="Hours of home care", unit="hours", first_year=2027, last_year=2040)
    second = figures(second, {2020: 10_000, 2045: 10_000})
    assert (first.is_main, second.is_main, demand_unit(analyse)) == (True, False, "people")
    choose_main_series(second, seen_version=second.version, actor=analyse.lead, at=NOW)
    assert dict(DemandSeries.objects.values_list("name", "is_main")) == {first.name: False, second.name: True}
    assert demand_unit(analyse) == "hours of home care"
    assert set(demand_by_year(analyse).values()) == {YearDemand(Decimal(200), Decimal(250), Decimal(300))}
    second.refresh_from_db()
    remove_series(second, seen_version=second.version, actor=analyse.lead, at=NOW)
    assert list(DemandSeries.objects.values_list("name", "is_main")) == [(first.name, True)]
    assert demand_unit(analyse) == "people"


def test_two_people_lose_nothing(analyse: Cycle) -> None:
    row = projected(analyse)
    seen = row.version
    change(row, rate_central=Decimal(26))
    with pytest.raises(Stale) as stale:
        change_series(row, {"rate_central": Decimal(27)}, seen_version=seen, actor=analyse.lead, at=NOW)
    assert isinstance(stale.value.row, DemandSeries)
    assert stale.value.row.rate_central == Decimal(26)
    with pytest.raises(Stale):
        enter_figures(row, FigureKind.POPULATION, [], seen_version=seen, actor=analyse.lead, at=NOW)
    assert row.figures.count() == len(COUNTY)
    row.refresh_from_db()
    figures(row, {2025: 1, 2045: 2})
    with pytest.raises(Stale):
        change_series(row, {"unit": "hours"}, seen_version=row.version, actor=analyse.lead, at=NOW)
    remove_series(row, seen_version=row.version + 1, actor=analyse.lead, at=NOW)
    with pytest.raises(Stale) as gone:
        enter_figures(row, FigureKind.POPULATION, [], seen_version=row.version + 1, actor=analyse.lead, at=NOW)
    assert gone.value.row is None


def test_the_history_says_which_figures_changed(analyse: Cycle) -> None:
    row = projected(analyse)
    number = Event.objects.filter(chain=analyse.chain).count()
    row = figures(row, COUNTY)
    assert Event.objects.filter(chain=analyse.chain).count() == number, "nothing changed"
    figures(row, COUNTY | {2035: 241_500, 2050: 270_000})
    entry = entries(Event.objects.filter(chain=analyse.chain))[-1]
    assert entry.sentence == "Entered figures of People receiving home care: population"
    assert entry.changes == [
        ("Lincolnshire 2035", "240,000", "241,500"),
        ("Lincolnshire 2050", "", "270,000"),
    ]
    values = [YearFigure("Boston", 2026, Decimal(1), Decimal("2.5"), Decimal(3))]
    row.refresh_from_db()
    enter_figures(row, FigureKind.PROJECTION, values, seen_version=row.version, actor=analyse.lead, at=NOW)
    entry = entries(Event.objects.filter(chain=analyse.chain))[-1]
    assert entry.changes == [("Boston 2026", "", "1 to 3, central 2.5")]


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"rate_low": None}, {"rate_low": ["Enter the low rate"]}),
        ({"rate_low": Decimal(26)}, {"rate_low": ["The low rate must not be above the central one"]}),
        ({"rate_high": Decimal(24)}, {"rate_high": ["The high rate must not be below the central one"]}),
        ({"rate_low": Decimal(-1)}, {"rate_low": ["A rate must be 0 or more"]}),
        ({"last_year": 2026}, {"last_year": ["The last year must be after the first"]}),
        ({"last_year": 2067}, {"last_year": ["A projection covers 40 years at most"]}),
        ({"method": "flat"}, {"flat_level": ["Select the level at which demand stays"]}),
        ({"unit_cost_source": ""}, {"unit_cost_source": ["Enter where the unit cost comes from"]}),
    ],
)
def test_what_does_not_fit_together_is_said_beside_its_field(
    analyse: Cycle, values: dict[str, Any], errors: dict[str, list[str]]
) -> None:
    with pytest.raises(ValidationError) as refused:
        series(analyse, **values)
    assert refused.value.message_dict == errors
    assert not DemandSeries.objects.exists()


def test_it_is_sealed_with_its_years_and_sentences(council: Council) -> None:
    cycle = council.cycle_at("analyse", LARGE)
    row = projected(cycle)
    row = figures(row, COUNTY)
    submission = play.put(play.ready(cycle, at=NOW), at=NOW)
    tables = {table["code"]: table for table in submission.pack["tables"]}
    assert tables["demand"]["rows"][0]["cells"][:4] == [
        "People receiving home care",
        "home care",
        "people",
        "Lincolnshire",
    ]
    sealed = tables["projected-demand"]
    assert len(sealed["rows"]) == ProjectedDemand.objects.count() == 20
    assert sealed["rows"][4] == {
        "id": f"{row.pk}::2030",
        "cells": [
            "People receiving home care",
            "Lincolnshire",
            "2030",
            "4,400",
            "5,500",
            "6,600",
            "£49,500,000.00",
        ],
    }
    assert sealed["sentences"] == [
        (
            "Demand for home care is projected to 2045: 5,800 people in 2033, low 4,640, high 6,960; doing nothing"
            " costs £25.2 million more by then."
        ),
        "By 2033, 700 more people would need home care than in 2026, at £6.3 million more a year.",
    ]
    with pytest.raises(Refused, match="is waiting for a decision"):
        figures(row, {2025: 1, 2045: 2})


@pytest.mark.parametrize(
    ("more", "counted", "sentence"),
    [
        ({}, 5800, "In 2033, demand for home care would be what it was in 2025."),
        ({}, 6000, "By 2033, 200 fewer people would need home care than in 2025, at £1.8 million less a year."),
        ({"unit_cost": None}, 5000, "By 2033, 800 more people would need home care than in 2025."),
        (
            {"unit": "hours", "unit_cost": Decimal("24.53")},
            5000,
            "By 2033, 800 more hours of home care would be needed than in 2025, at £19,624 more a year.",
        ),
    ],
)
def test_the_consequence_in_a_sentence(analyse: Cycle, more: dict[str, Any], counted: int, sentence: str) -> None:

    figures(projected(analyse, **more), {2025: counted}, "history")
    row = main_series(analyse)
    assert row
    facts = facts_of(row, commitment_of(analyse))
    assert facts
    assert facts.consequence == sentence
