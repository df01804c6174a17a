"""The rows of Plan."""

from stages.plan.models.appraisal import Option, OptionKind
from stages.plan.models.costs import Benefit, BenefitKind, CostBasis, CostKind, CostLine, Funding, VatTreatment
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
    "Benefit",
    "BenefitKind",
    "CostBasis",
    "CostKind",
    "CostLine",
    "DeliveryModel",
    "DemandAction",
    "DutyNote",
    "DutyNoteKind",
    "Funding",
    "MeasureType",
    "MinimumStandard",
    "Option",
    "OptionKind",
    "PlannedMeasure",
    "Risk",
    "VatTreatment",
]
