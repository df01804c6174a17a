"""The steps of Plan, in the order in which they are usually taken."""

from principles.models import Stage
from stages.records.steps import StageStep

STEPS = (
    StageStep(Stage.PLAN, "Options appraisal", ("options", "criteria"), "options"),
    StageStep(Stage.PLAN, "Whole-life cost", ("cost-lines", "funding", "benefits", "cost-basis"), "plan-cost"),
    StageStep(Stage.PLAN, "Delivery model", ("delivery",)),
    StageStep(Stage.PLAN, "Minimum standards", ("standards",)),
    StageStep(Stage.PLAN, "Key measures", ("measures",)),
    StageStep(Stage.PLAN, "Demand management", ("demand-management",)),
    StageStep(Stage.PLAN, "Risks", ("risks",)),
    StageStep(Stage.PLAN, "Equality", ("equality", "mitigations"), "equality", ("equality_analysis_considered",)),
    StageStep(Stage.PLAN, "Duties and strategies", ("duties",)),
)
