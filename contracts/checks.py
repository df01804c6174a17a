"""The computed checks that the register answers, over the agreements that a cycle puts in place."""

from __future__ import annotations

from datetime import date

from checklists.checks import FAILS, HOLDS, UNKNOWN, Finding
from contracts.completeness import BY_CODE
from contracts.models import Agreement
from cycles.models import LIVE_STAGES, Cycle, CycleStage
from ui.wording import day, listed

# What the question of the Do gate asks for, of the facts in contracts/completeness.py.
ASKED_AT_DO = ("suppliers", "value", "start", "end", "review_on", "notice")
NOTHING_PUT_IN_PLACE = ["cease"]  # the delivery route


def register_entry_complete(cycle: Cycle, today: date) -> Finding:
    """Whether every agreement of the cycle is in the register with what its question asks for."""
    agreements = _agreements(cycle)
    if not agreements:
        if cycle.routes == NOTHING_PUT_IN_PLACE:
            return Finding(UNKNOWN, "The service ends, so nothing is put in place.")
        reached_do = cycle.is_live and LIVE_STAGES.index(cycle.stage) >= LIVE_STAGES.index(CycleStage.DO)
        return Finding(FAILS if reached_do else UNKNOWN, "No agreement of this cycle is in the register.")
    looked_at = tuple(str(row) for row in agreements)
    for row in agreements:
        if missing := [BY_CODE[code].name.lower() for code in ASKED_AT_DO if code in row.missing]:
            return Finding(FAILS, f"The register does not say yet of {row.reference}: {listed(missing)}.", looked_at)
    references = listed([row.reference for row in agreements])
    return Finding(HOLDS, f"The register holds everything that is asked about {references}.", looked_at)


def signed_before_start(cycle: Cycle, today: date) -> Finding:
    """Whether every agreement of the cycle was signed by the day on which it started."""
    agreements = _agreements(cycle)
    if not agreements:
        return Finding(UNKNOWN, "No agreement of this cycle is in the register.")
    findings = [_signature(row, today) for row in agreements]
    looked_at = tuple(str(row) for row in agreements)
    for result in (FAILS, UNKNOWN, HOLDS):
        if sentences := [sentence for found, sentence in findings if found == result]:
            return Finding(result, " ".join(sentences), looked_at)
    raise AssertionError("every agreement has a finding")


def _signature(row: Agreement, today: date) -> tuple[str, str]:
    if row.start is None:
        return UNKNOWN, f"The register does not say when {row.reference} starts."
    if not row.is_signed:
        if row.start <= today:
            return FAILS, f"{row.reference} started on {day(row.start)} and is not signed."
        return UNKNOWN, f"{row.reference} is not signed yet. It starts on {day(row.start)}."
    if row.signed_on is None:
        return UNKNOWN, f"The register does not say on which day {row.reference} was signed."
    if row.signed_on > row.start:
        late = f"{row.reference} was signed on {day(row.signed_on)}, after it had started on {day(row.start)}."
        return FAILS, late
    return HOLDS, f"{row.reference} was signed on {day(row.signed_on)} and starts on {day(row.start)}."


def _agreements(cycle: Cycle) -> list[Agreement]:
    """In the order of their numbers. They may have been read already, for many cycles at once."""
    return sorted(cycle.agreements.all(), key=lambda row: row.serial)
