"""The rows of Plan."""

from stages.plan.models.appraisal import Option, OptionKind
from stages.plan.models.equality import (
    Effect,
    EqualityAnalysis,
    EqualityAssessment,
    EqualityVersion,
    Mitigation,
)
from stages.plan.models.tables import (
    DeliveryModel,
    DemandAction,
    DutyNote,
    DutyNoteKind,
    MeasureType,
    MinimumStandard,
    PlannedMeasure,
    Risk,
)

__all__ = [
    "DeliveryModel",
    "DemandAction",
    "DutyNote",
    "DutyNoteKind",
    "Effect",
    "EqualityAnalysis",
    "EqualityAssessment",
    "EqualityVersion",
    "MeasureType",
    "MinimumStandard",
    "Mitigation",
    "Option",
    "OptionKind",
    "PlannedMeasure",
    "Risk",
]
