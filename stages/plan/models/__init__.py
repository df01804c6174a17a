"""The rows of Plan."""

from stages.plan.models.appraisal import Appraisal, Criterion, Option, OptionKind, OptionScore
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
    "Appraisal",
    "Criterion",
    "DeliveryModel",
    "DemandAction",
    "DutyNote",
    "DutyNoteKind",
    "MeasureType",
    "MinimumStandard",
    "Option",
    "OptionKind",
    "OptionScore",
    "PlannedMeasure",
    "Risk",
]
