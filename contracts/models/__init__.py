"""Rows and constraints of suppliers, agreements and what changes them."""

from contracts.models.agreements import (
    AGREEMENT_CHAIN,
    Agreement,
    AgreementKind,
    AgreementSupplier,
    DeletedNumber,
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
from contracts.models.outlook import AgreementOutlook
from contracts.models.suppliers import SUPPLIER_CHAIN, DistinctSuppliers, Supplier, SupplierName

__all__ = [
    "AGREEMENT_CHAIN",
    "SUPPLIER_CHAIN",
    "Agreement",
    "AgreementKind",
    "AgreementOutlook",
    "AgreementSupplier",
    "DatesBasis",
    "DeletedNumber",
    "DistinctSuppliers",
    "Document",
    "Extension",
    "ExtensionState",
    "Lot",
    "Procedure",
    "ProcurementCategory",
    "ReorganisationTreatment",
    "ReplacedAgreement",
    "Supplier",
    "SupplierName",
    "Variation",
    "VariationKind",
    "Waiver",
    "WaiverKind",
]
