"""One e-mail among many that can't be sent, in the site's own process; and a mail server that is away for hours."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import OperationalError, connection
from django.db.models import Max

from accounts.models import User
from notifications.kinds import NotificationKind, notification_kinds
from notifications.models import Email, EmailState, Notification
from notifications.services.notifying import notify
from notifications.services.sweeping import sweep
from tests.council import NOW
from tests.faults import crowd

# Later than the longest pause after each try, and a minute later again: an e-mail that ends the process is first in its
# run, and the others of that run are sent in the next; then past the three days after which an e-mail is given up.
MINUTES = (0, 1, 6, 7, 40, 41, 80, 81, 120, 121, 4321, 4322)


def _raise(notification: Notification) -> str:
    raise ValueError("This can't be asked")


def _find_no_database(notification: Notification) -> str:
    raise OperationalError("canceling statement due to lock timeout")


def _end_the_process(notification: Notification) -> str:
    os.kill(os.getpid(), signal.SIGKILL)
    return ""


KINDS = [
    NotificationKind("raising", "It raises", "cycles", _raise),
    NotificationKind("locked", "It meets a locked row", "cycles", _find_no_database),
    NotificationKind("deadly", "It ends whoever sends it", "cycles", _end_the_process),
    NotificationKind("harmless", "All is well", "cycles"),
]
# The address and the kind of the e-mail that can't be sent.
POISONS = {
    "refused": ("refused@council.example", "harmless"),
    "no address": ("a@", "harmless"),
    "hanging": ("hanging@council.example", "harmless"),
    "raising": ("raising@council.example", "raising"),
    "locked": ("locked@council.example", "locked"),
    "deadly": ("deadly@council.example", "deadly"),
}


def play(number: str, timeout: str, closed_port: str, together: str) -> None:
    """The poisons among so many e-mails, each by itself unless `together`; then as many while nothing listens.

    Prints what became of them.
    """
    settings.NOTIFICATION_KINDS = [*settings.NOTIFICATION_KINDS, f"{__name__}.KINDS"]
    settings.EMAIL_TIMEOUT = float(timeout)
    assert "deadly" in notification_kinds()
    crowd.found(str(int(number) - 1))
    people = list(User.objects.filter(email__startswith="person"))
    groups = [list(POISONS)] if together else [[name] for name in POISONS]
    found: dict[str, object] = {}
    for place, names in enumerate(groups):
        found |= _poison(names, people, NOW + timedelta(days=4 * place))
    print(json.dumps(found | {"away": _without_server(people, int(closed_port))}))


def _poison(names: Sequence[str], people: Sequence[User], began: datetime) -> dict[str, object]:
    """The poison is in the middle of all that are sent."""
    occasion, half = names[0], len(people) // 2
    _tell(people[:half], "harmless", occasion, began)
    for name in names:
        address, kind = POISONS[name]
        poisoned = User.objects.create(email=address, name=name, password="!")
        crowd.want_now([poisoned])
        _tell([poisoned], kind, "poison", began)
    _tell(people[half:], "harmless", occasion, began)
    emails = Email.objects.filter(person__name__in=names).select_related("person")
    others = Email.objects.filter(notifications__occasion=f"harmless:{occasion}", person__in=people)
    do_sweep = _sweep_elsewhere if "deadly" in names else sweep
    tries: dict[str, list[int]] = {name: [] for name in names}
    sent = []
    for minutes in MINUTES:
        do_sweep(began + timedelta(minutes=minutes))
        for email in emails:
            tries[email.person.name].append(email.attempts)
        sent.append(others.filter(state=EmailState.SENT).count())
        emails = emails.all()
    return {
        one.person.name: {"state": one.state, "because": one.reason, "tries": tries[one.person.name], "sent": sent}
        for one in emails
    }


def _tell(people: Sequence[User], kind: str, occasion: str, at: datetime) -> None:
    notify(kind, people, occasion=occasion, address="/", at=at)


def _sweep_elsewhere(now: datetime) -> None:
    """In a process of its own, which may not come to its end."""
    connection.close()
    one = multiprocessing.get_context("fork").Process(target=sweep, args=(now,))
    one.start()
    one.join()


def _without_server(people: Sequence[User], closed_port: int) -> dict[str, object]:
    """Two hours and a half of sweeps every quarter of an hour with nobody there, then one more."""
    began, port = NOW + timedelta(days=4 * len(POISONS)), settings.EMAIL_PORT
    _tell(people, "harmless", "away", began)
    settings.EMAIL_PORT = closed_port
    for minutes in range(0, 150, 15):
        sweep(began + timedelta(minutes=minutes))
    emails = Email.objects.filter(notifications__occasion="harmless:away")
    waiting = Counter(emails.values_list("state", "attempts"))
    settings.EMAIL_PORT = port
    sweep(began + timedelta(minutes=150))
    states = Counter(emails.values_list("state", flat=True))
    most = emails.aggregate(most=Max("attempts"))["most"]
    return {"waiting": [[*key, number] for key, number in waiting.items()], "states": states, "tries": most}
