"""Reminders about notices that the law has published: which are due or late on a day, and who is notified.

Keys and steps are those of reminders/due.py. What is not signed yet is in no reminder: it may be invisible.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from accounts.models import Role, RoleKind, User
from calendars.days import working_days
from contracts.models import Agreement
from contracts.policies.register import PROCUREMENT
from cycles.models import LIVE_STAGES, Cycle
from cycles.selectors.replacements import Managers, active_managers, holder_or_replacements
from cycles.selectors.visibility import may_see
from notices.facts import NoticeDueState
from notices.presenters.rows import notices_url, turn_in_words
from notices.selectors.owed import (
    OwedNotice,
    agreements_that_owe,
    law_in_force,
    notices_of,
    running_procurements,
)
from notifications.reminders import Reminder
from principles.selectors import NoEdition
from reminders.due import overdue_step
from ui.wording import day

DUE_STEPS = (10, 3)  # working days


def owed_publications(today: date) -> Iterator[Reminder]:
    """Ten and three working days before a notice is due, on the day after it, and every week until it is recorded.

    What was due long before its agreement came into the register is in no reminder: nobody is late with it here.
    """
    try:
        figures = law_in_force(today)
    except NoEdition:
        return
    if not figures.get("notices"):
        return
    agreements = agreements_that_owe(Agreement.objects.filter(is_signed=True)).select_related(
        "cycle", "directorate", "contract_manager"
    )
    cycles = running_procurements(Cycle.objects.filter(stage__in=LIVE_STAGES)).select_related(
        "service", "directorate", "lead", "sponsor"
    )
    advisers, managers = procurement_advisers(), active_managers()
    for owed in notices_of(list(agreements), list(cycles), figures, today, everything=False):
        yield from _reminders_of(owed, advisers, managers, today)


def procurement_advisers() -> list[User]:
    roles = Role.objects.filter(kind=RoleKind.ADVISER, specialism__code=PROCUREMENT, user__is_active=True)
    return list({role.user_id: role.user for role in roles.select_related("user").order_by("pk")}.values())


def told_of(owed: OwedNotice, advisers: list[User], managers: Managers, today: date) -> list[User]:
    """The contract manager; of a running procurement its lead, or who replaces them.

    Of a late notice advisers for procurement are told too, as far as they may see what it is of.
    """
    manager = owed.agreement.contract_manager if owed.agreement else None
    people = [manager] if manager and manager.is_active else []
    if owed.cycle:
        people = holder_or_replacements(owed.cycle.lead, owed.cycle, managers)
    if owed.notice.state is NoticeDueState.LATE:
        cycle = owed.cycle
        people += [each for each in advisers if cycle is None or not cycle.restricted or may_see(each, cycle, today)]
    return list(dict.fromkeys(people))


def reminder_key(owed: OwedNotice) -> str:
    """What is the same at each step of one notice."""
    kind = "agreement" if owed.agreement else "cycle"
    return f"notice:{kind}:{owed.subject.pk}:{owed.key}:{owed.notice.due_by}"


def _reminders_of(owed: OwedNotice, advisers: list[User], managers: Managers, today: date) -> Iterator[Reminder]:
    notice, due_by = owed.notice, owed.notice.due_by
    if due_by is None:
        return
    if notice.state is NoticeDueState.LATE:
        kind, step = "notice_late", overdue_step(due_by, today)
        reached = None if step is None else f"late{step}"
    elif notice.state in (NoticeDueState.DUE, NoticeDueState.TO_COME):
        # people know what they have just entered: a step that was reached by then is not told
        left = working_days(today, due_by)
        next_step = min((step for step in DUE_STEPS if left <= step), default=None)
        is_new = next_step is not None and working_days(owed.known_since, due_by) > next_step
        kind, reached = "notice_due", str(next_step) if is_new else None
    else:
        return
    if reached is None or not (people := told_of(owed, advisers, managers, today)):
        return
    turn = turn_in_words(notice.occurrence, owed.change)
    facts = {
        "notice": f"{notice.name}, {turn}" if turn else notice.name,
        "of": f"{owed.reference} {owed.title}",
        "due": day(due_by),
        "state": notice.sentence.split(":", 1)[0].lower(),
        "cycle": str(owed.cycle.service) if owed.cycle else "",
        "reference": owed.reference,
        "actor": "",
    }
    key, address = f"{reminder_key(owed)}:{reached}", notices_url(owed.subject)
    cycle_id = owed.cycle.pk if owed.cycle else None
    yield Reminder(kind, people, key, address, owed.subject, cycle_id, due_by, facts)
