"""What somebody's calendar holds: gates, reviews, last safe dates, what is asked for, and the council's meetings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts.models import User
from approvals.models import PendingSigner
from approvals.selectors.pending_signers import open_steps
from calendars.models import CouncilDay
from checklists.selectors.confirmations import open_requests
from cycles.models import LIVE_STAGES, Cycle, CycleStage
from cycles.models.participants import CycleParticipant, ParticipantReason
from cycles.presenters.dates import dates_of
from cycles.selectors.replacements import leaderless_cycles
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
    """The dates of live cycles that the person leads, works on or sponsors, requests, and the council's days.

    Also of cycles whose lead has left and for which the person is asked in their place.
    """
    named = (ParticipantReason.LEAD, ParticipantReason.SPONSOR, ParticipantReason.TEAM)
    own = CycleParticipant.objects.filter(user=person, reason__in=named)
    near = Q(pk__in=own.values("cycle")) | Q(pk__in=leaderless_cycles(person))
    cycles = visible_to(person, today).filter(near, stage__in=LIVE_STAGES)
    council_days = CouncilDay.objects.filter(ends__gte=today - PAST_MEETINGS)
    return [
        *(
            entry
            for cycle in cycles.select_related("service").prefetch_related("dates").order_by("reference")
            for entry in _cycle_dates(cycle, today)
        ),
        *_pending_gates(person, cycles, today),
        *_pending_confirmations(person, cycles, today),
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
    yield entry("need-by", "Need-by date", cycle.need_by)
    if cycle.stage == CycleStage.REVIEW and cycle.review_on:
        yield entry("review", "Review due", cycle.review_on)


def _pending_gates(person: User, own: QuerySet[Cycle], today: date) -> Iterator[CalendarEntry]:
    """The gates that the person is asked to sign, and those of their own cycles, on the day of the step."""
    asked = Exists(PendingSigner.objects.filter(step=OuterRef("pk"), user=person, is_expected=True))
    visible = open_steps().filter(due__isnull=False, submission__cycle__in=visible_to(person, today))
    steps = visible.annotate(asked=asked).filter(Q(asked=True) | Q(submission__cycle__in=own))
    for step in steps.select_related("submission__cycle__service").defer("submission__pack").order_by("submission"):
        submission, cycle = step.submission, step.submission.cycle
        gate, name = f"{submission.get_stage_display()} gate", f"{cycle.service} ({cycle.reference})"
        title = f"Decide the {gate}: {name}" if step.asked else f"Decision of the {gate} due: {name}"
        address = reverse("decide" if step.asked else "gate", args=[cycle.reference, submission.stage])
        key = f"{cycle.reference}-{submission.stage}-decide-{submission.number}"
        assert step.due
        yield _request(key, title, step.due, today, address)


def _pending_confirmations(person: User, own: QuerySet[Cycle], today: date) -> Iterator[CalendarEntry]:
    """What the person is asked to confirm, and what others are asked for their own cycles, on the same days."""
    rows = open_requests().filter(
        Q(asked_of=person, advises=True) | Q(answer__cycle__in=own),
        due__isnull=False,
        answer__cycle__in=visible_to(person, today),
    )
    for row in rows.select_related("answer__question", "answer__cycle__service").order_by("pk"):
        cycle, question = row.answer.cycle, row.answer.question
        if row.due is None or cycle.has_passed(question.stage):
            continue
        verb = "Confirm" if row.asked_of_id == person.pk else "Confirmation due of"
        title = f"{verb} “{question.title}”: {cycle.service} ({cycle.reference})"
        address = reverse("question", args=[cycle.reference, question.stage, question.code.lower()])
        yield _request(f"{cycle.reference}-confirmation-{row.pk}", title, row.due, today, address)


def _request(key: str, title: str, due: date, today: date, address: str) -> CalendarEntry:
    """Something that has a day, shown today once that has passed."""
    when = max(due, today)
    return CalendarEntry(
        key, title, when, when, f"Due {day(due)}." if due >= today else f"Was due {day(due)}.", address
    )
