"""What follows from an agreement and is stored beside it: its last days, its words, and what its entry lacks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from calendars.days import Calendar
from calendars.selectors import council_calendar
from contracts.completeness import missing_facts
from contracts.models import Agreement
from contracts.selectors.next_dates import next_safe_dates
from contracts.selectors.terms import term_of
from contracts.terms import last_days, value_a_year
from principles.models import Edition
from principles.selectors import edition_in_force
from ui.text import folded


@dataclass(frozen=True)
class DerivedBasis:
    """What the dates of every agreement follow from besides itself: read once where many are stored."""

    edition: Edition
    calendar: Calendar


def derived_basis(today: date) -> DerivedBasis:
    """The day matters only for the edition in force."""
    return DerivedBasis(edition_in_force(today), council_calendar())


def renew_derived(agreement: Agreement, today: date, basis: DerivedBasis | None = None) -> None:
    """Set the columns that follow from the others and from its rows; the caller saves it."""
    basis = basis or derived_basis(today)
    days = last_days(term_of(agreement), decided_before_notice(basis))
    agreement.current_end, agreement.last_end = days.current_end, days.last_end
    agreement.notice_by, agreement.decide_by = days.notice_by, days.decide_by
    agreement.analyse_by, agreement.tender_by = next_procurement_days(agreement, basis)
    suppliers = [row.supplier for row in agreement.supplied_by.select_related("supplier")] if agreement.pk else []
    agreement.value_a_year = value_a_year(agreement.yearly_value, agreement.value, agreement.start, agreement.last_end)
    agreement.words = agreement_words(agreement, [supplier.name for supplier in suppliers])
    agreement.missing, agreement.completeness = missing_facts(agreement.kind, _known(agreement, bool(suppliers)))


def agreement_words(agreement: Agreement, suppliers: list[str]) -> str:
    """The words by which an agreement is found; `suppliers` are names, once for each lot."""
    service = str(agreement.service or "")
    parts = [agreement.reference, agreement.council_reference, agreement.ocid, agreement.title, service, *suppliers]
    return folded(" ".join(parts))


def decided_before_notice(basis: DerivedBasis) -> timedelta:
    return timedelta(weeks=basis.edition.figures["governance"]["extension_decided_weeks_before_notice"])


def next_procurement_days(agreement: Agreement, basis: DerivedBasis) -> tuple[date | None, date | None]:
    """The last safe days to start the cycle that prepares what comes after the current end, and to publish its tender.

    None without an end, or where it is recorded as ending; no tender is published on some routes.
    """
    if agreement.current_end is None or agreement.ended_on is not None:
        return None, None
    days = next_safe_dates(agreement, basis.edition, basis.calendar)
    return days["start_analyse"], days.get("tender")


def _known(agreement: Agreement, has_suppliers: bool) -> set[str]:
    known = {
        "directorate": agreement.directorate_id is not None,
        "service": agreement.service_id is not None,
        "suppliers": has_suppliers,
        "value": agreement.value is not None or agreement.yearly_value is not None,
        "start": agreement.start is not None,
        "end": agreement.is_rolling or agreement.first_end is not None or agreement.ended_on is not None,
        "review_on": agreement.review_on is not None,
        "notice": agreement.notice_months is not None or agreement.notice_days is not None,
        "procedure": bool(agreement.procedure),
        "regime": bool(agreement.regime),
        "contract_manager": agreement.contract_manager_id is not None,
        "risk_class": bool(agreement.risk_class),
    }
    return {code for code, is_known in known.items() if is_known}
