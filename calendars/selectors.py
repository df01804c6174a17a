"""The council's own days, as the working-day counts take them."""

from __future__ import annotations

from calendars.days import Calendar
from calendars.models import CouncilDay


def council_calendar() -> Calendar:
    """The meetings and pre-election periods that the council has listed."""
    days = list(CouncilDay.objects.all())
    return Calendar(
        meetings=[found.starts for found in days if found.kind == CouncilDay.Kind.MEETING],
        quiet=[(found.starts, found.ends) for found in days if found.kind == CouncilDay.Kind.ELECTION],
    )
