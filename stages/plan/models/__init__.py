"""The rows of Plan."""

from stages.plan.models.appraisal import Appraisal, Criterion, Option, OptionKind, OptionScore
from stages.plan.models.costs import Benefit, BenefitKind, CostBasis, CostKind, CostLine, Funding, VatTreatment
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
    "Appraisal",
    "Benefit",
    "BenefitKind",
    "CostBasis",
    "CostKind",
    "CostLine",
    "Criterion",
    "DeliveryModel",
    "DemandAction",
    "DutyNote",
    "DutyNoteKind",
    "Effect",
    "EqualityAnalysis",
    "EqualityAssessment",
    "EqualityVersion",
    "Funding",
    "MeasureType",
    "MinimumStandard",
    "Mitigation",
    "Option",
    "OptionKind",
    "OptionScore",
    "PlannedMeasure",
    "Risk",
    "VatTreatment",
]
