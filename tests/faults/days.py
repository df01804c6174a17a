"""Five days around a change of the clocks: two beats wake the sweep, and every wake-up arrives three times at once."""

from __future__ import annotations

import json
import logging
import multiprocessing
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from multiprocessing.synchronize import Barrier

from django.db import connection, transaction
from django.template.loader import render_to_string

from accounts.models import User
from calendars.days import add_working_days
from checklists.models import Answer, AnswerState, Confirmation, ConfirmationState
from checklists.selectors.answers import live_answers
from checklists.services.confirming import ask_confirmation, give_confirmation
from cycles.models import Cycle
from demo import play
from notifications.models import Email, EmailState, Notification, NotificationPreference
from notifications.services.batching import LONDON
from notifications.services.sweeping import sweep
from notifications.topics import TOPICS, Frequency
from tests.council import LARGE, Council, found_council

DAYS = 5
APART = timedelta(seconds=20)  # between the clocks of the two beats
DELIVERIES = (timedelta(0), APART) * 3
AT_ONCE = multiprocessing.get_context("fork")
FREQUENCIES = {
    "lead": Frequency.NOW,
    "adviser": Frequency.WEEKLY,
    "head": Frequency.NOW,
    "assistant": Frequency.DAILY,
    "assistant2": Frequency.DAILY,
}  # the others have what each topic starts with
# Around what the clocks do at 01:00 UTC of the third day, and around 07:30 in London before and after it.
TELLING = [(0, time(6, 15)), (0, time(9, 30)), (1, time(10)), (1, time(23, 45)), (2, time(0, 45)), (2, time(1, 0))]
TELLING += [(2, time(1, 45)), (3, time(6, 30)), (3, time(7, 15)), (3, time(7, 30)), (4, time(6, 15)), (4, time(7, 45))]


def live_through(first: str, every: str) -> None:
    """From that midnight (UTC) on, the sweep every so many minutes; prints what people got."""
    start = datetime.fromisoformat(first)
    _load_all(start)
    _people_with_work(start)
    faults = AT_ONCE.Queue()
    barrier = AT_ONCE.Barrier(len(DELIVERIES), timeout=60)
    connection.close()  # each process opens its own
    moments = _moments(start, int(every))
    words = [(number, moments, start, barrier, faults.put) for number in range(len(DELIVERIES))]
    running = [AT_ONCE.Process(target=_deliver, args=one) for one in words]
    for one in running:
        one.start()
    found = []
    while any(one.is_alive() for one in running) or not faults.empty():
        if faults.empty():
            running[0].join(0.1)
        else:
            found.append(faults.get())
    found += [f"A delivery ended with {one.exitcode}" for one in running if one.exitcode]
    print(json.dumps(_told(found, len(moments))))


def _moments(start: datetime, every: int) -> list[datetime]:
    """Every so many minutes, and always around what the days are about."""
    number = DAYS * 24 * 60 // every
    regular = {start + timedelta(minutes=every * one) for one in range(number)}
    mornings = {_at(start, day, time(hour, 30)) for day in (0, 3, 4) for hour in (6, 7)}
    return sorted(regular | mornings | {_at(start, day, when) for day, when in TELLING})


def _at(start: datetime, day: int, when: time) -> datetime:
    return datetime.combine(start.date() + timedelta(days=day), when, start.tzinfo)


def _deliver(
    number: int, moments: Sequence[datetime], start: datetime, barrier: Barrier, fault: Callable[[str], None]
) -> None:
    logging.getLogger().addHandler(_Faults(fault))
    telling = {_at(start, day, when) for day, when in TELLING}
    try:
        for now in moments:
            barrier.wait()
            if number == 0 and now in telling:
                _do_something(now)  # while the others sweep already
            sweep(now + DELIVERIES[number])
            barrier.wait()
    except BaseException:
        barrier.abort()
        raise


class _Faults(logging.Handler):
    """What the sweep logs and goes on after would not be seen otherwise."""

    def __init__(self, fault: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self.fault = fault

    def emit(self, record: logging.LogRecord) -> None:
        self.fault(self.format(record))


def _load_all(start: datetime) -> None:
    """The code of a sweep, once for all processes: there is nothing to tell as yet."""
    sweep(start - timedelta(days=3))
    render_to_string("notifications/mail.txt")
    render_to_string("notifications/mail.html")


@transaction.atomic
def _people_with_work(start: datetime) -> None:
    """Eight days before: a gate put, confirmations asked, an answer half met and a date that comes near.

    The signature is due in three working days and escalated five after that, on the last day; confirmations in five.
    """
    council, at = found_council(), start - timedelta(days=8) + timedelta(hours=10)
    for name, frequency in FREQUENCIES.items():
        NotificationPreference.objects.bulk_create(
            NotificationPreference(person=council[name], topic=topic, frequency=frequency) for topic in TOPICS
        )
    play.put(play.ready(council.cycle(at=at), at=at), at=at)
    near = start.date() + timedelta(days=32)
    cycle = council.cycle(LARGE, at=at, service_name="Home care", need_by=near, team=[council["member"]])
    _promise(cycle, council, due=add_working_days(start.date(), 10), at=at)
    for row in _to_confirm(cycle)[:2]:
        _ask(row, council["adviser"], at)


def _promise(cycle: Cycle, council: Council, *, due: object, at: datetime) -> None:
    row = live_answers(cycle, cycle.stage)[0]
    play.answer(row, at=at, state=AnswerState.PARTLY_MET, by=council["lead"])
    Answer.objects.filter(pk=row.pk).update(missing_due=due)


def _to_confirm(cycle: Cycle) -> list[Answer]:
    rows = [row for row in live_answers(cycle, cycle.stage) if row.state == AnswerState.UNANSWERED]
    return [row for row in rows if row.question.needs_confirmation(cycle.tier) and not row.question.confirmer.outside]


def _ask(row: Answer, adviser: User, at: datetime) -> None:
    row = play.answer(row, at=at)
    ask_confirmation(row, adviser, actor=row.cycle.lead, at=at)


def _do_something(now: datetime) -> None:
    """The adviser confirms what was asked first, and is asked for the next."""
    cycle = Cycle.objects.get(service__name="Home care")
    adviser = User.objects.get(email="adviser@council.example")
    asked = Confirmation.objects.filter(answer__cycle=cycle, state=ConfirmationState.ASKED).order_by("pk").first()
    if asked:
        give_confirmation(asked, actor=adviser, at=now)
    for row in _to_confirm(cycle)[:1]:
        _ask(row, adviser, now)


def _london(at: datetime | None) -> str:
    assert at
    return at.astimezone(LONDON).isoformat()


def _told(faults: list[str], moments: int) -> dict[str, object]:
    emails = Email.objects.filter(state=EmailState.SENT).select_related("person")
    return {
        "faults": faults,
        "moments": moments,
        "emails": [
            [
                one.person.email,
                one.occasion,
                one.sent_at.astimezone(LONDON).isoformat(),
                one.notifications.filter(skipped="").count(),
            ]
            for one in emails
            if one.sent_at
        ],
        "unsent": list(Email.objects.exclude(state=EmailState.SENT).values_list("state", "reason")),
        "messages": Notification.objects.count(),
        "kinds": sorted(set(Notification.objects.values_list("kind", flat=True))),
    }
