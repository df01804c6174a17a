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
from contracts.models.notices import Notice
from contracts.models.procurements import ProcurementRecord
from contracts.models.suppliers import SUPPLIER_CHAIN, Supplier, SupplierName

__all__ = [
    "AGREEMENT_CHAIN",
    "SUPPLIER_CHAIN",
    "Agreement",
    "AgreementKind",
    "AgreementSupplier",
    "Document",
    "Extension",
    "ExtensionState",
    "Lot",
    "Notice",
    "Procedure",
    "ProcurementCategory",
    "ProcurementRecord",
    "ReorganisationTreatment",
    "ReplacedAgreement",
    "Supplier",
    "SupplierName",
    "Variation",
    "VariationKind",
    "Waiver",
    "WaiverKind",
]
