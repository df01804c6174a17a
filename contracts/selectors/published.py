"""What the Local Government Transparency Code 2015 has published: the register of contracts, and grants.

Only what is signed is in them. Where the value is not known nobody can say that it is small, so the entry is published
with an empty cell.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from contracts.financial_years import FinancialYear, financial_year
from contracts.models import Agreement, AgreementKind, AgreementSupplier
from contracts.quarters import Quarter, quarter_of
from principles.selectors import edition_in_force

QUARTERS, YEARS = 4, 4  # that can be chosen
NOT_CONTRACTS = (AgreementKind.IN_HOUSE, AgreementKind.DIRECT_PAYMENTS, AgreementKind.GRANT)


def quarters_to(today: date) -> list[Quarter]:
    """The quarter of that day, then those before it."""
    return [quarter_of(today).after(-back) for back in range(QUARTERS)]


def years_to(today: date) -> list[int]:
    """The years in which financial years began, the present one first."""
    return [financial_year(today) - back for back in range(YEARS)]


def in_quarter(code: str, today: date) -> Q:
    """Contracts that ran on some day of the quarter and are not known to be below the figure of the edition.

    One past its end that nobody has ended may run still, so it stays.
    """
    year, number = code.split("-")
    quarter = Quarter(int(year), int(number))
    over = edition_in_force(today).figures["governance"]["contracts_published_over"]
    is_small = Q(value__lte=over, yearly_value__isnull=True) | Q(value__isnull=True, yearly_value__lte=over)
    is_small |= Q(value__lte=over, yearly_value__lte=over)
    ran = Q(start__isnull=True) | Q(start__lte=quarter.last)
    ran &= Q(ended_on__isnull=True) | Q(ended_on__gte=quarter.first)
    return Q(is_signed=True) & ran & ~Q(kind__in=NOT_CONTRACTS) & ~is_small


def published_contracts(quarter: Quarter, today: date) -> QuerySet[Agreement]:
    return Agreement.objects.filter(in_quarter(quarter.code, today)).order_by("serial")


def published_grants(year: int) -> QuerySet[Agreement]:
    return Agreement.objects.filter(grants_of(year)).order_by(F("signed_on").asc(nulls_last=True), "serial")


def grants_of(year: int) -> Q:
    """Grants to voluntary bodies of a financial year."""
    return _grants_in(year) & Q(Exists(_HELD.filter(supplier__is_voluntary=True)))


def grants_without_known_sector(year: int) -> int:
    """Grants of the year of which nobody knows whether the supplier is a voluntary body: they are not in the file."""
    known_not = Exists(_HELD) & ~Exists(_HELD.exclude(supplier__is_voluntary=False))
    return Agreement.objects.filter(_grants_in(year) & ~grants_of(year)).exclude(known_not).count()


_HELD = AgreementSupplier.objects.filter(agreement=OuterRef("pk"))


def _grants_in(year: int) -> Q:
    """Awarded in the financial year; by their start where the day of signing is not known."""
    span = FinancialYear(year).days
    awarded = Q(signed_on__range=span) | Q(signed_on__isnull=True, start__range=span)
    return Q(kind=AgreementKind.GRANT, is_signed=True) & awarded
