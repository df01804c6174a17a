"""Reading the security record."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from audit.client_address import network_of
from audit.models import SecurityEvent
from ui.text_search import holds, words_of


def security_events(
    person: str = "", kind: str = "", network: str = "", starts: date | None = None, ends: date | None = None
) -> QuerySet[SecurityEvent]:
    """Newest first: by words of the name, post or email of whom it is about or who did it, by address and by days."""
    events = SecurityEvent.objects.select_related("person", "actor")
    words = words_of(person)
    if words:
        about, by = Q(), Q()
        for word in words:
            about, by = about & holds(word, "person__words"), by & holds(word, "actor__words")
        events = events.filter(about | by)
    if kind:
        events = events.filter(kind=kind)
    if network:
        events = events.filter(address__in={network, network_of(network)})
    if starts:
        events = events.filter(at__gte=timezone.make_aware(datetime.combine(starts, time.min)))
    if ends:
        events = events.filter(at__lt=timezone.make_aware(datetime.combine(ends + timedelta(days=1), time.min)))
    return events
