"""What the entry of an agreement lacks, as conditions of a statement.

The facts of contracts/completeness.py, and what the published files ask for besides.
"""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from contracts.completeness import BY_CODE
from contracts.models import Agreement, AgreementSupplier

ANYTHING = "anything"
_SUPPLIED = AgreementSupplier.objects.filter(agreement=OuterRef("pk"))
# By code, the agreements that lack it; of facts with a kind of agreement that has none, those of other kinds.
LACKS: dict[str, Q] = {
    "directorate": Q(directorate__isnull=True),
    "service": Q(service__isnull=True),
    "suppliers": Q(~Exists(_SUPPLIED)),
    "value": Q(value__isnull=True, yearly_value__isnull=True),
    "start": Q(start__isnull=True),
    "end": Q(is_rolling=False, first_end__isnull=True, ended_on__isnull=True),
    "review_on": Q(review_on__isnull=True),
    "notice": Q(notice_months__isnull=True, notice_days__isnull=True),
    "procedure": Q(procedure=""),
    "regime": Q(regime=""),
    "contract_manager": Q(contract_manager__isnull=True),
    "risk_class": Q(risk_class=""),
    "description": Q(description=""),
    "whole_value": Q(value__isnull=True),
    "vat": Q(vat_not_recoverable__isnull=True),
    "signed_on": Q(signed_on__isnull=True),
    "supplier_size": Q(Exists(_SUPPLIED.filter(supplier__is_small__isnull=True))),
    "supplier_sector": Q(Exists(_SUPPLIED.filter(supplier__is_voluntary__isnull=True))),
    "supplier_number": Q(
        Exists(
            _SUPPLIED.filter(
                Q(supplier__is_small=True) | Q(supplier__is_voluntary=True),
                supplier__company_number="",
                supplier__charity_number="",
            )
        )
    ),
}
# What those that completeness does not ask for are called.
NAMES = {code: fact.name for code, fact in BY_CODE.items()} | {
    "description": "Description",
    "whole_value": "Value of the whole agreement",
    "vat": "VAT that can’t be recovered",
    "signed_on": "Day of signing",
    "supplier_size": "Whether a supplier is a small or medium-sized enterprise",
    "supplier_sector": "Whether a supplier is a voluntary or community body",
    "supplier_number": "Registration number of a small or voluntary supplier",
}


def lacks(code: str) -> Q:
    """The agreements whose entry lacks that fact, or any fact that completeness asks for."""
    if code == ANYTHING:
        return Q(completeness__lt=100)
    fact = BY_CODE.get(code)
    return LACKS[code] & ~Q(kind__in=fact.not_for) if fact and fact.not_for else LACKS[code]


def lacking(agreements: QuerySet[Agreement], codes: tuple[str, ...]) -> dict[str, int]:
    """By code how many of the agreements lack it, in one statement."""
    counts = {f"without_{code}": Count("pk", filter=lacks(code)) for code in codes}
    found = agreements.order_by().aggregate(**counts)
    return {code: found[f"without_{code}"] for code in codes}
