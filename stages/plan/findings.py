"""What the tables of Plan say to the checks of its gate: `settings.STORED_CHECKS`. Drafts count for nothing."""

from __future__ import annotations

from checklists.checks import FAILS, HOLDS, UNKNOWN, Finding
from cycles.models import Cycle
from stages.plan.kinds import RISK_KINDS, risk_choices
from stages.plan.models import MeasureType, PlannedMeasure, Risk
from stages.records.presenters.wording import first_and_more
from ui.wording import counted, listed

# What makes a measure complete, with the words of the question that asks for it.
ASKED_OF_MEASURES = {
    "definition": "a definition",
    "baseline": "a baseline",
    "target": "a target",
    "tolerance": "a tolerance",
    "frequency": "a frequency",
    "data_owner": "somebody who has the data",
    "consequence": "a consequence",
}


def risks_owned(cycle: Cycle) -> Finding:
    """Whether each kind of risk that the edition asks for is there, and every risk has an owner and a response."""
    rows = list(Risk.objects.filter(cycle=cycle, is_draft=False).select_related("owner"))
    if not rows:
        return Finding(UNKNOWN, "No risk is recorded yet.")
    looked_at = tuple(f"{row.cause} ({row.score})" for row in rows)
    if unowned := [row.cause for row in rows if row.owner is None or not row.owner.is_active]:
        return Finding(FAILS, f"Nobody owns {first_and_more(unowned)}.", looked_at)
    if unanswered := [row.cause for row in rows if not row.response]:
        return Finding(FAILS, f"There is no response to {first_and_more(unanswered)}.", looked_at)
    kinds = {row.kind for row in rows}
    is_small = cycle.tier in ("S", "M")
    if not is_small and (unclear := [row.cause for row in rows if not row.effect]):
        return Finding(FAILS, f"It is not said what {first_and_more(unclear)} would mean.", looked_at)
    missing = [RISK_KINDS.get(code, name) for code, name in risk_choices(cycle) if code and code not in kinds]
    if missing and not is_small:
        words = listed([name[:1].lower() + name[1:] if name[1:2].islower() else name for name in missing])
        return Finding(FAILS, f"The register says nothing about {words}.", looked_at)
    highest = max(row.score for row in rows)
    return Finding(
        HOLDS,
        f"{counted(len(rows), 'risk')}, each with an owner and a response; the highest scores {highest} of 25.",
        looked_at,
    )


def measures_complete(cycle: Cycle) -> Finding:
    """Whether the measures cover how much, how well and better off, and each says what is asked of it."""
    rows = list(PlannedMeasure.objects.filter(cycle=cycle, is_draft=False))
    if not rows:
        return Finding(UNKNOWN, "No key measure is recorded yet.")
    looked_at = tuple(row.name for row in rows)
    kinds = {row.kind for row in rows}
    if missing := [kind.label for kind in MeasureType if kind not in kinds]:
        return Finding(FAILS, f"No measure answers {listed([f'“{label}”' for label in missing])}.", looked_at)
    asked = ("target", "frequency") if cycle.tier == "S" else tuple(ASKED_OF_MEASURES)
    for name in asked:
        if lacking := [row.name for row in rows if getattr(row, name) in (None, "")]:
            has = "has" if len(lacking) == 1 else "have"
            return Finding(FAILS, f"{first_and_more(lacking)} {has} not {ASKED_OF_MEASURES[name]}.", looked_at)
    return Finding(
        HOLDS, f"{counted(len(rows), 'measure')} cover how much, how well and whether anyone is better off.", looked_at
    )
