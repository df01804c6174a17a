"""Reminders about cycles: what is due on a day, and who is notified of it. `settings.REMINDERS` lists the functions.

A reminder's key holds its subject, its date and the step of the schedule that is reached. So each step is notified
once, however often the sweep runs; after an interruption only the step reached by then is notified, and a date that
moves is notified anew. What falls on a day off is notified on the working day before. Whoever has left is replaced by
the rule of `cycles.selectors.replacements`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from approvals.models import Condition, ConditionState
from approvals.policies.deciding import escalation_recipients
from approvals.selectors.conditions import binding_conditions
from approvals.selectors.pending_signers import open_steps, signers_first_to_last
from approvals.selectors.signing import Roster
from calendars.days import ONE_DAY, add_working_days, is_working_day, working_days
from checklists.models import Answer, Evidence
from checklists.selectors.answers import missing_parts
from checklists.selectors.confirmations import open_requests
from cycles.models import LIVE_STAGES, Cycle, CycleStage, PlannedDate
from cycles.selectors.replacements import holder_or_replacements
from notifications.reminders import Reminder
from notifications.services.notifying import already_notified
from ui.wording import counted, day

SOON, LATE_EVERY = (90, 30, 0), 7  # days
WORK = (20, 10, 3, 0)  # working days
OF_CYCLE = ("cycle__service", "cycle__lead", "cycle__sponsor")
CATCH_UP = timedelta(days=14)  # how long after a date it is still notified, if nothing ran on the day itself


def last_day_covered(today: date) -> date:
    """The last day before the next working day: on Friday also Saturday and Sunday are notified."""
    while not is_working_day(today + ONE_DAY):
        today += ONE_DAY
    return today


def reminder_step(due_on: date, until: date, steps: Sequence[int], since: date) -> int | None:
    """The smallest step reached, in days before the date; None while the first is ahead.

    None too when the step's day is not after `since`, the day on which the date was set: people know what they have
    just entered.
    """
    reached = min((step for step in steps if (due_on - until).days <= step), default=None)
    return None if reached is None or due_on - timedelta(days=reached) <= since else reached


def working_day_step(due_on: date, today: date, since: date) -> int | None:
    """The same in working days, for what somebody has to do by the date."""
    left = working_days(today, due_on)
    reached = min((step for step in WORK if left <= step), default=None)
    return None if reached is None or working_days(since, due_on) <= reached else reached


def overdue_step(due_on: date, today: date) -> int | None:
    """The days overdue at the last notification: 1, then every 7. None until the day after the date."""
    overdue = (last_day_covered(today) - due_on).days
    return None if today <= due_on else 1 + (overdue - 1) // LATE_EVERY * LATE_EVERY


def request_step(due_on: date | None, today: date) -> int | None:
    """Of what was asked for with a day of its own: 0 on that day, 1 from the working day after; None before."""
    return None if due_on is None or today < due_on else min(working_days(due_on, today), 1)


def waiting_gates(today: date) -> Iterator[Reminder]:
    """The current step on its day, when it is late and when it is escalated, to who is asked to sign.

    Once it is escalated also to the next grade up: to who may sign in place of them, and to who is needed later.
    Before its day to who came to be asked after it opened, because people, roles or cover changed.
    """
    steps = open_steps().select_related("submission__cycle__service").defer("submission__pack")
    roster, asked = Roster.on(today), list[Reminder]()
    for step in steps.prefetch_related(signers_first_to_last(), "submission__decisions", "submission__involved"):
        reached = request_step(step.due, today)
        if step.due is None:
            continue
        cycle, stage = step.submission.cycle, step.submission.stage
        signers = list(step.pending_signers.all())
        expected = [signer.user for signer in signers if signer.is_expected]
        escalated = step.is_escalated(today)
        facts = _facts(cycle) | _lateness(step.due, today) | {"stage": step.submission.get_stage_display()}
        address = reverse("decide", args=[cycle.reference, stage])
        if reached is None:
            key = f"step:{step.pk}"
            asked.append(Reminder("gate_waiting", expected, key, address, step, cycle.pk, step.due, facts))
            continue
        key = f"step:{step.pk}:{step.due}:{'escalated' if escalated else reached}"
        yield Reminder("gate_still_waiting", expected, key, address, step, cycle.pk, step.due, facts)
        if not (escalated and signers):
            continue
        facts |= {"holder": signers[0].user.name}
        if instead := [signer.user for signer in signers if signer.in_place_of_id]:
            yield Reminder("gate_escalated", instead, key, address, step, cycle.pk, step.due, facts)
        if above := escalation_recipients(step.submission, signers, roster):
            address = reverse("gate", args=[cycle.reference, stage])
            yield Reminder("gate_above", above, key, address, step, cycle.pk, step.due, facts)
    notified = already_notified({reminder.occasion: reminder.people for reminder in asked})
    for reminder in asked:
        if new := [person for person in reminder.people if (person.pk, reminder.occasion) not in notified]:
            yield replace(reminder, people=new)


def unanswered_confirmations(today: date) -> Iterator[Reminder]:
    """A confirmation that was asked, on its day and when it is late, to the adviser.

    Where the adviser may not confirm any more, to the lead or who replaces them: somebody else has to be asked.
    """
    people = (f"answer__{name}" for name in OF_CYCLE)
    for row in open_requests().select_related("asked_of", "answer__question", *people):
        reached = request_step(row.due, today)
        cycle, question = row.answer.cycle, row.answer.question
        if row.due is None or reached is None or cycle.has_passed(question.stage):
            continue
        facts = _facts(cycle) | _lateness(row.due, today) | {"title": question.title, "holder": row.asked_of.name}
        key, address = f"confirmation:{row.pk}:{row.due}:{reached}", _question_url(row.answer)
        kind, people_asked = "confirmation_unanswered", [row.asked_of]
        if not row.advises:
            kind, people_asked = "confirmation_needs_adviser", holder_or_replacements(cycle.lead, cycle)
        yield Reminder(kind, people_asked, key, address, row, cycle.pk, row.due, facts)


def due_questions(today: date) -> Iterator[Reminder]:
    """The missing part of an answer, to its owner, while the answer can be changed."""
    rows = missing_parts().filter(missing_due__lt=add_working_days(today, max(WORK) + 1))
    for row in rows.select_related("missing_owner", "question", *OF_CYCLE):
        assert row.missing_due is not None
        assert row.missing_owner is not None
        facts = {"title": row.question.title}
        address = _question_url(row)
        yield from _due_or_late(
            "question", row, row.missing_owner, row.missing_due, today, row.answered_at, address, facts
        )


def due_conditions(today: date) -> Iterator[Reminder]:
    """Open conditions of gates that have passed, to their owner."""
    rows = binding_conditions().filter(state=ConditionState.OPEN, due__lt=add_working_days(today, max(WORK) + 1))
    for row in rows.select_related("owner", *OF_CYCLE):
        facts = {"text": row.text}
        address = reverse("condition", args=[row.cycle.reference, row.pk])
        yield from _due_or_late("condition", row, row.owner, row.due, today, row.state_since, address, facts)


def _due_or_late(
    prefix: str,
    row: Answer | Condition,
    person: User,
    due_on: date,
    today: date,
    set_at: datetime | None,
    address: str,
    facts: dict[str, Any],
) -> Iterator[Reminder]:
    """The reminder of something that one person has to do by a date, with the kind `prefix`_due or `prefix`_late."""
    since = timezone.localdate(set_at) if set_at else date.min
    late, soon = overdue_step(due_on, today), working_day_step(due_on, today, since)
    if late is None and soon is None:
        return
    people = holder_or_replacements(person, row.cycle, by_managers=isinstance(row, Condition))
    if not people:
        return
    kind, step = (f"{prefix}_due", f"{soon}") if late is None else (f"{prefix}_late", f"late{late}")
    key = f"{row._meta.model_name}:{row.pk}:{due_on}:{step}"
    left = "" if person in people else f". {person.name} {'may not see it' if person.is_active else 'has left'}"
    facts = _facts(row.cycle) | facts | {"due": day(due_on), "left": left}
    yield Reminder(kind, people, key, address, row, row.cycle_id, due_on, facts)


def need_by_dates(today: date) -> Iterator[Reminder]:
    """The need-by date, to lead and sponsor."""
    until = last_day_covered(today)
    rows = Cycle.objects.filter(
        stage__in=LIVE_STAGES, need_by__gte=today - CATCH_UP, need_by__lte=until + timedelta(days=max(SOON))
    )
    for cycle in rows.select_related("service", "lead", "sponsor"):
        step = reminder_step(cycle.need_by, until, SOON, timezone.localdate(cycle.started_at))
        if step is None:
            continue
        key = f"cycle:{cycle.pk}:{cycle.need_by}:{step}"
        facts = _facts(cycle) | {"due": day(cycle.need_by)}
        people = _lead_and_sponsor(cycle)
        yield Reminder("need_by_near", people, key, cycle.get_absolute_url(), cycle, cycle.pk, cycle.need_by, facts)


def last_safe_dates(today: date) -> Iterator[Reminder]:
    """The last safe date of the next milestone, to lead and sponsor."""
    until = last_day_covered(today)
    rows = PlannedDate.objects.filter(
        cycle__stage__in=LIVE_STAGES,
        milestone=F("cycle__next_milestone"),
        last_safe__gte=today - CATCH_UP,
        last_safe__lte=until + timedelta(days=max(SOON)),
    )
    for row in rows.select_related("cycle__service", "cycle__lead", "cycle__sponsor"):
        step = reminder_step(row.last_safe, until, SOON, timezone.localdate(row.cycle.started_at))
        if step is None:
            continue
        key = f"cycle:{row.cycle_id}:{row.milestone}:{row.last_safe}:{step}"
        facts = _facts(row.cycle) | {"what": row.kind.by_then, "due": day(row.last_safe)}
        people, address = _lead_and_sponsor(row.cycle), reverse("dates", args=[row.cycle.reference])
        yield Reminder("last_safe_date", people, key, address, row, row.cycle_id, row.last_safe, facts)


def due_reviews(today: date) -> Iterator[Reminder]:
    """The review date set by the Do gate, to lead and sponsor."""
    until = last_day_covered(today)
    rows = Cycle.objects.filter(
        stage=CycleStage.REVIEW,
        review_on__gte=today - CATCH_UP,
        review_on__lte=until + timedelta(days=max(SOON)),
    )
    for cycle in rows.select_related("service", "lead", "sponsor"):
        assert cycle.review_on
        step = reminder_step(cycle.review_on, until, SOON, timezone.localdate(cycle.stage_since))
        if step is None:
            continue
        key = f"review:{cycle.pk}:{cycle.review_on}:{step}"
        facts = _facts(cycle) | {"due": day(cycle.review_on)}
        people = _lead_and_sponsor(cycle)
        yield Reminder("review_due", people, key, cycle.get_absolute_url(), cycle, cycle.pk, cycle.review_on, facts)


def expiring_evidence(today: date) -> Iterator[Reminder]:
    """Evidence that answers of the present stage use, to the lead."""
    until = last_day_covered(today)
    in_use = {"answers__question__stage": F("cycle__stage"), "answers__set_aside_because": ""}
    rows = Evidence.objects.filter(
        good_until__gte=today - CATCH_UP, good_until__lte=until + timedelta(days=max(SOON)), **in_use
    )
    for row in rows.distinct().select_related(*OF_CYCLE):
        step = reminder_step(row.good_until, until, SOON, timezone.localdate(row.added_at))
        if step is None:
            continue
        title = "Confidential evidence" if row.confidential else row.title  # e-mails leave the council's network
        key = f"evidence:{row.pk}:{row.good_until}:{step}"
        facts = _facts(row.cycle) | {"title": title, "due": day(row.good_until)}
        address = reverse("evidence-item", args=[row.cycle.reference, row.pk])
        people = holder_or_replacements(row.cycle.lead, row.cycle)
        yield Reminder("evidence_ending", people, key, address, row, row.cycle_id, row.good_until, facts)


def _lead_and_sponsor(cycle: Cycle) -> list[User]:
    """Each once, or who replaces them."""
    people = [*holder_or_replacements(cycle.lead, cycle), *holder_or_replacements(cycle.sponsor, cycle)]
    return list(dict.fromkeys(people))


def _facts(cycle: Cycle) -> dict[str, Any]:
    return {"cycle": str(cycle.service), "reference": cycle.reference, "actor": ""}


def _lateness(due_on: date, today: date) -> dict[str, str]:
    """The day, and how late it is: "" until it is."""
    late = working_days(due_on, today)
    return {"due": day(due_on), "late": f", {counted(late, 'working day')} late" if late else ""}


def _question_url(answer: Answer) -> str:
    question = answer.question
    return reverse("question", args=[answer.cycle.reference, question.stage, question.code.lower()])
