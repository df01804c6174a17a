"""The last safe days of the cycle that prepares what comes after an agreement."""

from __future__ import annotations

from datetime import date

from calendars.days import ONE_DAY, Calendar
from contracts.models import Agreement
from cycles.timetable import Basis, last_safe_dates
from principles import figures
from principles.models import Edition


def next_safe_dates(agreement: Agreement, edition: Edition, calendar: Calendar) -> dict[str, date]:
    """By milestone, counted back from the day after its current end; nothing where that is not known."""
    if agreement.current_end is None:
        return {}
    basis = Basis(
        need_by=agreement.current_end + ONE_DAY,
        tier=figures.tier_for(edition.figures, agreement.value, False, ()).code,
        figures=edition.figures,
        route=agreement.route,
        regime=agreement.regime,
        calendar=calendar,
    )
    return last_safe_dates(basis)
