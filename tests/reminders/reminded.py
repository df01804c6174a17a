"""Who is told what on a day: the reminders of cycles with people by their short names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from django.conf import settings
from django.utils.module_loading import import_string

from checklists.models import Answer, Confirmation, Evidence
from checklists.services.answering import AnswerInput, attach_evidence, save_answer
from checklists.services.confirming import ask_confirmation
from checklists.services.evidencing import add_link
from cycles.models import Cycle
from demo import play
from notifications.kinds import notification_kinds
from notifications.reminders import Reminder
from tests.checklists.test_answering import row
from tests.council import NOW, Council

AnswerEvent = set[tuple[str, str, str]]


def due(today: date) -> Iterator[Reminder]:
    """What the functions named in settings return, one after the other."""
    for name in settings.REMINDERS:
        yield from import_string(name)(today)


def reminders(today: date, *kinds: str) -> list[Reminder]:
    return [reminder for reminder in due(today) if not kinds or reminder.kind in kinds]


def told(council: Council, on: date, *kinds: str) -> AnswerEvent:
    """(kind, who, key), one for each person."""
    names = {user.pk: name for name, user in council.people.items()}
    return {(one.kind, names[person.pk], one.key) for one in reminders(on, *kinds) for person in one.people}


def subjects(on: date) -> set[str]:
    return {notification_kinds()[one.kind].subject.format(**one.facts) for one in reminders(on)}


def morning(day: date, hour: int = 6) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def partly(council: Council, cycle: Cycle, due_on: date, owner: str = "member") -> Answer:
    """An answer of which somebody completes the missing part by that day."""
    answer = row(cycle, 1, cycle.stage)
    said = AnswerInput("partly_met", "Half of it.", owner=council[owner], due=due_on)
    return save_answer(answer, said, actor=cycle.lead, at=NOW, seen_version=answer.version)


def rests_on(cycle: Cycle, good_until: date, *, title: str = "Survey", attached: bool = True) -> Evidence:
    """Evidence of the present stage's first answer."""
    link = f"https://documents.example.org/{cycle.reference}"
    evidence = add_link(
        cycle,
        link,
        title=title,
        dated=NOW.date(),
        good_until=good_until,
        confidential=False,
        actor=cycle.lead,
        at=NOW,
    )
    if attached:
        attach_evidence(row(cycle, 1, cycle.stage), evidence, actor=cycle.lead, at=NOW)
    return evidence


def asked_again(council: Council, cycle: Cycle, who: str = "adviser") -> Confirmation:
    """Legal is asked of the stage's third answer, and has not yet said anything."""
    evidence = play.add_evidence(cycle, "Later", at=NOW)
    answer = attach_evidence(row(cycle, 3, cycle.stage), evidence, actor=cycle.lead, at=NOW)
    return ask_confirmation(answer, council[who], actor=cycle.lead, at=NOW)
