"""The sections of the short pages that are one form: demand, choice, funding and equality screening."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from cycles.models import Cycle
from demo import play
from stages.analyse.models import DemandSeries
from stages.analyse.selectors.demand import demand_by_year
from stages.plan.models import Appraisal, CostBasis, CostLine, EqualityAnalysis, Funding, Option, OptionKind
from stages.plan.services.equality import extend_screening, save_description
from stages.records.models import StoredFinding
from stages.records.services.short import save_sections
from tests.council import MEDIUM, NOW, SMALL, Council
from tests.overview.texts import text_of
from tests.stages.analyse.demand import projected
from tests.stages.plan.analyses import SCREENING, open_analysis
from tests.stages.plan.appraisal import appraised
from tests.stages.plan.costs import cost, option
from tests.stages.records.row_facts import change, events, stored
from tests.stages.rows import add
from tests.stages.short_form import ShortForm

Opened = Callable[..., ShortForm]
SAID = {
    "service_data": "Most are women",
    "data_dated": "31 3 2026",
    "missing_groups": "None",
    "conclusion": "It is fair",
}
# By section: its stage, what is typed, what its page says of it then, what is invalid, and its error.
CASES: dict[str, tuple[str, dict[str, str], str, dict[str, str], str]] = {
    "demand": (
        "analyse",
        {"volume": "900", "unit_cost": "10"},
        "900 people",
        {"volume": "-1"},
        "How many a year must be 0 or more",
    ),
    "choice": (
        "plan",
        {"option": "1", "reason": "Near the people"},
        "Near the people",
        {"reason": "Near the people"},
        "Select the option that is taken forward",
    ),
    "funding": (
        "plan",
        {"fund": "Health grant", "confirmed_on": "20 11 2026"},
        "£2,000 on 20 November 2026",
        {"confirmed_on": "31 2 2026"},
        "must be a real date",
    ),
    "equality": (
        "plan",
        {**SAID, "affects": "no"},
        "after which no full analysis is needed",
        {"data_dated": "31 2 2026"},
        "Date of the data must be a real date",
    ),
}
each_section = pytest.mark.parametrize("code", CASES)


@pytest.fixture
def ready(council: Council) -> Callable[[str], Cycle]:
    """A small cycle; in Plan with one option that is not ruled out, at £1,000 in each of two years."""

    def cycle_in(stage: str) -> Cycle:
        cycle = council.cycle_at(stage, SMALL)
        if stage == "plan":
            cost(option(cycle, "Grant", reason="They know the people"), 1_000, 2028, 2029)
            option(cycle, "Stop", "stop", is_ruled_out=True, reason="The need stays")
        return cycle

    return cycle_in


def typed(code: str, values: dict[str, str]) -> dict[str, str]:
    """The key of the option is known once it is stored."""
    return values | {"option": str(Option.objects.get(name="Grant").pk)} if "option" in values else values


@each_section
def test_it_is_written_shown_and_then_left_alone(code: str, ready: Callable[[str], Cycle], opened: Opened) -> None:
    stage, values, says, _, _ = CASES[code]
    cycle = ready(stage)
    page = opened(cycle, stage)
    page.fill(code, **typed(code, values))
    assert page.send().status_code == 302
    before, version = events(cycle), Cycle.objects.get(pk=cycle.pk).version
    assert page.send().status_code == 302
    assert "Nothing was changed." in text_of(page.response)
    assert (events(cycle), Cycle.objects.get(pk=cycle.pk).version) == (before, version)
    reader = opened(cycle, stage, by="head")
    assert (reader.data, says in text_of(reader.response)) == ({}, True)


@each_section
def test_what_is_invalid_is_named_and_nothing_is_written(
    code: str, ready: Callable[[str], Cycle], opened: Opened
) -> None:
    stage, _, _, values, sentence = CASES[code]
    cycle = ready(stage)
    page, before = opened(cycle, stage), events(cycle)
    page.fill(code, **values)
    page.fill("standards-0" if stage == "plan" else "findings-0", what="Another section")
    response = page.send()
    assert (response.status_code, events(cycle)) == (200, before)
    assert text_of(response).count(sentence) == 2  # above, and beside the field
    assert f'href="#id_{code}-{next(iter(values))}' in page.html or f'href="#id_{code}-option_0"' in page.html


@each_section
def test_two_people_at_once_are_shown_both(code: str, ready: Callable[[str], Cycle], opened: Opened) -> None:
    stage, values, says, _, _ = CASES[code]
    cycle = ready(stage)
    first, second, third = (opened(cycle, stage) for _ in range(3))
    first.fill(code, **typed(code, values))
    assert first.send().status_code == 302
    before = events(cycle)
    name, text = {
        "demand": ("volume", "700"),
        "choice": ("reason", "My reason"),
        "funding": ("confirmed_on", "21 11 2026"),
        "equality": ("conclusion", "My conclusion"),
    }[code]
    if code == "choice":
        second.fill(code, option=typed(code, values)["option"])
    second.fill(code, **{name: text})
    response = second.send()
    assert (response.status_code, events(cycle)) == (409, before)
    assert "somebody changed it while you were editing" in text_of(response)
    assert says in text_of(response)
    assert second.send().status_code == 302
    third.fill("standards-0" if stage == "plan" else "findings-0", what="Not this section")
    assert third.send().status_code == 302


def test_who_loses_the_race_for_the_lock(
    ready: Callable[[str], Cycle], opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    cycle = ready("analyse")
    page = opened(cycle)

    def after_them(*args: Any, **kwargs: Any) -> None:
        projected(cycle)
        save_sections(*args, **kwargs)

    monkeypatch.setattr("stages.records.views.short.save_sections", after_them)
    page.fill("demand", volume="900")
    assert page.send().status_code == 409
    assert page.data["demand-volume"] == ["900"]
    assert DemandSeries.objects.count() == 1


def test_demand_goes_to_the_full_page_and_back(ready: Callable[[str], Cycle], opened: Opened) -> None:
    cycle = ready("analyse")
    page = opened(cycle)
    page.fill("demand", need="advice", volume="900", unit_cost="10")
    page.send()
    series = DemandSeries.objects.get()
    assert (series.name, series.is_main, series.last_year) == ("People who need advice", True, cycle.need_by.year + 5)
    assert StoredFinding.objects.get(check_name="demand_projected").result == "holds"
    change(series, assumptions="Rents rise.", basis="Annual return", name="Advice")
    before = stored(series)
    page = opened(cycle)
    page.fill("demand", volume="950")
    assert page.send().status_code == 302
    assert stored(series) == before
    assert {row.central for row in demand_by_year(cycle).values()} == {Decimal(950)}


@pytest.mark.parametrize("number", [1, 2])
def test_demand_that_says_more_is_a_sentence(number: int, ready: Callable[[str], Cycle], opened: Opened) -> None:
    cycle = ready("analyse")
    for place in range(number):
        projected(cycle, name=f"Series {place}")
    page = opened(cycle)
    assert not [name for name in page.offered if name.startswith("demand")]
    assert text_of(page.response).count("Demand for home care is projected to 2045") == number
    before = events(cycle)
    assert page.send().status_code == 302
    assert events(cycle) == before


def test_the_choice_brings_the_value_and_keeps_the_routes(ready: Callable[[str], Cycle], opened: Opened) -> None:
    cycle = ready("plan")
    page = opened(cycle, "plan")
    page.fill("choice", option=str(Option.objects.get(name="Grant").pk))
    assert page.send().status_code == 302
    after = Cycle.objects.get(pk=cycle.pk)
    assert (after.whole_life_value, after.delivery_route_id) == (Decimal(2_000), cycle.delivery_route_id)
    assert Appraisal.objects.get().reason == "They know the people"


@pytest.mark.parametrize(
    ("section", "values", "sentence"),
    [
        ("choice", {"option": "only"}, "Choice: Rule out all options but one"),
        ("cost-lines-0", {"name": "Price"}, "Costs of the options: Select the option of each cost"),
        ("funding", {"fund": "Grant"}, "Funding: Enter what the option costs first"),
    ],
)
def test_two_options_left_on_a_new_page_need_a_decision_first(
    section: str, values: dict[str, str], sentence: str, council: Council, opened: Opened
) -> None:
    cycle = council.cycle_at("plan", SMALL)
    page, before = opened(cycle, "plan"), events(cycle)
    assert "cost-lines-0-option" not in page.offered
    page.fill(section, **values)
    if section == "cost-lines-0":
        page.fill(section, amount="5")
    response = page.send()
    assert (response.status_code, events(cycle), Option.objects.count()) == (200, before, 0)
    assert sentence in text_of(response)
    assert 'id="section-' in page.html


def test_a_cost_names_its_option_where_several_are_stored(ready: Callable[[str], Cycle], opened: Opened) -> None:
    cycle = ready("plan")
    other = option(cycle, "In-house", "in_house")
    page = opened(cycle, "plan", by="lead")
    page.send(another="cost-lines")
    page.fill("cost-lines-1", name="Staff", amount="500", option=str(other.pk))
    assert page.send().status_code == 302
    assert list(CostLine.objects.values_list("name", "option__name")) == [("Price", "Grant"), ("Staff", "In-house")]


def test_funding_pays_for_what_has_none_yet(ready: Callable[[str], Cycle], opened: Opened) -> None:
    cycle = ready("plan")
    page = opened(cycle, "plan")
    page.fill("funding", fund="Health grant")
    page.send()
    line = CostLine.objects.get()
    change(line, amount=Decimal(1_500))
    page = opened(cycle, "plan")
    page.fill("funding", fund="Reserve", confirmed_on="20 11 2026")
    assert page.send().status_code == 302
    expected = [(2028, 1000), (2029, 1000), (2028, 500), (2029, 500)]
    assert list(Funding.objects.values_list("year", "amount")) == [(year, Decimal(amount)) for year, amount in expected]
    assert CostBasis.objects.get().confirmed_cost == Decimal(3_000)
    assert StoredFinding.objects.get(check_name="whole_life_cost_confirmed").result == "holds"
    page.fill("funding", fund="Again")
    assert "Funding: Every year is funded already." in text_of(page.send())


def test_a_screening_of_somebody_affected_is_not_complete(ready: Callable[[str], Cycle], opened: Opened) -> None:
    cycle = ready("plan")
    page = opened(cycle, "plan")
    page.fill("equality", **SAID, affects="yes", affected="age")
    assert page.send().status_code == 302
    assert "It does not say whether a full analysis is needed." in text_of(page.response)
    page.fill("equality", needs_full="no")
    assert page.send().status_code == 302
    analysis = EqualityAnalysis.objects.get()
    assert (analysis.affected, analysis.needs_full, analysis.completed_at is not None) == (["age"], False, True)


@pytest.mark.parametrize("is_extended", [True, False])
def test_a_full_analysis_is_a_sentence(is_extended: bool, ready: Callable[[str], Cycle], opened: Opened) -> None:
    cycle = ready("plan")
    page = opened(cycle, "plan")
    if is_extended:
        save_description(cycle, SCREENING, is_screening=True, actor=cycle.lead, at=NOW)
        extend_screening(cycle, actor=cycle.lead, at=NOW)
    else:
        open_analysis(cycle)
    before = events(cycle)
    page.fill("equality", conclusion="Typed before it was opened")
    response = page.send()
    assert (response.status_code, events(cycle)) == (409, before)
    assert "It can only be changed on its own page" in text_of(response)
    again = opened(cycle, "plan")
    assert not [name for name in again.offered if name.startswith("equality")]
    assert "The equality analysis is open, with service data of 31 March 2026" in text_of(again.response)


def test_a_screening_waits_with_the_pack_that_holds_it(council: Council, opened: Opened) -> None:
    cycle = council.cycle_at("analyse", SMALL)
    late = opened(cycle, "plan")
    play.put(play.ready(cycle, at=NOW), at=NOW)
    page = opened(cycle, "plan")
    assert not [name for name in page.offered if name.startswith("equality")]
    assert "once the gate that waits is decided" in text_of(page.response)
    late.fill("equality", **SAID, affects="no")
    assert late.send().status_code == 409
    assert EqualityAnalysis.objects.count() == 0


def test_a_medium_cycle_is_asked_for_scores_first(council: Council, opened: Opened) -> None:
    page = opened(council.cycle_at("plan", MEDIUM), "plan")
    assert "choice-option" not in page.offered
    assert "Every option is scored against criteria before one is chosen" in text_of(page.response)


def test_an_option_that_came_after_the_scores_is_scored_before_one_is_chosen(council: Council, opened: Opened) -> None:
    cycle = council.cycle_at("plan", MEDIUM)
    first = next(iter(appraised(cycle).values()))
    late = add(cycle, "options", name="Late", kind=OptionKind.OTHER)
    page = opened(cycle, "plan")
    page.fill("choice", option=str(first), reason="Near the people")
    response = page.send()
    assert response.status_code == 200
    assert "Choice: Score every option before you choose one." in text_of(response)
    assert not Appraisal.objects.filter(chosen__isnull=False).exists()
    Option.objects.filter(pk=late.pk).delete()
    page = opened(cycle, "plan")
    page.fill("choice", option=str(first), reason="Near the people")
    assert page.send().status_code == 302
    assert Appraisal.objects.get().chosen_id == first


def test_a_choice_while_a_gate_waits_is_told_beside_what_was_typed(council: Council, opened: Opened) -> None:
    cycle = play.ready(council.cycle(SMALL), at=NOW)
    cost(option(cycle, "Grant", reason="They know the people"), 1_000, 2028, 2029)
    page = opened(cycle, "plan")
    page.fill("choice", option=str(Option.objects.get().pk))
    page.fill("standards-0", what="Accredited advice")
    play.put(cycle, at=NOW)
    response, before = page.send(), events(cycle)
    assert response.status_code == 200
    assert "Choice: Submission 1 to the Analyse gate is waiting for a decision" in text_of(response)
    assert page.data["standards-0-what"] == ["Accredited advice"]
    assert (events(cycle), Appraisal.objects.filter(chosen__isnull=False).exists()) == (before, False)
