"""What the options appraisal says to the checks of the Plan gate: `settings.STORED_CHECKS`."""

from __future__ import annotations

from django.utils import timezone

from checklists.checks import FAILS, HOLDS, UNKNOWN, Finding
from cycles.models import Cycle
from stages.plan.models import OptionKind
from stages.plan.presenters.appraisal import result_of
from stages.plan.selectors.appraisal import AppraisalRecords, appraisal_records
from stages.plan.selectors.costs import SCENARIOS
from stages.records.presenters.wording import first_and_more
from ui.wording import counted, day, listed

# What robustness asks to be considered, from doing nothing to external suppliers.
ASKED = {
    OptionKind.KEEP: "keeping things as they are",
    OptionKind.STOP: "stopping",
    OptionKind.IN_HOUSE: "in-house delivery",
    OptionKind.PARTNERSHIP: "a partnership or grant",
    OptionKind.EXTERNAL: "an external supplier",
}


def options_appraised(cycle: Cycle) -> Finding:
    """Whether the options that are asked for were scored against criteria fixed before, or ruled out with a reason.

    A small cycle needs options with reasons and no scores.
    """
    records = appraisal_records(cycle)
    if not records.options:
        return Finding(UNKNOWN, "No option is recorded yet.")
    looked_at = tuple(f"{row} (ruled out)" if row.is_ruled_out else str(row) for row in records.options)
    if not records.asks_for_scores:
        unexplained = [str(row) for row in records.options if not row.reason]
        if len(unexplained) == len(records.options):
            return Finding(UNKNOWN, "No option says yet why it is kept or ruled out.", looked_at)
        if unexplained:
            return Finding(FAILS, f"Say why {first_and_more(unexplained)} was kept or ruled out.", looked_at)
        number = counted(len(records.options), "option")
        return Finding(HOLDS, f"{number}, each with its reason. A small cycle needs no scores.", looked_at)
    lacking = _lacks(records)
    if lacking:
        return Finding(FAILS, lacking, looked_at)
    result, locked_at = result_of(records), records.appraisal.locked_at
    assert result and locked_at
    criteria = counted(len(records.criteria), "criterion", "criteria")
    return Finding(
        HOLDS,
        f"{counted(len(records.scored_options), 'option')} scored against {criteria} that were locked on"
        f" {day(timezone.localdate(locked_at))}. {result.first}",
        looked_at,
    )


def preferred_option_stress_tested(cycle: Cycle) -> Finding:
    """Whether the chosen option was tested against low, central and high demand, and where it stops being the best."""
    records = appraisal_records(cycle)
    chosen = records.chosen
    if chosen is None:
        return Finding(UNKNOWN, "No option is chosen yet.")
    if chosen.is_ruled_out:
        return Finding(FAILS, f"“{chosen}” was chosen and is ruled out now. Choose again.", (str(chosen),))
    unknown = [scenario for scenario in SCENARIOS if scenario not in records.costs.get(chosen.pk, {})]
    if unknown:
        return Finding(
            FAILS, f"The whole-life cost of “{chosen}” is not known for {listed(unknown)} demand.", (str(chosen),)
        )
    result = result_of(records)
    if result is None:
        if not records.asks_for_scores:
            return Finding(HOLDS, f"The cost of “{chosen}” is known for low, central and high demand.", (str(chosen),))
        return Finding(FAILS, "Not every option is scored, so there is no ranking to test.", (str(chosen),))
    tested = tuple(f"{scenario}: {names} first" for scenario, names, _ in result.scenarios)
    return Finding(HOLDS, f"“{chosen}” is chosen. {result.first} {result.turning} {result.cost_sentence}", tested)


def _lacks(records: AppraisalRecords) -> str:
    kinds = {row.kind for row in records.options}
    if missing := [words for kind, words in ASKED.items() if kind not in kinds]:
        return (
            f"Nothing is recorded about {listed(missing)}. Add each as an option, ruled out with a reason if need be."
        )
    if records.appraisal.locked_at is None:
        return "The criteria and their weights are not locked yet, so nothing can be scored."
    if records.missing:
        option, criterion = records.missing[0]
        if len(records.missing) == 1:
            return f"“{option}” is not scored against “{criterion}” yet."
        return f"{len(records.missing)} scores are missing yet; the first is of “{option}” against “{criterion}”."
    if records.matrix is None:
        return "Every option is ruled out, so there is none to choose."
    return ""
