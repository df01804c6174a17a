"""Routes, law, value, decision maker and contract manager of a cycle, under the real edition."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from approvals.selectors.gate_facts import undecided_values
from audit.models import Event
from audit.presenters import Entry, entries
from checklists.models import Answer
from cycles.models import Cycle
from cycles.services.editing import change_people, edit_cycle
from cycles.services.starting import start_next
from demo import play
from tests.council import NOW, SMALL, Council
from tests.cycles.assertions import finds

Values = dict[str, Any]


def chosen(cycle: Cycle, route: str = "", regime: str = "", regime_route: str = "") -> Values:
    """Values of a cycle by their codes in its edition."""
    values: Values = {}
    if route:
        values["delivery_route"] = cycle.edition.deliveryroute_set.get(code=route)
    if regime:
        values["legal_regime"] = cycle.edition.legalregime_set.get(code=regime)
    if regime_route:
        values["regime_route"] = cycle.edition.regimeroute_set.get(code=regime_route)
    return values


def edit(council: Council, cycle: Cycle, values: Values) -> Cycle:
    cycle = Cycle.objects.get(pk=cycle.pk)
    return edit_cycle(cycle, values, actor=council["lead"], at=NOW, seen_version=cycle.details_version)


def asked(cycle: Cycle) -> set[str]:
    return set(Answer.objects.filter(cycle=cycle, set_aside_because="").values_list("question__code", flat=True))


def last_change(cycle: Cycle) -> Entry:
    (entry,) = entries(Event.objects.filter(chain=cycle.chain).order_by("-seq")[:1])
    return entry


# Routes and law


def test_the_questions_of_every_route_are_asked(council: Council) -> None:
    cycle = edit(council, council.cycle(), chosen(council.cycle(service_name="Other"), "grant", "not_a_procurement"))
    of_grant = asked(cycle)
    cycle = edit(council, cycle, chosen(cycle, "in_house"))
    in_house = asked(cycle)
    cycle = edit(council, cycle, {"other_routes": ["grant"]})
    assert (cycle.routes, cycle.route_names) == (
        ["in_house", "grant"],
        ["Deliver it ourselves", "Grant to a voluntary or community body"],
    )
    assert asked(cycle) == of_grant | in_house
    assert of_grant - in_house
    assert in_house - of_grant


@pytest.mark.parametrize(
    ("route", "others", "fault"),
    [
        ("", ["grant"], "Select the main delivery route too, or none of these"),
        ("grant", ["grant"], ("“Grant to a voluntary or community body” is the main delivery route: leave it out of the"
         " others")),
        ("grant", ["by_magic"], "Select delivery routes from the list"),
    ],
)  # fmt: skip
def test_the_main_route_is_not_among_the_others(council: Council, route: str, others: list[str], fault: str) -> None:
    cycle = council.cycle()
    values = chosen(cycle, route) | {"other_routes": others}
    with finds({"other_routes": fault}):
        edit(council, cycle, values)
    with finds({"other_routes": fault}):
        council.cycle(service_name="Parks", **values)


def test_another_main_route_leaves_the_others_without_it(council: Council) -> None:
    cycle = council.cycle(**chosen(council.cycle(service_name="Other"), "procure"), other_routes=["grant", "in_house"])
    cycle = edit(council, cycle, chosen(cycle, "grant"))
    assert cycle.routes == ["grant", "in_house"]
    cycle = edit(council, cycle, {"delivery_route": None})
    assert (cycle.routes, cycle.other_routes) == ([], [])


def test_only_the_regime_that_has_routes_takes_one(council: Council) -> None:
    cycle = council.cycle()
    psr = chosen(cycle, "procure", "psr_2023", "psr_direct_c")
    with finds({"regime_route": "“Direct Award C” needs its legal regime: select that too"}):
        edit(council, cycle, {"regime_route": psr["regime_route"]})
    with finds(
        {"regime_route": "“Procurement Act 2023” has no such route: select one of its own, or leave this undecided"}
    ):
        edit(council, cycle, psr | chosen(cycle, regime="pa2023_standard"))
    cycle = edit(council, cycle, psr)
    assert [route.code for route in cycle.regime_routes] == [
        "psr_direct_a",
        "psr_direct_b",
        "psr_direct_c",
        "psr_msp",
        "psr_competitive",
    ]
    assert edit(council, cycle, chosen(cycle, regime="pa2023_light_touch")).regime_route is None


def test_the_route_of_the_regime_is_decided_before_the_plan_gate(council: Council) -> None:
    cycle = edit(council, council.cycle(), {})
    cycle = edit(council, cycle, chosen(cycle, "procure", "psr_2023"))
    assert undecided_values(cycle, "analyse") == []
    assert undecided_values(cycle, "plan") == ["the route of the Provider Selection Regime 2023"]
    assert undecided_values(edit(council, cycle, chosen(cycle, regime_route="psr_msp")), "plan") == []
    assert undecided_values(edit(council, cycle, chosen(cycle, regime="pa2023_standard")), "plan") == []


# Value


@pytest.mark.parametrize(
    ("value", "vat", "tier"),
    [(173_099, 34_620, "S"), (173_100, 34_620, "M"), (416_666, 83_333, "M"), (500_000, 0, "L")],
)
def test_the_tier_reads_the_value_with_vat(council: Council, value: int, vat: int, tier: str) -> None:
    started = council.cycle(Decimal(value), vat=Decimal(vat))
    edited = edit(council, council.cycle(None, service_name="Parks"), {"whole_life_value": Decimal(value)})
    assert (started.tier, edit(council, edited, {"vat": Decimal(vat)}).tier) == (tier, tier)
    assert started.value_with_vat == value + vat


def test_vat_is_on_a_value(council: Council) -> None:
    with finds({"vat": "Enter the whole-life value too, or leave this empty"}):
        council.cycle(None, vat=Decimal(5))


def test_a_law_that_does_not_fit_the_value_is_kept_and_warned_of(council: Council) -> None:
    cycle = council.cycle(Decimal(250_000), vat=Decimal(50_000))
    cycle = edit(council, cycle, chosen(cycle, "procure", "pa2023_below_threshold"))
    assert cycle.regime == "pa2023_below_threshold"
    assert cycle.threshold_warning(NOW.date()).startswith("With VAT it is worth £300,000, which is over the threshold")
    assert edit(council, cycle, {"vat": None, "whole_life_value": SMALL}).threshold_warning(NOW.date()) == ""


# Who decides


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "Not known yet"),
        ({"decision_maker": "executive"}, "Executive"),
        (
            {"decision_maker": "councillor", "decision_maker_title": "Adult Care"},
            "Executive Councillor: Adult Care",
        ),
        (
            {
                "decision_maker": "officer",
                "decision_maker_title": "Director of Place, 7 July 2026",
                "consulting": "the Executive Councillor for Waste",
            },
            (
                "Officer under a named delegation: Director of Place, 7 July 2026,"
                " in consultation with the Executive Councillor for Waste"
            ),
        ),
    ],
)
def test_a_key_decision_says_who_takes_it(council: Council, values: Values, words: str) -> None:
    assert council.cycle(key_decision=True, **values).decided_by == words


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"decision_maker": "councillor"}, "Enter the portfolio of the Executive Councillor"),
        ({"decision_maker": "officer"}, "Enter the delegation under which the officer decides"),
        (
            {"decision_maker": "executive", "decision_maker_title": "Waste"},
            "Leave this empty, or select an Executive Councillor or an officer",
        ),
    ],
)
def test_a_portfolio_or_delegation_goes_with_who_has_one(council: Council, values: Values, fault: str) -> None:
    with finds({"decision_maker_title": fault}):
        council.cycle(key_decision=True, **values)


def test_nobody_is_named_for_what_is_no_key_decision(council: Council) -> None:
    named: Values = {"decision_maker": "executive", "consulting": "the Leader"}
    assert council.cycle(**named).decided_by == "Not known yet"
    cycle = council.cycle(service_name="Parks", key_decision=True, **named)
    assert edit(council, cycle, {"key_decision": False}).decided_by == "Not known yet"


def test_the_next_cycle_keeps_the_value_with_its_vat_and_not_who_decided(council: Council) -> None:
    cycle = council.cycle_at("plan", SMALL, vat=Decimal(18_000), key_decision=True, decision_maker="executive")
    play.decide_route(cycle, at=NOW)
    successor = start_next(cycle, need_by=cycle.need_by, actor=council["lead"], at=NOW)
    assert (successor.whole_life_value, successor.vat, successor.key_decision) == (SMALL, Decimal(18_000), True)
    assert (successor.decided_by, successor.contract_manager) == ("Not known yet", None)


# Who manages the contract


def name(council: Council, cycle: Cycle, **more: Any) -> Cycle:
    fresh = Cycle.objects.get(pk=cycle.pk)
    people: Values = {"lead": fresh.lead, "sponsor": fresh.sponsor, "team": list(fresh.team.all())}
    version = fresh.details_version
    return change_people(fresh, **people, **more, actor=council["lead"], at=NOW, seen_version=version)


@pytest.mark.parametrize("who", ["member", "adviser", "director", "auditor"])
def test_any_officer_manages_a_contract_and_takes_no_part_by_that(council: Council, who: str) -> None:
    cycle = council.cycle()
    before = set(cycle.participants.values_list("user", "reason"))
    assert name(council, cycle, contract_manager=council[who]).contract_manager == council[who]
    assert set(cycle.participants.values_list("user", "reason")) == before


@pytest.mark.parametrize("who", ["councillor", "nobody", "gone"])
def test_nobody_else_manages_a_contract(council: Council, who: str) -> None:
    gone = council.add("gone", "Ivy Long", {"kind": "commissioner"}, is_active=False)
    cycle, person = council.cycle(), gone if who == "gone" else council[who]
    with finds({"contract_manager": f"{person} is no officer who can sign in: choose somebody else"}):
        name(council, cycle, contract_manager=person)


def test_other_people_change_without_the_contract_manager(council: Council) -> None:
    cycle = name(council, council.cycle(), contract_manager=council["member"])
    assert name(council, cycle).contract_manager == council["member"]
    assert name(council, cycle, contract_manager=None).contract_manager is None


# History


def test_changes_stand_in_the_history_in_words(council: Council) -> None:
    cycle = council.cycle(Decimal(90_000), key_decision=True)
    values = chosen(cycle, "procure", "psr_2023", "psr_direct_c") | {
        "other_routes": ["grant"],
        "vat": Decimal("18000.50"),
        "tier_flags": ["registration"],
        "decision_maker": "councillor",
        "decision_maker_title": "Adult Care",
        "consulting": "the Leader",
    }
    edit(council, cycle, values)
    # the order of JSON's keys is the database's
    assert sorted(last_change(cycle).changes) == sorted(
        [
            ("Delivery route", "nothing", "Contract with a supplier"),
            ("Other routes", "nothing", "Grant to a voluntary or community body"),
            ("Legal regime", "nothing", "Provider Selection Regime 2023"),
            ("Route of the legal regime", "nothing", "Direct Award C"),
            ("VAT on it", "nothing", "£18,000.50"),
            ("Decision maker", "nothing", "Executive Councillor"),
            ("Portfolio or delegation", "nothing", "Adult Care"),
            ("In consultation with", "nothing", "the Leader"),
            ("What applies", "nothing", "It needs a regulator to register the service first"),
        ]
    )
    edit(council, cycle, {"whole_life_value": Decimal(95_000)})
    assert last_change(cycle).changes == [("Whole-life value without VAT", "£90,000", "£95,000")]
    name(council, cycle, contract_manager=council["member"])
    assert ("Contract manager", "nothing", "Leanne Cooper") in last_change(cycle).changes
