"""The sections of "Plan in short", in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cycles.models import Cycle
from stages.analyse.models import IntendedOutcome
from stages.plan.models import MeasureType, OptionKind, PlannedMeasure
from stages.records.short import TableSection
from stages.records.short_rows import Values

# The kind of option that a delivery route of the edition is.
OPTION_OF_ROUTE = {
    "in_house": OptionKind.IN_HOUSE,
    "procure": OptionKind.EXTERNAL,
    "call_off_framework": OptionKind.EXTERNAL,
    "direct_award": OptionKind.EXTERNAL,
    "partnership_s75": OptionKind.PARTNERSHIP,
    "grant": OptionKind.PARTNERSHIP,
}
NAME_LENGTH = 200  # of a measure


def known_options(cycle: Cycle) -> Sequence[Values]:
    """Keep as is, stop, and the delivery route of the cycle where it is another."""
    options: list[Values] = [
        {"name": OptionKind.KEEP.label, "kind": OptionKind.KEEP},
        {"name": OptionKind.STOP.label, "kind": OptionKind.STOP},
    ]
    route = cycle.delivery_route
    if route is not None and route.code != "cease":
        options.append({"name": route.name, "kind": OPTION_OF_ROUTE.get(route.code, OptionKind.OTHER)})
    return options


def blank_measures(cycle: Cycle, records: Sequence[PlannedMeasure]) -> Sequence[Values]:
    """One for each question that no measure answers yet; whether anyone is better off, an outcome's indicator tells."""
    kinds = {row.kind for row in records}
    names = dict.fromkeys(MeasureType, "")
    if MeasureType.BETTER_OFF not in kinds:
        outcome = IntendedOutcome.objects.filter(cycle=cycle, is_draft=False).exclude(indicator="").first()
        names[MeasureType.BETTER_OFF] = outcome.indicator[:NAME_LENGTH] if outcome else ""
    usual: Values = {"frequency": "Quarterly"}
    return [{"kind": kind, "name": name, **usual} for kind, name in names.items() if kind not in kinds] or [usual]


def risk_defaults(cycle: Cycle) -> Mapping[str, Any]:
    return {"owner": cycle.lead}


SECTIONS = (
    TableSection(
        "options",
        "The ways to meet the need that were considered. Say of each in a sentence why it is kept or ruled out.",
        known=known_options,
    ),
    TableSection(
        "measures", "How much is done, how well, and whether anyone is better off: one of each.", blanks=blank_measures
    ),
    TableSection("standards", "What must hold for everybody who uses the service, and how it is checked."),
    TableSection(
        "risks",
        "What could go wrong. The lead owns a risk that is added here, until its own page names somebody else.",
        defaults=risk_defaults,
    ),
)
