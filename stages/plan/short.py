"""The sections of "Plan in short", in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.financial_years import financial_year
from cycles.models import Cycle
from stages.analyse.models import DemandSeries, IntendedOutcome
from stages.analyse.selectors.demand import COMMITMENT_YEARS
from stages.plan.forms.short import ShortChoiceForm, ShortFundingForm, ShortScreeningForm
from stages.plan.models import CostLine, MeasureType, Option, OptionKind, PlannedMeasure
from stages.plan.whole_life_cost import CENT
from stages.records.short import FormSection, TableSection
from stages.records.short_fields import Values

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


def blank_cost(cycle: Cycle, records: Sequence[CostLine]) -> Sequence[Values]:
    """The years of what the cycle puts in place, and of its whole-life value what makes the same sum in each."""
    first, value = financial_year(cycle.need_by), cycle.whole_life_value
    number = COMMITMENT_YEARS
    if cycle.arrangement_ends:
        number = max(financial_year(cycle.arrangement_ends) - first + 1, 1)
    elif value and cycle.yearly_value and value % cycle.yearly_value == 0:
        number = int(value / cycle.yearly_value)
    years: dict[str, Any] = {"first_year": first, "last_year": first + number - 1}
    amount = (value / number).quantize(CENT) if value else None
    is_whole = amount is not None and amount * number == value
    return [years | {"amount": amount} if is_whole and not records else years]


def cost_defaults(cycle: Cycle) -> Mapping[str, Any]:
    """A cost that names no option is of the only one that is not ruled out."""
    kept = list(Option.objects.filter(cycle=cycle, is_draft=False, is_ruled_out=False)[:2])
    return {"option": kept[0]} if len(kept) == 1 else {}


def lacks_a_measure(records: Sequence[PlannedMeasure]) -> bool:
    """Whether one of the three questions has none."""
    return bool(set(MeasureType) - {row.kind for row in records})


def blank_measures(cycle: Cycle, records: Sequence[PlannedMeasure]) -> Sequence[Values]:
    """One for each question that no measure answers yet. Demand tells how much is done, and an outcome's indicator
    whether anyone is better off.
    """
    kinds = {row.kind for row in records}
    names = dict.fromkeys(MeasureType, "")
    if MeasureType.HOW_MUCH not in kinds:
        series = DemandSeries.objects.filter(cycle=cycle, is_draft=False, is_main=True).first()
        names[MeasureType.HOW_MUCH] = series.name if series else ""
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
        "cost-lines",
        "What each option that is not ruled out costs in a year. A cost that names no option is of the only one left.",
        blanks=blank_cost,
        defaults=cost_defaults,
        optional={
            "option": "Select the option of each cost. Where the options are not saved yet, rule out all but one, or "
            "leave the cost empty until they are."
        },
    ),
    FormSection(
        ShortChoiceForm,
        "option-result",
        "The option that is taken forward. The whole-life value of the cycle becomes what it costs; "
        "its delivery routes and legal regime stay. An option that is new on this page can be chosen once it is saved, "
        "unless it is the only one left.",
    ),
    FormSection(
        ShortFundingForm,
        "plan-cost",
        "What pays for the option in every year, and when Finance confirmed its whole-life cost.",
    ),
    FormSection(
        ShortScreeningForm,
        "equality",
        "Whether the proposal affects people who share a protected characteristic differently. It is marked complete "
        "once nothing is missing.",
    ),
    TableSection(
        "measures",
        "How much is done, how well, and whether anyone is better off: one of each.",
        blanks=blank_measures,
        asks_beside=lacks_a_measure,
    ),
    TableSection("standards", "What must hold for everybody who uses the service, and how it is checked."),
    TableSection(
        "risks",
        "What could go wrong. The lead owns a risk that is added here, until its own page names somebody else.",
        defaults=risk_defaults,
    ),
)
