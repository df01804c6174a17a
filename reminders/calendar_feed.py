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
from cycles.presenters.dates import Line, dates_of
from cycles.selectors.visibility import visible_to
from ui.wording import day

PAST_MEETINGS = timedelta(days=90)


@dataclass(frozen=True)
class Entry:
    """A whole day, or several, `last` included; `key` stays the same when the day moves."""

    key: str
    title: str
    first: date
    last: date
    says: str = ""
    address: str = ""


def calendar_of(person: User, on: date) -> list[Entry]:
    """Of the live cycles that somebody leads, works on or sponsors; gates to decide; then the council's own days."""
    named = (ParticipantReason.LEAD, ParticipantReason.SPONSOR, ParticipantReason.TEAM)
    own = CycleParticipant.objects.filter(user=person, reason__in=named)
    cycles = visible_to(person, on).filter(pk__in=own.values("cycle"), stage__in=LIVE_STAGES)
    found = [
        entry
        for cycle in cycles.select_related("service").prefetch_related("dates").order_by("reference")
        for entry in _of_cycle(cycle, on)
    ]
    return [
        *found,
        *_to_decide(person, on),
        *(_meeting(row) for row in CouncilDay.objects.filter(ends__gte=on - PAST_MEETINGS)),
    ]


def _of_cycle(cycle: Cycle, on: date) -> Iterator[Entry]:
    name, address = f"{cycle.service} ({cycle.reference})", cycle.get_absolute_url()

    def entry(key: str, title: str, when: date, says: str = "") -> Entry:
        return Entry(f"{cycle.reference}-{key}", f"{title}: {name}", when, when, says, address)

    for line in dates_of(cycle, on).lines:
        if line.is_past:
            continue
        if line.row.kind.is_gate:
            says = f"Planned. Its last safe date is {day(line.row.last_safe)}."
            yield entry(f"{line.slug}-planned", line.name, line.row.planned, says)
        if not line.is_missed:
            yield entry(
                f"{line.slug}-last-safe", f"Last day to {line.row.kind.by_then}", line.row.last_safe, _planned(line)
            )
    yield entry("need-by", "Needed by", cycle.need_by)
    if cycle.stage == CycleStage.REVIEW and cycle.review_on:
        yield entry("review", "Review due", cycle.review_on)


def _to_decide(person: User, on: date) -> Iterator[Entry]:
    """The gates that wait for the person: on the day for which they are planned, or today when that has gone."""
    signers = PendingSigner.objects.filter(user=person, is_expected=True)
    pending = Submission.objects.filter(steps__pending_signers__in=signers, cycle__in=visible_to(person, on))
    pending = pending.select_related("cycle__service").defer("pack").order_by("pk")
    for row in pending.prefetch_related("cycle__dates"):
        planned = next((one.planned for one in row.cycle.dates.all() if one.milestone == f"{row.stage}_gate"), on)
        address = reverse("decide", args=[row.cycle.reference, row.stage])
        title = f"Decide the {row.get_stage_display()} gate: {row.cycle.service} ({row.cycle.reference})"
        when = max(planned, on)
        yield Entry(f"{row.cycle.reference}-{row.stage}-decide-{row.number}", title, when, when, "", address)


def _planned(line: Line) -> str:
    return f"{line.name} is planned for {day(line.row.planned)}."


def _meeting(row: CouncilDay) -> Entry:
    return Entry(f"council-day-{row.pk}", row.name, row.starts, row.ends, row.get_kind_display())
