"""Reading an edition's figures: which tier, which questions, who signs. Pure: no Django.

`figures` is Edition.figures: the parts of framework.yaml that are numbers and rules rather than words, as written
there (governance, tiers, approval_routes, durations_weeks, slack_on_track_from and the spans around the need-by date).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ui.wording import listed

Figures = Mapping[str, Any]
# What a cycle has chosen of the edition, in codes: {"delivery_route": ["procure", "grant"], "legal_regime": []}; an
# empty list is not decided yet, several routes are a combination.
Chosen = Mapping[str, Collection[str]]
TIERS = ("S", "M", "L", "X")  # smallest first: the order of the columns of durations_weeks
WORK_STEPS = (
    "analyse_work",
    "analyse_gate",
    "plan_work",
    "plan_comments",
    "plan_decision",
    "do_documents",
    "do_tender_open",
    "do_evaluate",
    "do_award_standstill",
    "do_mobilise",
)
TENDERING = ("do_tender_open", "do_evaluate")  # the steps that a route without a tender leaves out
WITHOUT_AWARD = ("in_house", "cease", "direct_payments", "partnership_s75")  # routes by which nothing is bought
UNKNOWN_VALUE = "L"  # the tier of a cycle whose value nobody knows yet: enough is asked, and it is provisional

# What a flag says of a cycle, to follow "it". A flag that is not here is said by its code.
FLAG_SENTENCES = {
    "closure_or_reduction": "closes or reduces a service",
    "change_of_delivery_model": "changes how the service is delivered",
    "tupe_20_plus": "moves 20 or more staff to another employer (TUPE)",
    "joint_commissioning": "is commissioned jointly with a partner",
    "politically_sensitive": "is politically sensitive",
    "registration": "needs a regulator to register the service first",
}


@dataclass(frozen=True)
class Tier:
    """A tier with the reason why it was reached; `provisional` while the value is not known."""

    code: str
    name: str
    reason: str
    provisional: bool = False


def tier_for(figures: Figures, value: Decimal | None, key_decision: bool, flags: Collection[str]) -> Tier:
    """The first tier whose rule fits, from the top. `value` is whole-life GBP including VAT."""
    for rule in figures["tiers"]:
        reason = _reason(rule, value, key_decision, flags)
        if reason:
            return Tier(rule["code"], rule["name"], reason, provisional=value is None)
    raise ValueError("The edition has no tier that fits: its last tier must have no rule")


def _reason(rule: Mapping[str, Any], value: Decimal | None, key_decision: bool, flags: Collection[str]) -> str:
    flagged = [flag for flag in rule.get("or_flags", []) if flag in flags]
    if flagged:
        return f"it {flag_sentence(flagged[0])}"
    if key_decision and rule.get("or_key_decision"):
        return "it is a key decision"
    if value is None:
        return "its whole-life value is not known yet" if rule["code"] == UNKNOWN_VALUE else ""
    if "over" in rule:
        return f"its whole-life value with VAT is over £{rule['over']:,}" if value > rule["over"] else ""
    if "from" in rule:
        return f"its whole-life value with VAT is £{rule['from']:,} or more" if value >= rule["from"] else ""
    return "its whole-life value with VAT is below the next tier"


def reached_by(rule: Mapping[str, Any]) -> list[str]:
    """What brings a cycle into the tier, each part for a sentence about "it". The last tier takes what is left."""
    parts = []
    if "over" in rule:
        parts.append(f"costs more than £{rule['over']:,} with VAT over its whole life")
    if "from" in rule:
        parts.append(f"costs £{rule['from']:,} or more with VAT over its whole life")
    if rule.get("or_key_decision"):
        parts.append("is a key decision")
    return parts + [flag_sentence(flag) for flag in rule.get("or_flags", [])]


def tier_flags(figures: Figures) -> list[str]:
    """Every flag that raises a tier, in the order of the file."""
    return [flag for rule in figures["tiers"] for flag in rule.get("or_flags", [])]


def cycle_flags(figures: Figures) -> list[str]:
    """Every flag that is asked of a cycle: those that raise its tier, then those that do not."""
    return [*tier_flags(figures), *figures["cycle_flags"]]


def flag_sentence(flag: str) -> str:
    """What is true of a cycle that has the flag, without its subject."""
    return FLAG_SENTENCES.get(flag) or f"is marked {flag.replace('_', ' ')}"


def flags_in_words(flags: Collection[str]) -> str:
    """It closes or reduces a service and is politically sensitive; "" without a flag."""
    return f"It {listed([flag_sentence(flag) for flag in flags])}" if flags else ""


def tier_name(figures: Figures, code: str) -> str:
    return str(next(rule["name"] for rule in figures["tiers"] if rule["code"] == code))


def signing_route(figures: Figures, tier: str, stage: str) -> list[str]:
    """The grades that sign that stage's gate, one a step, in order."""
    return list(figures["approval_routes"][tier][stage])


def is_key_by_value(figures: Figures, value: Decimal | None) -> bool:
    """Whether the value without VAT alone makes a key decision likely.

    SI 2012/2089 reg 8; the figure is the council's own.
    """
    return value is not None and value > figures["governance"]["key_decision_over"]


def threshold_warning(figures: Figures, regime: str, value: Decimal | None, today: date) -> str:
    """Why the legal regime does not fit the whole-life value with VAT, or "". Nothing is refused.

    A contract is over its threshold from the very amount (Procurement Act 2023 s3). Health services, contracts of the
    law before 2025 and what is no procurement have no threshold.
    """
    in_force = [row for row in figures["thresholds"] if date.fromisoformat(row["from"]) <= today]
    if value is None or not in_force:
        return ""
    amounts, worth = in_force[-1], f"With VAT it is worth £{value:,.2f}".removesuffix(".00")
    services, light_touch = amounts["goods_services"], amounts["light_touch"]
    match regime:
        case "pa2023_below_threshold" if value >= services:
            others = {
                "a light touch service": light_touch,
                "works": amounts["works"],
                "a concession": amounts["concessions"],
                "a light touch concession": amounts["light_touch_concessions"],
            }
            fitting = [f"{name} (£{amount:,})" for name, amount in others.items() if value < amount]
            only = f": it is below threshold only if it is {listed(fitting, 'or')}" if fitting else ""
            reached = "at" if value == services else "over"
            return f"{worth}, which is {reached} the threshold for goods and services, £{services:,}{only}."
        case "pa2023_standard" if value < services:
            threshold = f"the threshold for goods and services, £{services:,}"
        case "pa2023_light_touch" if value < light_touch:
            threshold = f"the threshold for light touch services, £{light_touch:,}"
        case _:
            return ""
    return f"{worth}, which is under {threshold}: the rules for what is below threshold govern it."


def fits(conditions: Mapping[str, Collection[str]], chosen: Chosen) -> bool:
    """Whether every condition has one of the codes chosen. A field that is not decided yet fits every condition."""
    return all(not chosen[field] or set(chosen[field]) & set(allowed) for field, allowed in conditions.items())


def applies(tiers: Sequence[str], applies_when: Mapping[str, Sequence[str]], tier: str, chosen: Chosen) -> bool:
    """Whether a question is asked of a cycle."""
    return tier in tiers and fits(applies_when, chosen)
