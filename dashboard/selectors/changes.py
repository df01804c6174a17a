"""Whether anything that figures follow from is another than when they were counted."""

from __future__ import annotations

from datetime import date

from django.db.models import Max, Q

from audit import trail
from audit.models import Event
from cycles.queries.dates import behind

# What changes figures: all that happens to a cycle, directorates, divisions and principles by another name, and the
# days that last safe dates are worked out around.
OF_ALL = ("edition_loaded", "edition_replaced", "council_day_listed", "council_day_struck")
CHANGES = ~Q(chain=trail.SYSTEM) | Q(verb__in=OF_ALL)
REACH = 1000  # events that may be under way at once


def mark(on: date) -> str:
    """The same as long as figures stay right: the day, what the record holds, how many cycles are behind with dates.

    An event takes its number before it is committed, so one may come to stand below the last that was seen: those
    that stand just below it are counted. Slack and status follow from the day without an event: they change when a
    cycle's dates are worked out.
    """
    changes = Event.objects.filter(CHANGES).order_by()
    last = changes.aggregate(last=Max("pk"))["last"] or 0
    within = changes.filter(pk__gt=last - REACH, pk__lte=last).count()
    return f"{on} {last} {within} {behind(on).count()}"
