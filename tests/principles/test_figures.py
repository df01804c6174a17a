"""Which tier, which questions, who signs: by the real edition's figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from principles import figures
from principles.figures import FLAG_SENTENCES, Tier, tier_for
from tests.principles.editions import FRAMEWORK, changed, real, small

REAL = real().framework.figures
SMALL_FIRST = "SMLX"

JUST_BELOW = "its whole-life value with VAT is below the next tier"
MEDIUM = "its whole-life value with VAT is £207,720 or more"
LARGE = "its whole-life value with VAT is £500,000 or more"
COMPLEX = "its whole-life value with VAT is over £5,000,000"

values = st.decimals(min_value=0, max_value=10**11, places=2)
flags = st.sets(st.sampled_from(sorted(FLAG_SENTENCES)))


@pytest.mark.parametrize(
    ("value", "code", "name", "reason"),
    [
        ("0", "S", "small", JUST_BELOW),
        ("207719.99", "S", "small", JUST_BELOW),
        ("207720", "M", "medium", MEDIUM),
        ("499999.99", "M", "medium", MEDIUM),
        ("500000", "L", "large", LARGE),
        ("5000000", "L", "large", LARGE),
        ("5000000.01", "X", "complex", COMPLEX),
    ],
)
def test_the_value_gives_the_tier(value: str, code: str, name: str, reason: str) -> None:
    assert tier_for(REAL, Decimal(value), key_decision=False, flags=[]) == Tier(code, name, reason)


def test_a_value_not_known_gives_large_provisionally() -> None:
    assert tier_for(REAL, None, key_decision=False, flags=[]) == Tier(
        "L", "large", "its whole-life value is not known yet", provisional=True
    )


def test_a_key_decision_is_at_least_large() -> None:
    assert tier_for(REAL, Decimal(1), True, []) == Tier("L", "large", "it is a key decision")
    assert tier_for(REAL, None, True, []) == Tier("L", "large", "it is a key decision", provisional=True)
    assert tier_for(REAL, Decimal("5000000.01"), True, []) == Tier("X", "complex", COMPLEX)


@pytest.mark.parametrize(
    ("flag", "reason"),
    [
        ("closure_or_reduction", "it closes or reduces a service"),
        ("change_of_delivery_model", "it changes how the service is delivered"),
        ("tupe_20_plus", "it moves 20 or more staff to another employer (TUPE)"),
        ("joint_commissioning", "it is commissioned jointly with a partner"),
        ("politically_sensitive", "it is politically sensitive"),
    ],
)
def test_each_flag_makes_it_complex(flag: str, reason: str) -> None:
    assert tier_for(REAL, Decimal(1), False, [flag]) == Tier("X", "complex", reason)
    assert tier_for(REAL, None, False, [flag]) == Tier("X", "complex", reason, provisional=True)


def test_every_flag_of_the_edition_has_its_sentence() -> None:
    assert figures.cycle_flags(REAL) == [*figures.tier_flags(REAL), "registration"] == list(FLAG_SENTENCES)


def test_a_registration_is_asked_for_and_raises_no_tier() -> None:
    assert tier_for(REAL, Decimal(1), False, ["registration"]) == Tier("S", "small", JUST_BELOW)
    assert figures.flags_in_words(["politically_sensitive", "registration"]) == (
        "It is politically sensitive and needs a regulator to register the service first"
    )
    assert figures.flags_in_words([]) == ""


def test_a_flag_of_another_council_is_said_by_its_code() -> None:
    other = small(framework=changed(FRAMEWORK, "joint_commissioning", "near_a_river")).framework.figures
    assert tier_for(other, Decimal(1), False, ["near_a_river"]).reason == "it is marked near a river"


def test_a_flag_that_the_edition_does_not_know_changes_nothing() -> None:
    assert tier_for(REAL, Decimal(1), False, ["near_a_river"]) == Tier("S", "small", JUST_BELOW)


def test_figures_without_an_open_last_tier_are_refused() -> None:
    with pytest.raises(ValueError, match="its last tier must have no rule"):
        tier_for({"tiers": [{"code": "X", "name": "complex", "over": 5}]}, Decimal(1), False, [])


@settings(deadline=None)
@given(values, values, st.booleans(), flags)
def test_a_higher_value_never_lowers_the_tier(one: Decimal, other: Decimal, key: bool, flagged: set[str]) -> None:
    low, high = sorted((one, other))
    tiers = [SMALL_FIRST.index(tier_for(REAL, value, key, flagged).code) for value in (low, high)]
    assert tiers == sorted(tiers)


@settings(deadline=None)
@given(st.none() | values, flags, flags)
def test_a_flag_or_a_key_decision_never_lowers_the_tier(value: Decimal | None, one: set[str], more: set[str]) -> None:
    fewer = SMALL_FIRST.index(tier_for(REAL, value, False, one).code)
    assert SMALL_FIRST.index(tier_for(REAL, value, False, one | more).code) >= fewer
    assert SMALL_FIRST.index(tier_for(REAL, value, True, one).code) >= fewer


def test_tier_names() -> None:
    assert [figures.tier_name(REAL, code) for code in SMALL_FIRST] == ["small", "medium", "large", "complex"]


HEAD, ASSISTANT, EXECUTIVE = "head_of_service", "assistant_director", "executive_director"


@pytest.mark.parametrize(
    ("tier", "routes"),
    [
        ("S", [[HEAD], [HEAD], [HEAD], [HEAD]]),
        ("M", [[HEAD], [ASSISTANT], [HEAD], [ASSISTANT]]),
        ("L", [[ASSISTANT], [ASSISTANT, EXECUTIVE], [ASSISTANT], [ASSISTANT]]),
        ("X", [[ASSISTANT, EXECUTIVE]] * 4),
    ],
)
def test_who_signs(tier: str, routes: list[list[str]]) -> None:
    assert [figures.signing_route(REAL, tier, stage) for stage in ("analyse", "plan", "do", "review")] == routes


@pytest.mark.parametrize(
    ("value", "key"), [(None, False), ("499999.99", False), ("500000", False), ("500000.01", True)]
)
def test_what_is_key_by_value(value: str | None, key: bool) -> None:
    assert figures.is_key_by_value(REAL, Decimal(value) if value else None) is key


ON_ROUTE = {"delivery_route": ["procure", "grant"]}
ON_BOTH = {"delivery_route": ["procure"], "legal_regime": ["psr_2023"]}


@pytest.mark.parametrize(
    ("applies_when", "tier", "route", "regime", "asked"),
    [
        ({}, "L", "in_house", "not_a_procurement", True),
        ({}, "S", "in_house", "not_a_procurement", False),
        (ON_ROUTE, "L", "grant", "", True),
        (ON_ROUTE, "L", "in_house", "", False),
        (ON_ROUTE, "L", "", "", True),
        (ON_ROUTE, "S", "", "", False),
        (ON_BOTH, "L", "procure", "psr_2023", True),
        (ON_BOTH, "L", "procure", "pa2023_standard", False),
        (ON_BOTH, "L", "procure", "", True),
        (ON_BOTH, "L", "grant", "", False),
    ],
)
def test_when_a_question_is_asked(
    applies_when: Mapping[str, Any], tier: str, route: str, regime: str, asked: bool
) -> None:
    chosen = {"delivery_route": [route] if route else [], "legal_regime": [regime] if regime else []}
    assert figures.applies(["M", "L", "X"], applies_when, tier, chosen) is asked


TODAY = date(2026, 11, 28)
BELOW, STANDARD, LIGHT = "pa2023_below_threshold", "pa2023_standard", "pa2023_light_touch"
ONLY_LARGER = "works (£5,193,000), a concession (£5,193,000) or a light touch concession (£5,372,609)"


@pytest.mark.parametrize(
    ("regime", "value", "warning"),
    [
        (BELOW, "207719.99", ""),
        (
            BELOW,
            "300000",
            (
                "With VAT it is worth £300,000, which is over the threshold for goods and services, £207,720: it is"
                f" below threshold only if it is a light touch service (£663,540), {ONLY_LARGER}."
            ),
        ),
        (
            BELOW,
            "663540",
            (
                "With VAT it is worth £663,540, which is over the threshold for goods and services, £207,720: it is"
                f" below threshold only if it is {ONLY_LARGER}."
            ),
        ),
        (
            BELOW,
            "5372609",
            "With VAT it is worth £5,372,609, which is over the threshold for goods and services, £207,720.",
        ),
        (STANDARD, "207720", ""),
        (
            STANDARD,
            "207719.99",
            (
                "With VAT it is worth £207,719.99, which is under the threshold for goods and services, £207,720:"
                " the rules for what is below threshold govern it."
            ),
        ),
        (LIGHT, "663540", ""),
        (
            LIGHT,
            "663539",
            (
                "With VAT it is worth £663,539, which is under the threshold for light touch services, £663,540:"
                " the rules for what is below threshold govern it."
            ),
        ),
        *((regime, value, "") for regime in ("psr_2023", "pcr2015_legacy", "not_a_procurement", "") for value in "19"),
    ],
)
def test_a_law_that_does_not_fit_the_value_with_vat_is_warned_of(regime: str, value: str, warning: str) -> None:
    assert figures.threshold_warning(REAL, regime, Decimal(value), TODAY) == warning


def test_at_its_threshold_a_contract_is_not_below_it() -> None:
    assert "£207,720, which is at the threshold" in figures.threshold_warning(REAL, BELOW, Decimal(207_720), TODAY)


def test_without_a_value_or_thresholds_in_force_nothing_is_warned_of() -> None:
    assert figures.threshold_warning(REAL, BELOW, None, TODAY) == ""
    assert figures.threshold_warning(REAL, BELOW, Decimal(300_000), date(2025, 12, 31)) == ""


def test_the_latest_thresholds_whose_day_has_come_count() -> None:
    later = REAL["thresholds"][0] | {"from": "2028-01-01", "goods_services": 400_000}
    twice = {"thresholds": [*REAL["thresholds"], later]}
    assert figures.threshold_warning(twice, BELOW, Decimal(300_000), date(2027, 12, 31))
    assert figures.threshold_warning(twice, BELOW, Decimal(300_000), date(2028, 1, 1)) == ""


@pytest.mark.parametrize(("value", "key"), [("500000", False), ("500000.01", True), ("600000", True)])
def test_more_than_the_councils_figure_without_vat_makes_a_decision_key(value: str, key: bool) -> None:
    assert figures.is_key_by_value(REAL, Decimal(value)) is key
