"""The steps of Analyse, in the order in which they are usually taken."""

from principles.models import Stage
from stages.records.steps import StageStep

STEPS = (
    StageStep(Stage.ANALYSE, "Needs and demand", ("demand",), "needs"),
    StageStep(Stage.ANALYSE, "Findings", ("findings",)),
    StageStep(Stage.ANALYSE, "Priorities", ("priorities",)),
    StageStep(Stage.ANALYSE, "Intended outcomes", ("outcomes",)),
    StageStep(Stage.ANALYSE, "Resources", ("resources",)),
    StageStep(Stage.ANALYSE, "Partners", ("partners",)),
    StageStep(Stage.ANALYSE, "Market", ("market",)),
    StageStep(Stage.ANALYSE, "Engagement", ("engagement",)),
    StageStep(Stage.ANALYSE, "Equality", ("equality", "mitigations"), "equality", ("equality_analysis_opened",)),
    StageStep(Stage.ANALYSE, "Current arrangement", ("arrangement",)),
    StageStep(Stage.ANALYSE, "Lessons", ("lessons",)),
)
