"""What each outcome of a decision leads to, for the pages before it is recorded."""

from __future__ import annotations

from approvals.models import NextStep, Outcome, Submission
from approvals.presenters.routes import RouteStep
from cycles.models import LIVE_STAGES, CycleStage

CAN_RESUBMIT = "the team answers those questions again and can then resubmit"


def next_stage(stage: str) -> str:
    """The name of the stage that a pass opens, "" after the last."""
    place = LIVE_STAGES.index(stage) + 1
    return CycleStage(LIVE_STAGES[place]).label if place < len(LIVE_STAGES) else ""


def hints(submission: Submission, route: list[RouteStep]) -> dict[str, str]:
    """The line under each choice of the decision page."""
    proposed = len(submission.pack["conditions_proposed"])
    team = f" The team proposes {proposed}." if proposed else ""
    after_pass = _after_pass(submission, route)
    return {
        Outcome.PASS: f"{after_pass[0].upper()}{after_pass[1:]}.",
        Outcome.PASS_WITH_CONDITIONS: "Next you set each condition: what, by whom, by when, and who checks it." + team,
        Outcome.RETURN: "Next you select the questions to answer again. The team can then resubmit.",
        Outcome.STOP: "Closes the cycle for good. No next cycle opens.",
    }


def consequence(outcome: str, submission: Submission, route: list[RouteStep]) -> str:
    """The sentence of the check page on what happens next."""
    if outcome == Outcome.RETURN:
        effect = f"this submission ends and {CAN_RESUBMIT}"
    elif outcome == Outcome.STOP:
        effect = (
            "the cycle stops for good: its answers and evidence can no longer be changed, and no next cycle opens."
            " What the council has agreed with providers still ends on its own dates"
        )
    else:
        effect = _after_pass(submission, route)
    return (
        f"When you record this decision, {effect}. The team is told, and the decision cannot be edited."
        " If you need to correct it, you record a new decision that replaces it."
    )


def _after_pass(submission: Submission, route: list[RouteStep]) -> str:
    ahead = [step for step in route if step.state == "to_come"]
    if ahead:
        who = f" ({ahead[0].expected.user})" if ahead[0].expected else ""
        return f"the gate goes on to the next signature, {ahead[0].grade}{who}"
    opens = next_stage(submission.stage)
    if opens:
        return f"{opens} starts"
    if submission.next_step == NextStep.STOP:
        return "the cycle closes and no next cycle opens"
    return "the cycle closes and the next one opens in Analyse, unless it has started already"
