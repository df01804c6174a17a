"""The council's own days as a Calendar."""

from __future__ import annotations

from calendars.days import Calendar
from calendars.models import CouncilDay


def council_calendar() -> Calendar:
    """The meetings and pre-election periods that the council has listed."""
    rows = list(CouncilDay.objects.all())
    return Calendar(
        meetings=[row.starts for row in rows if row.kind == CouncilDay.Kind.MEETING],
        pre_election_periods=[(row.starts, row.ends) for row in rows if row.kind == CouncilDay.Kind.ELECTION],
    )
