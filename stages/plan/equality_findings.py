"""What the equality analysis says to the checks of the Analyse and Plan gates: `settings.STORED_CHECKS`."""

from __future__ import annotations

from checklists.checks import FAILS, HOLDS, UNKNOWN, Finding
from cycles.models import Cycle
from stages.plan.equality import FULL_TIERS, Content, complete_sentence, gaps, impact_text, opened_sentence, short_limb
from stages.plan.selectors.equality import equality_work

NOT_OPENED = "No equality analysis has been opened yet."


def equality_analysis_opened(cycle: Cycle) -> Finding:
    """Whether an analysis is open, with dated service data and the groups that the evidence misses."""
    work = equality_work(cycle)
    if work is None:
        return Finding(UNKNOWN, NOT_OPENED)
    is_open, sentence = opened_sentence(work.content)
    return Finding(HOLDS if is_open else FAILS, sentence, _looked_at(work.content))


def equality_analysis_considered(cycle: Cycle) -> Finding:
    """Whether there is a complete version, unchanged since, for the deciders to consider: that itself is their tick."""
    work = equality_work(cycle)
    if work is None:
        return Finding(UNKNOWN, NOT_OPENED)
    content, looked_at = work.content, _looked_at(work.content)
    name = f"Version {content['number']} of the equality analysis"
    if content["is_screening"] and cycle.tier in FULL_TIERS:
        return Finding(FAILS, "There is a screening only: this tier needs a full equality analysis.", looked_at)
    if lacking := gaps(content):
        return Finding(FAILS, f"{name} is not complete. {lacking[0].sentence}", looked_at)
    if not content["completed_on"]:
        return Finding(FAILS, f"{name} lacks nothing, but nobody has marked it complete.", looked_at)
    if gone := work.owners_gone:
        return Finding(FAILS, f"{gone[0].owner}, who owns “{gone[0].action}”, has left.", looked_at)
    return Finding(HOLDS, complete_sentence(content), looked_at)


def _looked_at(content: Content) -> tuple[str, ...]:
    """A screening's answer, or what is said of each characteristic, then the mitigations."""
    lines = [
        f"{row['name']}: {short_limb(one['name'])}: {impact_text(one)}"
        for row in content["characteristics"]
        for one in row["impacts"]
        if one["impact"]
    ]
    return (content["proposal"], *lines, *(row["action"] for row in content["mitigations"]))
