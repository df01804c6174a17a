"""The rows of Analyse."""

from stages.analyse.models.demand import (
    NEEDED_FIGURES,
    DemandFigure,
    DemandMethod,
    DemandSeries,
    FigureKind,
    FlatLevel,
    ProjectedDemand,
)
from stages.analyse.models.register import RegisterLink
from stages.analyse.models.tables import (
    Confidence,
    CurrentArrangement,
    Engagement,
    Fragility,
    IntendedOutcome,
    Lesson,
    LessonUse,
    NeedFinding,
    OutcomeLevel,
    Partner,
    PartnerReply,
    Priority,
    Provider,
    Resource,
)

__all__ = [
    "NEEDED_FIGURES",
    "Confidence",
    "CurrentArrangement",
    "DemandFigure",
    "DemandMethod",
    "DemandSeries",
    "Engagement",
    "FigureKind",
    "FlatLevel",
    "Fragility",
    "IntendedOutcome",
    "Lesson",
    "LessonUse",
    "NeedFinding",
    "OutcomeLevel",
    "Partner",
    "PartnerReply",
    "Priority",
    "ProjectedDemand",
    "Provider",
    "RegisterLink",
    "Resource",
]
