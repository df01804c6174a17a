"""Rows and constraints of suppliers, agreements, what changes them, and notices."""

from contracts.models.agreements import (
    AGREEMENT_CHAIN,
    Agreement,
    AgreementKind,
    AgreementSupplier,
    Document,
    Extension,
    ExtensionState,
    Lot,
    Procedure,
    ProcurementCategory,
    ReorganisationTreatment,
    ReplacedAgreement,
)
from contracts.models.changes import Variation, VariationKind, Waiver, WaiverKind
from contracts.models.derived import DatesBasis
from contracts.models.imports import (
    OPEN_STATES,
    OVER_STATES,
    ColumnMapping,
    ImportName,
    ImportRow,
    ImportState,
    NameAnswer,
    NameKind,
    RegisterImport,
    RowChoice,
    RowVerdict,
)
from contracts.models.notices import Notice
from contracts.models.suppliers import SUPPLIER_CHAIN, DistinctSuppliers, Supplier, SupplierName

__all__ = [
    "AGREEMENT_CHAIN",
    "OPEN_STATES",
    "OVER_STATES",
    "SUPPLIER_CHAIN",
    "Agreement",
    "AgreementKind",
    "AgreementSupplier",
    "ColumnMapping",
    "DatesBasis",
    "DistinctSuppliers",
    "Document",
    "Extension",
    "ExtensionState",
    "ImportName",
    "ImportRow",
    "ImportState",
    "Lot",
    "NameAnswer",
    "NameKind",
    "Notice",
    "Procedure",
    "ProcurementCategory",
    "RegisterImport",
    "ReorganisationTreatment",
    "ReplacedAgreement",
    "RowChoice",
    "RowVerdict",
    "Supplier",
    "SupplierName",
    "Variation",
    "VariationKind",
    "Waiver",
    "WaiverKind",
]
