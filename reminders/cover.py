"""Reminders of cover: its first day and its end, to the stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from accounts.models import Cover
from calendars.days import ONE_DAY
from notifications.reminders import Reminder
from reminders.due import CATCH_UP, last_day_covered
from ui.wording import day, day_range


def cover_that_begins(today: date) -> Iterator[Reminder]:
    """On its first day, unless it was given on that day or the day before."""
    rows = Cover.objects.filter(
        Cover.lasting(today), starts__lte=last_day_covered(today), starts__gte=today - CATCH_UP, person__is_active=True
    )
    for cover in rows.select_related("person", "stand_in"):
        if timezone.localdate(cover.created_at) + ONE_DAY < cover.starts:
            facts = {"person": cover.person, "days": day_range(cover.starts, cover.ends)}
            key = f"cover:{cover.pk}"
            yield Reminder(
                "cover_begins", [cover.stand_in], key, reverse("cover"), cover, due_on=cover.starts, facts=facts
            )


def cover_that_is_over(today: date) -> Iterator[Reminder]:
    """On the day after its last, unless the stand-in goes on to cover for the same person."""
    rows = Cover.objects.filter(ends__lt=today, ends__gte=today - CATCH_UP, ended_early_on__isnull=True)
    goes_on = Cover.objects.filter(Cover.holding_on(today), person=OuterRef("person"), stand_in=OuterRef("stand_in"))
    for cover in rows.exclude(Exists(goes_on)).select_related("person", "stand_in"):
        facts = {"person": cover.person, "last_day": day(cover.ends)}
        key = f"cover:{cover.pk}"
        yield Reminder("cover_over", [cover.stand_in], key, reverse("cover"), cover, due_on=cover.ends, facts=facts)
