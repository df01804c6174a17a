"""The contracts behind the figures as a table: when they end, what is happening, and whether they could lapse."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, F, QuerySet, When

from cycles.models import CycleStage
from cycles.presenters.dates import NOT_SETTLED, slack_in_words
from cycles.selectors.arrangement_end import running_arrangement
from dashboard.figures import IN_TIME, LAPSE
from dashboard.presenters.drilldown_tables import (
    NOT_KNOWN,
    OWN,
    SPEND,
    DrilldownTable,
    StatusText,
    cycles_in,
    day_or_not_known,
    yearly_spend,
)
from dashboard.selectors.areas import Scope
from dashboard.selectors.filters import CONTRACTS_AHEAD, ENDED, UNKNOWN, contract_dims, has_contract, nothing_follows
from ui.wording import day

# outcome, title and text without rows, by what an address says of whether they could lapse
CONTRACTS = {
    "": ("", "Contracts ending", "No contract ends then."),
    "yes": (LAPSE, "Contracts that could lapse", "No contract that could lapse."),
    "no": (IN_TIME, "Contracts in time", "No contract in time."),
}
OUTCOME_TEXTS = {LAPSE: "Yes", IN_TIME: "No"}


def contract_table(
    scope: Scope, today: date, ends: str = "", lapse: str = "", *, unknown: bool = False
) -> DrilldownTable:
    """Those that end by CONTRACTS_AHEAD; of one quarter (`ends`), and those that could lapse or not (`lapse`).

    `unknown`: those whose yearly value is not known.
    """
    cycles: QuerySet[Any] = cycles_in(scope).filter(has_contract(OWN, today))
    for alias, expression in contract_dims(OWN, today).items():
        cycles = cycles.annotate(**{alias: expression})
    cycles = cycles.annotate(alone=Case(When(nothing_follows(OWN, today), then=True), default=False))
    year, _, quarter = ends.partition("-")
    if ends == ENDED:
        cycles = cycles.filter(over=True)
    elif ends == UNKNOWN:
        cycles = cycles.filter(ends__isnull=True)
    else:
        cycles = cycles.filter(ends__lte=today + CONTRACTS_AHEAD)
        if quarter:
            cycles = cycles.filter(over=False, year=int(year), quarter=int(quarter))
    outcome, title, empty = CONTRACTS[lapse]
    if outcome:
        cycles = cycles.filter(outcome=outcome)
    if unknown:
        cycles = cycles.filter(yearly_value__isnull=True)

    return DrilldownTable(
        title,
        cycles.order_by(F("ends").asc(nulls_last=True), "serial"),
        ("Ends", "Directorate", "What is happening", "Could lapse"),
        lambda cycle: (
            day_or_not_known(cycle.ends),
            cycle.directorate,
            progress(cycle, today),
            StatusText("off_track" if cycle.outcome == LAPSE else "", OUTCOME_TEXTS.get(cycle.outcome, NOT_KNOWN)),
            yearly_spend(cycle),
        ),
        empty,
        numeric=(SPEND,),
    )


def progress(cycle: Any, today: date) -> str:
    """What is happening to a row of `contract_table`."""
    if cycle.alone:
        return "The next cycle was stopped"
    if cycle.stage == CycleStage.STOPPED:
        return "The cycle that was to replace it was stopped"
    if not cycle.is_live:
        return "Ends as Review decided"
    running, words = running_arrangement(cycle, today), slack_in_words(cycle.slack, cycle.breach and NOT_SETTLED)
    if not running.kind:
        return "Nobody has said what runs today"
    if running.leaves_gap(cycle.need_by):
        words = f"the new one is needed by {day(cycle.need_by)}"
    return f"{cycle.get_stage_display()}: {words}" if words else str(cycle.get_stage_display())
