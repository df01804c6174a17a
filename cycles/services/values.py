"""What the values of a cycle must be beside each other, whichever page they come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cycles.models import Cycle, DecisionMaker
from principles.edition_cache import parts_of
from principles.models import DeliveryRoute, Edition

TITLES: dict[str, str] = {
    DecisionMaker.COUNCILLOR: "Enter the portfolio of the Executive Councillor",
    DecisionMaker.OFFICER: "Enter the delegation under which the officer decides",
}
CHECKED = (
    "delivery_route",
    "other_routes",
    "legal_regime",
    "regime_route",
    "whole_life_value",
    "vat",
    "key_decision",
    "decision_maker",
    "decision_maker_title",
)


def value_faults(edition: Edition, values: Mapping[str, Any]) -> dict[str, str]:
    """Errors by field among those of CHECKED that `values` holds; what it leaves out is not decided."""
    faults = {}
    route, others = values.get("delivery_route"), values.get("other_routes") or ()
    if others and not route:
        faults["other_routes"] = "Select the main delivery route too, or none of these"
    elif route and route.code in others:
        faults["other_routes"] = f"“{route}” is the main delivery route: leave it out of the others"
    elif not set(others) <= {part.code for part in parts_of(edition, DeliveryRoute)}:
        faults["other_routes"] = "Select delivery routes from the list"
    regime, regime_route = values.get("legal_regime"), values.get("regime_route")
    if regime_route and not regime:
        faults["regime_route"] = f"“{regime_route}” needs its legal regime: select that too"
    elif regime_route and regime and regime_route.regime != regime.code:
        faults["regime_route"] = f"“{regime}” has no such route: select one of its own, or leave this undecided"
    if values.get("vat") and values.get("whole_life_value") is None:
        faults["vat"] = "Enter the whole-life value too, or leave this empty"
    if values.get("key_decision"):
        needed, title = TITLES.get(values.get("decision_maker") or ""), values.get("decision_maker_title")
        if needed and not title:
            faults["decision_maker_title"] = needed
        elif title and not needed:
            faults["decision_maker_title"] = "Leave this empty, or select an Executive Councillor or an officer"
    return faults


def drop_decision_maker(cycle: Cycle) -> None:
    """Nobody is named for what is no key decision."""
    if not cycle.key_decision:
        cycle.decision_maker = cycle.decision_maker_title = cycle.consulting = ""
