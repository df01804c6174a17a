"""Whether the stored dates of agreements follow from the edition in force and the council's days."""

from __future__ import annotations

from hashlib import sha256

from calendars.days import Calendar
from contracts.models import DatesBasis
from principles.models import Edition


def basis_code(edition: Edition, calendar: Calendar) -> str:
    """The same for the same edition and the same days, in whatever order they are listed."""
    days = (sorted(calendar.meetings), sorted(calendar.pre_election_periods), sorted(calendar.closed))
    return sha256(repr((edition.pk, edition.figures, days)).encode()).hexdigest()


def stored_basis() -> str:
    """That of the stored dates; "" before any were stored by the sweep."""
    return DatesBasis.objects.filter(pk=1).values_list("code", flat=True).first() or ""
