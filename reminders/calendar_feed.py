"""What somebody's calendar holds: gates, reviews and last safe dates of their cycles, and the council's meetings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from accounts.models import User
from approvals.models import PendingSigner, Submission
from calendars.models import CouncilDay
from cycles.models import LIVE_STAGES, Cycle, CycleStage
from cycles.models.participants import CycleParticipant, ParticipantReason
from cycles.presenters.dates import dates_of
from cycles.selectors.visibility import visible_to
from ui.wording import day

PAST_MEETINGS = timedelta(days=90)


@dataclass(frozen=True)
class CalendarEntry:
    """A whole day, or several, `last` included; `key` stays the same when the day moves."""

    key: str
    title: str
    first: date
    last: date
    description: str = ""
    address: str = ""


def calendar_of(person: User, today: date) -> list[CalendarEntry]:
    """The dates of live cycles that the person leads, works on or sponsors, gates to decide, and the council's days."""
    named = (ParticipantReason.LEAD, ParticipantReason.SPONSOR, ParticipantReason.TEAM)
    own = CycleParticipant.objects.filter(user=person, reason__in=named)
    cycles = visible_to(person, today).filter(pk__in=own.values("cycle"), stage__in=LIVE_STAGES)
    council_days = CouncilDay.objects.filter(ends__gte=today - PAST_MEETINGS)
    return [
        *(
            entry
            for cycle in cycles.select_related("service").prefetch_related("dates").order_by("reference")
            for entry in _cycle_dates(cycle, today)
        ),
        *_gates_to_decide(person, today),
        *(
            CalendarEntry(f"council-day-{row.pk}", row.name, row.starts, row.ends, row.get_kind_display())
            for row in council_days
        ),
    ]


def _cycle_dates(cycle: Cycle, today: date) -> Iterator[CalendarEntry]:
    name, address = f"{cycle.service} ({cycle.reference})", cycle.get_absolute_url()

    def entry(key: str, title: str, when: date, description: str = "") -> CalendarEntry:
        return CalendarEntry(f"{cycle.reference}-{key}", f"{title}: {name}", when, when, description, address)

    for milestone in dates_of(cycle, today).milestones:
        if milestone.is_past:
            continue
        if milestone.row.kind.is_gate:
            settled = milestone.row.breach or "Planned."
            description = f"{settled} Its last safe date is {day(milestone.row.last_safe)}."
            yield entry(f"{milestone.slug}-planned", milestone.name, milestone.row.planned, description)
        if not milestone.is_missed:
            title = f"Last day to {milestone.row.kind.by_then}"
            description = f"{milestone.name} is planned for {day(milestone.row.planned)}."
            yield entry(f"{milestone.slug}-last-safe", title, milestone.row.last_safe, description)
    yield entry("need-by", "Needed by", cycle.need_by)
    if cycle.stage == CycleStage.REVIEW and cycle.review_on:
        yield entry("review", "Review due", cycle.review_on)


def _gates_to_decide(person: User, today: date) -> Iterator[CalendarEntry]:
    """The gates that the person is asked to sign, on the planned day, or today if that has passed."""
    signers = PendingSigner.objects.filter(user=person, is_expected=True)
    pending = Submission.objects.filter(steps__pending_signers__in=signers, cycle__in=visible_to(person, today))
    pending = pending.select_related("cycle__service").defer("pack").order_by("pk")
    for row in pending.prefetch_related("cycle__dates"):
        planned = next((date.planned for date in row.cycle.dates.all() if date.milestone == f"{row.stage}_gate"), today)
        address = reverse("decide", args=[row.cycle.reference, row.stage])
        title = f"Decide the {row.get_stage_display()} gate: {row.cycle.service} ({row.cycle.reference})"
        when = max(planned, today)
        yield CalendarEntry(f"{row.cycle.reference}-{row.stage}-decide-{row.number}", title, when, when, "", address)
