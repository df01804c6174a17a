"""Reminders about agreements and waivers: what is due on a day, and who is notified. `settings.REMINDERS` lists them.

Keys and steps are those of reminders/due.py. What is not signed yet is in no reminder: it may be invisible.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from contracts.models import Agreement
from contracts.selectors.responsible import (
    asked_whether_it_runs,
    live_cycles_of,
    responsible_for,
    responsible_for_waiver,
    unanswered,
    waivers_in_use,
    with_next_cycle,
)
from cycles.selectors.replacements import active_managers
from notifications.reminders import Reminder
from reminders.due import CATCH_UP, SOON, last_day_covered, overdue_step, reminder_step
from ui.wording import day

DATES = {  # kind: the column of the agreement
    "extension_decision_due": "decide_by",
    "agreement_notice_due": "notice_by",
    "next_analyse_due": "analyse_by",
    "agreement_ends": "current_end",
}
ASKED_FOR = timedelta(days=365)  # how long after its end somebody is asked whether an agreement still runs
PEOPLE = ("contract_manager", "deputy")


def agreement_dates(today: date) -> Iterator[Reminder]:
    """Deciding on an extension, notice, the next Analyse and the end, to who answers for the agreement."""
    until = last_day_covered(today)
    due = Q()
    for column in DATES.values():
        due |= Q((f"{column}__gte", today - CATCH_UP), (f"{column}__lte", until + timedelta(days=max(SOON))))
    agreements = list(Agreement.objects.filter(due, is_signed=True).select_related(*PEOPLE))
    if not agreements:
        return
    started = Agreement.objects.filter(with_next_cycle(), pk__in=[row.pk for row in agreements])
    prepared = set(started.values_list("pk", flat=True))
    managers, cycles = active_managers(), live_cycles_of(agreements)
    for agreement in agreements:
        people = responsible_for(agreement, cycles.get(agreement.pk, []), managers)
        for kind, column in DATES.items():
            due_on: date | None = getattr(agreement, column)
            if due_on is None or due_on < today - CATCH_UP or (column == "analyse_by" and agreement.pk in prepared):
                continue
            step = reminder_step(due_on, until, SOON, timezone.localdate(agreement.added_at))
            if step is not None:
                key = f"agreement:{agreement.pk}:{due_on}:{step}"
                yield Reminder(
                    kind, people, key, agreement.get_absolute_url(), agreement, None, due_on, _facts(agreement, due_on)
                )


def expired_agreements(today: date) -> Iterator[Reminder]:
    """Whether an agreement still runs after its end: on the next day and every week, until somebody answers."""
    rows = unanswered(today).filter(current_end__gte=today - ASKED_FOR)
    agreements = list(rows.select_related("contract_manager"))
    managers = active_managers() if agreements else {}
    for agreement in agreements:
        ended = agreement.current_end
        if ended is None or (step := overdue_step(ended, today)) is None:
            continue
        key, people = f"agreement:{agreement.pk}:{ended}:late{step}", asked_whether_it_runs(agreement, managers)
        address, facts = agreement.get_absolute_url(), _facts(agreement, ended)
        yield Reminder("agreement_expired", people, key, address, agreement, None, ended, facts)


def expiring_waivers(today: date) -> Iterator[Reminder]:
    """The last day of a waiver, to who answers for its agreement, or to the managers of its directorate."""
    until = last_day_covered(today)
    rows = waivers_in_use().filter(expires__gte=today - CATCH_UP, expires__lte=until + timedelta(days=max(SOON)))
    waivers = list(rows.select_related(*(f"agreement__{name}" for name in PEOPLE)))
    managers = active_managers() if waivers else {}
    for waiver in waivers:
        step = reminder_step(waiver.expires, until, SOON, timezone.localdate(waiver.recorded_at))
        if step is None:
            continue
        key, facts = f"waiver:{waiver.pk}:{waiver.expires}:{step}", {"waiver": str(waiver), "due": day(waiver.expires)}
        people = responsible_for_waiver(waiver, managers)
        yield Reminder(
            "waiver_expires",
            people,
            key,
            reverse("waiver", args=[waiver.reference]),
            waiver,
            None,
            waiver.expires,
            facts,
        )


def _facts(agreement: Agreement, due_on: date) -> dict[str, Any]:
    return {"agreement": str(agreement), "due": day(due_on), "cycle": "", "reference": agreement.reference, "actor": ""}
