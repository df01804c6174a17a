"""What the scenes of people who leave, fall ill or are moved are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime

import time_machine

from accounts.models import User
from approvals.models import Outcome, Submission
from approvals.services.deciding import ConditionInput
from audit.models import Event
from checklists.models import Answer
from checklists.services.answering import AnswerInput, save_answer
from cycles.models import Cycle
from demo import play
from notifications.models import Notification
from notifications.services.sweeping import sweep
from tests.checklists.test_answering import row
from tests.council import NOW, Council
from tests.cycles.assertions import Written
from tests.overview.conftest import SignedIn
from tests.overview.texts import text_of
from tests.overview.waiting import unshown, waiting_for_nobody

DUE = date(2026, 12, 18)
TODAY = NOW.date()


@contextmanager
def on_day(day: date) -> Iterator[datetime]:
    """The morning of that day: what is due is notified before anybody does anything."""
    at = NOW + (day - TODAY)
    with time_machine.travel(at, tick=False):
        sweep(at)
        yield at


def nothing_waits_for_nobody(today: date = TODAY) -> None:
    assert waiting_for_nobody(today) == []
    assert unshown(today) == []


def make_inactive(as_: SignedIn, council: Council, name: str) -> str:
    """Press the button of the page, as the administrator; what the next page says."""
    response = as_("admin").post(f"/manage/people/{council[name].pk}/make-inactive/", follow=True)
    assert response.status_code == 200
    return text_of(response, "body")


def told(council: Council, written: Written) -> Counter[tuple[str, str]]:
    """How often each (kind, short name): nobody is to hear of anything twice."""
    names = {user.pk: name for name, user in council.people.items()}
    return Counter((note.kind, names[note.person_id]) for note in written.notifications)


def once(*expected: tuple[str, str]) -> Counter[tuple[str, str]]:
    return Counter(expected)


def words(person: User, kind: str) -> list[str]:
    rows = Notification.objects.filter(person=person, kind=kind).order_by("pk")
    return list(rows.values_list("subject", flat=True))


def event(verb: str) -> Event:
    return Event.objects.filter(verb=verb).latest("pk")


def part(cycle: Cycle, number: int, owner: User) -> Answer:
    """The answer is partly met; somebody owns the missing part."""
    answer = row(cycle, number, cycle.stage)
    values = AnswerInput("partly_met", "Half of it.", owner=owner, due=DUE)
    return save_answer(answer, values, actor=cycle.lead, at=NOW, seen_version=answer.version)


def promised(submission: Submission, *conditions: tuple[str, User, User]) -> None:
    """The gate passes with these conditions: words, who owns and who checks each."""
    inputs = [ConditionInput(text, owner, DUE, verifier) for text, owner, verifier in conditions]
    ruled = replace(play.ruling(submission, Outcome.PASS_WITH_CONDITIONS), conditions=inputs)
    play.sign(submission, at=NOW, ruled=ruled)
