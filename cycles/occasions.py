"""What is due in cycles, and whom it concerns: asked by the sweep, every time anew.

An occasion is named by what it is about, its date and the rung of the ladder that was reached. So it is told once,
however often the sweep runs; after an interruption only the last rung is told, and a date that moves is told anew.
What falls on a weekend or a bank holiday is told on the working day before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from commissioning.wording import day
from cycles.days import ONE_DAY, is_working_day, working_days
from cycles.models import (
    LIVE_STAGES,
    Answer,
    Condition,
    ConditionState,
    Confirmation,
    ConfirmationState,
    Cycle,
    CycleStage,
    Evidence,
    PlannedDate,
    SubmissionState,
)
from cycles.policies import told_above
from cycles.policies.case import is_past
from cycles.queries.facts import missing_parts
from cycles.queries.signers import open_steps, signers_first_to_last
from cycles.queries.signing import Roster
from cycles.queries.visible import may_see

SOON, LATE_EVERY = (90, 30, 0), 7  # days
WORK, WAITING, ABOVE = (20, 10, 3, 0), (3, 5), 5  # working days
AHEAD = timedelta(days=45)  # at least the longest of WORK, whatever holidays lie between
CATCH_UP = timedelta(days=14)  # for so long after a date it is still told, when nothing ran on the day itself


@dataclass(frozen=True)
class Occasion:
    """One thing to tell to some people: `key` makes it unique for each of them."""

    kind: str
    people: Sequence[User]
    key: str
    address: str
    facts: dict[str, Any] = field(default_factory=dict)


def last_day_told(today: date) -> date:
    """Friday tells what falls on Saturday and Sunday too."""
    while not is_working_day(today + ONE_DAY):
        today += ONE_DAY
    return today


def rung(due_on: date, until: date, ladder: Sequence[int], since: date) -> int | None:
    """The lowest rung reached, in days before the date; None while the first is still ahead.

    What was set on `since`, when the rung's day had come already, is told with the next one: its people know.
    """
    reached = min((step for step in ladder if (due_on - until).days <= step), default=None)
    return None if reached is None or due_on - timedelta(days=reached) <= since else reached


def work_rung(due_on: date, today: date, since: date) -> int | None:
    """The same in working days, for what somebody has to do by then."""
    left = working_days(today, due_on)
    reached = min((step for step in WORK if left <= step), default=None)
    return None if reached is None or working_days(since, due_on) <= reached else reached


def late_rung(due_on: date, today: date) -> int | None:
    """How many days late when last told: 1, then every week. None while it is not late: what is due today is not."""
    late = (last_day_told(today) - due_on).days
    return None if today <= due_on else 1 + (late - 1) // LATE_EVERY * LATE_EVERY


def _gates(today: date) -> Iterator[Occasion]:
    """The current step is told again after 3 and 5 working days, and after 5 the next grade up is told too."""
    steps = open_steps().select_related("submission__cycle__service").defer("submission__pack")
    roster = Roster.on(today)
    for step in steps.prefetch_related(signers_first_to_last(), "submission__decisions", "submission__involved"):
        days = working_days(timezone.localdate(step.opened_at), today)
        reached = max((one for one in WAITING if days >= one), default=None)
        if reached is None:
            continue
        cycle, stage = step.submission.cycle, step.submission.stage
        signers = list(step.pending_signers.all())
        expected = [signer.user for signer in signers if signer.is_expected]
        facts = _facts(cycle) | {"stage": step.submission.get_stage_display(), "days": days}
        address = reverse("decide", args=[cycle.reference, stage])
        yield Occasion("gate_still_waiting", expected, f"step:{step.pk}:{reached}", address, facts)
        above = told_above(step.submission, signers, roster) if reached == ABOVE and signers else []
        if above:
            facts = facts | {"holder": signers[0].user.name}
            gate = reverse("gate", args=[cycle.reference, stage])
            yield Occasion("gate_above", above, f"step:{step.pk}:{reached}", gate, facts)


def _confirmations(today: date) -> Iterator[Occasion]:
    asked = Confirmation.objects.filter(
        state=ConfirmationState.ASKED,
        asked_of__isnull=False,
        answer__set_aside_because="",
        answer__cycle__stage__in=LIVE_STAGES,
    )
    for row in asked.select_related("asked_of", "answer__question", "answer__cycle__service"):
        days = working_days(timezone.localdate(row.asked_at), today)
        reached = max((one for one in WAITING if days >= one), default=None)
        if reached and row.asked_of and not is_past(row.answer.cycle, row.answer.question.stage):
            facts = _facts(row.answer.cycle) | {"title": row.answer.question.title, "days": days}
            yield Occasion(
                "confirmation_unanswered",
                [row.asked_of],
                f"confirmation:{row.pk}:{reached}",
                _question(row.answer),
                facts,
            )


def _questions(today: date) -> Iterator[Occasion]:
    """The missing part of an answer, to whoever completes it, while the answer can still be changed."""
    rows = missing_parts().filter(missing_due__lte=today + AHEAD)
    for row in rows.select_related("missing_owner", "question", "cycle__service"):
        assert row.missing_due is not None
        assert row.missing_owner is not None
        facts = _facts(row.cycle) | {"title": row.question.title, "due": day(row.missing_due)}
        about = (row.answered_at, row.cycle, f"answer:{row.pk}", _question(row), facts)
        yield from _due_or_late("question", row.missing_owner, row.missing_due, today, *about)


def _conditions(today: date) -> Iterator[Occasion]:
    rows = Condition.objects.filter(
        state=ConditionState.OPEN,
        decision__submission__state=SubmissionState.PASSED,
        due__lte=today + AHEAD,
    )
    for row in rows.select_related("owner", "cycle__service"):
        facts = _facts(row.cycle) | {"text": row.text, "due": day(row.due)}
        address = reverse("condition", args=[row.cycle.reference, row.pk])
        about = (row.state_since, row.cycle, f"condition:{row.pk}", address, facts)
        yield from _due_or_late("condition", row.owner, row.due, today, *about)


def _due_or_late(
    what: str,
    person: User,
    due_on: date,
    today: date,
    since: datetime | None,
    cycle: Cycle,
    key: str,
    address: str,
    facts: dict[str, Any],
) -> Iterator[Occasion]:
    known = timezone.localdate(since) if since else date.min
    late, soon = late_rung(due_on, today), work_rung(due_on, today, known)
    if (late is None and soon is None) or (cycle.restricted and not may_see(person, cycle, today)):
        return
    if late is not None:
        yield Occasion(f"{what}_late", [person], f"{key}:{due_on}:late{late}", address, facts)
    else:
        yield Occasion(f"{what}_due", [person], f"{key}:{due_on}:{soon}", address, facts)


def _need_by(today: date) -> Iterator[Occasion]:
    """The need-by date, to lead and sponsor."""
    until = last_day_told(today)
    rows = Cycle.objects.filter(stage__in=LIVE_STAGES, need_by__gte=until - CATCH_UP, need_by__lte=until + _most(SOON))
    for cycle in rows.select_related("service", "lead", "sponsor"):
        reached = rung(cycle.need_by, until, SOON, timezone.localdate(cycle.started_at))
        if reached is None:
            continue
        facts = _facts(cycle) | {"due": day(cycle.need_by)}
        key = f"cycle:{cycle.pk}:{cycle.need_by}:{reached}"
        yield Occasion("need_by_near", [cycle.lead, cycle.sponsor], key, cycle.get_absolute_url(), facts)


def _last_safe(today: date) -> Iterator[Occasion]:
    """The last safe date of what comes next, to lead and sponsor."""
    until = last_day_told(today)
    rows = PlannedDate.objects.filter(
        cycle__stage__in=LIVE_STAGES,
        milestone=F("cycle__next_milestone"),
        last_safe__gte=until - CATCH_UP,
        last_safe__lte=until + _most(SOON),
    )
    for row in rows.select_related("cycle__service", "cycle__lead", "cycle__sponsor"):
        reached = rung(row.last_safe, until, SOON, timezone.localdate(row.cycle.started_at))
        if reached is None:
            continue
        facts = _facts(row.cycle) | {"what": row.kind.by_then, "due": day(row.last_safe)}
        key = f"cycle:{row.cycle_id}:{row.milestone}:{row.last_safe}:{reached}"
        address = reverse("dates", args=[row.cycle.reference])
        yield Occasion("last_safe_date", [row.cycle.lead, row.cycle.sponsor], key, address, facts)


def _reviews(today: date) -> Iterator[Occasion]:
    """The day that the Do gate set, to lead and sponsor."""
    until = last_day_told(today)
    rows = Cycle.objects.filter(
        stage=CycleStage.REVIEW, review_on__gte=until - CATCH_UP, review_on__lte=until + _most(SOON)
    )
    for cycle in rows.select_related("service", "lead", "sponsor"):
        assert cycle.review_on
        reached = rung(cycle.review_on, until, SOON, timezone.localdate(cycle.stage_since))
        if reached is None:
            continue
        facts = _facts(cycle) | {"due": day(cycle.review_on)}
        key = f"review:{cycle.pk}:{cycle.review_on}:{reached}"
        yield Occasion("review_due", [cycle.lead, cycle.sponsor], key, cycle.get_absolute_url(), facts)


def _evidence(today: date) -> Iterator[Occasion]:
    """Evidence that the present stage's answers rest on, to the lead."""
    until = last_day_told(today)
    rests_on_it = {"answers__question__stage": F("cycle__stage"), "answers__set_aside_because": ""}
    rows = Evidence.objects.filter(good_until__gte=until - CATCH_UP, good_until__lte=until + _most(SOON), **rests_on_it)
    for row in rows.distinct().select_related("cycle__service", "cycle__lead"):
        reached = rung(row.good_until, until, SOON, timezone.localdate(row.added_at))
        if reached is None:
            continue
        title = "Confidential evidence" if row.confidential else row.title  # e-mails travel further than pages
        facts = _facts(row.cycle) | {"title": title, "due": day(row.good_until)}
        address = reverse("evidence-item", args=[row.cycle.reference, row.pk])
        yield Occasion(
            "evidence_ending", [row.cycle.lead], f"evidence:{row.pk}:{row.good_until}:{reached}", address, facts
        )


def _facts(cycle: Cycle) -> dict[str, Any]:
    return {"cycle": str(cycle.service), "reference": cycle.reference, "actor": ""}


def _question(answer: Answer) -> str:
    question = answer.question
    return reverse("question", args=[answer.cycle.reference, question.stage, question.code.lower()])


def _most(ladder: Sequence[int]) -> timedelta:
    return timedelta(days=max(ladder))


# Everything that has come up by a day, or will before the next working day; the sweep asks each by itself.
DUE = (_gates, _confirmations, _questions, _conditions, _need_by, _last_safe, _reviews, _evidence)


def due(today: date) -> Iterator[Occasion]:
    """All of it."""
    for part in DUE:
        yield from part(today)
