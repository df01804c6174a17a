"""Reminders about the tables of Plan: `settings.REMINDERS`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from cycles.models import LIVE_STAGES
from cycles.selectors.replacements import holder_or_replacements
from notifications.reminders import Reminder
from reminders.due import CATCH_UP, OF_CYCLE, last_day_covered, reminder_step
from stages.plan.models import Risk
from stages.records.selectors.holders import row_address
from ui.wording import day

STEPS = (0,)  # on the day itself; what falls on a day off, on the working day before


def risks_to_review(today: date) -> Iterator[Reminder]:
    """The next look at a risk, to its owner, or to who is asked in place of one who has left."""
    until = last_day_covered(today)
    rows = Risk.objects.filter(is_draft=False, owner__isnull=False, cycle__stage__in=LIVE_STAGES)
    due = rows.filter(review_on__gte=today - CATCH_UP, review_on__lte=until)
    for risk in due.select_related("owner", *OF_CYCLE):
        assert risk.owner is not None and risk.review_on is not None
        if reminder_step(risk.review_on, until, STEPS, timezone.localdate(risk.changed_at)) is None:
            continue
        cycle = risk.cycle
        yield Reminder(
            "risk_review_due",
            holder_or_replacements(risk.owner, cycle),
            f"risk:{risk.pk}:{risk.review_on}",
            row_address(cycle, "risks", risk.pk),
            risk,
            cycle.pk,
            risk.review_on,
            {
                "risk": risk.cause,
                "due": day(risk.review_on),
                "cycle": str(cycle.service),
                "reference": cycle.reference,
                "actor": "",
            },
        )
