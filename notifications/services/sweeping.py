"""The sweep: daily work, reminders, batching and sending, as a whole. Two sweeps may run at once."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from time import monotonic

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils.module_loading import import_string

from notifications.models import Sweep
from notifications.reminders import Reminder, ReminderSource
from notifications.services.account_notices import notify_sign_in_links
from notifications.services.batching import LONDON, batch, due_frequencies
from notifications.services.notifying import already_notified, notify
from notifications.services.sending import send_due
from notifications.topics import Frequency

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class SweepResult:
    reminded: int
    batched: int
    sent: int


class FailedTasks:
    """The tasks of a run that raised an exception, by name. Each is logged, and the run goes on."""

    def __init__(self) -> None:
        self.names: list[str] = []

    @contextmanager
    def catch(self, name: str) -> Iterator[None]:
        try:
            yield
        except Exception:
            logger.exception("The sweep could not do %s", name)
            self.names.append(name)


def sweep(now: datetime) -> SweepResult:
    """Do everything that is due at `now`, which may differ from the machine's time.

    What a crash interrupts is done by the next run. What fails is logged and stored, and the rest is done.
    """
    began, today, failed = monotonic(), now.astimezone(LONDON).date(), FailedTasks()

    def clock() -> datetime:
        """Starts at `now` and runs on: leases taken late in a long run must not count from its start."""
        return now + timedelta(seconds=monotonic() - began)

    run, _ = Sweep.objects.get_or_create(pk=1)
    for name in settings.DAILY_WORK:
        with failed.catch(name):
            import_string(name)(today)
    reminded = _remind(now, today, failed) if is_working_day(today) else 0
    with failed.catch("sign-in links"):
        notify_sign_in_links(now)
    frequencies = due_frequencies(now, run, is_working_day)
    batched = batch(now, frequencies)
    sent = send_due(clock)
    days = {"daily_on": Frequency.DAILY, "weekly_on": Frequency.WEEKLY}
    done = {column: today for column, frequency in days.items() if frequency in frequencies}
    Sweep.objects.filter(pk=1).update(ran_at=now, failed=", ".join(failed.names)[:500], **done)
    return SweepResult(reminded, batched, sent)


def record_health_check() -> None:
    """Write the row of the last run as it is: fails where the database can't be written, and changes nothing.

    A row that is there finds room on a full disk too. PostgreSQL may have a disk that this process can't ask for its
    room: a table of one megabyte, which is gone at the end, finds it out.
    """
    Sweep.objects.filter(pk=1).update(ran_at=F("ran_at"))
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE room ON COMMIT DROP AS SELECT generate_series(1, 30000) AS number")


def _remind(now: datetime, today: date, failed: FailedTasks) -> int:
    """Notify people of what has become due; returns of how many reminders somebody had not been notified before."""
    reminded = 0
    for name in settings.REMINDERS:
        reminders: list[Reminder] = []
        with failed.catch(name):
            source: ReminderSource = import_string(name)
            reminders = list(source(today))  # to the end, before anything is written
        notified = already_notified({reminder.occasion: reminder.people for reminder in reminders})
        for reminder in reminders:
            if all((person.pk, reminder.occasion) in notified for person in reminder.people if person.is_active):
                continue
            with failed.catch(reminder.key), transaction.atomic():
                notify(
                    reminder.kind,
                    reminder.people,
                    occasion=reminder.key,
                    address=reminder.address,
                    at=now,
                    about=reminder.about,
                    cycle_id=reminder.cycle_id,
                    due_on=reminder.due_on,
                    **reminder.facts,
                )
                reminded += 1
    return reminded


def is_working_day(day: date) -> bool:
    """By the council's calendar, which lives in an app above this one."""
    return bool(import_string(settings.IS_WORKING_DAY)(day))
