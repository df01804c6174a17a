"""Whether anything that figures follow from differs from when they were counted."""

from __future__ import annotations

from datetime import date

from django.db.models import Max, Q

from audit import services as trail
from audit.models import Event
from contracts.selectors.dates_basis import stored_basis
from cycles.selectors.dates import outdated_cycles

# What changes figures: all that happens to a cycle or an agreement, in chains of their own; principles, which come with
# an edition; directorates and divisions, by whose names areas are counted; and the council's days, around which last
# safe dates are calculated.
OF_ALL = (
    "edition_loaded",
    "edition_replaced",
    "list_entry_added",
    "list_entry_changed",
    "council_day_listed",
    "council_day_struck",
)
CHANGES = ~Q(chain=trail.SYSTEM) | Q(verb__in=OF_ALL)
CONCURRENT_EVENTS = 1000  # events that may be uncommitted at once


def change_token(day: date) -> str:
    """The same as long as figures stay right: the day, the last event, how many cycles have dates of another day.

    An event takes its number before it is committed, so one may appear below the last that was seen: the events just
    below it are counted. Slack and status follow from the day without an event: they change when a cycle's dates are
    recalculated. So do the last safe days of agreements, by an edition or council days.
    """
    changes = Event.objects.filter(CHANGES).order_by()
    last = changes.aggregate(last=Max("pk"))["last"] or 0
    recent = changes.filter(pk__gt=last - CONCURRENT_EVENTS, pk__lte=last).count()
    return f"{day} {last} {recent} {outdated_cycles(day).count()} {stored_basis()[:12]}"
