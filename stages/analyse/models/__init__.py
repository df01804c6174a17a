"""The rows of Analyse."""

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
    "Confidence",
    "CurrentArrangement",
    "Engagement",
    "Fragility",
    "IntendedOutcome",
    "Lesson",
    "LessonUse",
    "NeedFinding",
    "OutcomeLevel",
    "Partner",
    "PartnerReply",
    "Priority",
    "Provider",
    "RegisterLink",
    "Resource",
]
