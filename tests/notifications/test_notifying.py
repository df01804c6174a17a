"""Everybody who must know is told once, in one row."""

from __future__ import annotations

import string
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from notifications.kinds import NotificationKind, notification_kinds
from notifications.models import Notification
from notifications.selectors import notifications_of, unread_of
from notifications.services.notifying import mark_read, notify
from tests.accounts.people import NOW, somebody

# What a subject may say, and what its writer gives for it.
FIELDS = {
    "cycle": "the name of the cycle's service",
    "reference": "the cycle's reference",
    "actor": "the name of whoever did it",
    "title": "the short title of a question, of evidence or of a file",
    "stage": "the stage whose gate it is, as it is shown",
    "outcome": "the decision, as it is shown",
    "text": "the text of a condition",
    "due": "the day by which it is due, in words",
    "late": "how late it is, after a comma, or nothing",
    "by": "the day by which it is due, after a comma, or nothing",
    "holder": "the name of whoever is expected to sign",
    "work": "what somebody takes over, counted by kind",
    "lead": "the name of the new lead",
    "standing": "whether the lead before stays on the team",
    "moved": "who takes what the person held, in a sentence part, or nothing",
    "sponsor": "the name of the new sponsor",
    "left": "that the holder has left, in a sentence, or nothing",
    "leaver": "the name of whoever has left",
    "held": "what they held in the cycle, counted by kind",
    "adviser": "the name of an adviser who lost a specialism",
    "specialism": "the specialism that they lost",
    "answers": "of how many answers they were asked",
    "what": "what is to be done by then",
    "change": "what of an account waits to be confirmed, in a sentence",
    "day": "the day on which it was done, in words",
    "person": "the name of whom somebody covers for",
    "stand_in": "the name of who covers for somebody",
    "whom": "you, or the name of whom somebody covers for",
    "days": "the days of a cover or an absence, after the verb",
    "last_day": "the last day of a cover, in words",
    "agreement": "the reference and the title of an agreement",
    "before": "the day by which it was due before, in words",
    "file": "the name of a file that was brought in",
    "risk": "the cause of a risk",
    "notice": "the name and the code of a notice",
    "of": "the agreement or the procurement of a notice",
    "source": "the reference of the agreement that sets a date",
    "state": "how late a notice is",
    "waiver": "the reference of a waiver, and what it allows",
    "damage": "what became of a file",
    "evidence": "the title of a piece of evidence",
    "entered_by": "the administrator who entered it, after a comma, or nothing",
}


@pytest.mark.parametrize("kind", notification_kinds().values(), ids=lambda kind: kind.code)
def test_every_subject_uses_only_documented_fields(kind: NotificationKind) -> None:
    fields = [(name, spec, turn) for _, name, spec, turn in string.Formatter().parse(kind.subject) if name is not None]

    assert fields == [(name, "", None) for name, _, _ in fields]
    assert {name for name, _, _ in fields} <= set(FIELDS)
    assert kind.subject.format(**FIELDS)


def test_every_documented_field_is_used() -> None:
    used = {
        name
        for kind in notification_kinds().values()
        for _, name, _, _ in string.Formatter().parse(kind.subject)
        if name
    }

    assert used == set(FIELDS)


@pytest.fixture
def ann(db: None) -> User:
    return somebody("Ann Bell")


def tell(*people: User, occasion: str = "condition 7", **more: Any) -> None:
    facts: dict[str, Any] = {
        "text": "Publish the equality analysis",
        "address": "/cycles/C-0001/conditions/",
        "at": NOW,
    }
    notify("condition_met", people, occasion=occasion, **facts | more)


def test_a_message_says_what_and_where(ann: User) -> None:
    tell(ann)

    (notification,) = notifications_of(ann)
    assert notification.subject == "The condition is met: Publish the equality analysis"
    assert (notification.kind, notification.address) == ("condition_met", "/cycles/C-0001/conditions/")
    assert (notification.created_at, notification.read_at) == (NOW, None)


def test_telling_twice_makes_one_row(ann: User) -> None:
    tell(ann, ann)
    tell(ann, at=NOW + timedelta(days=1))
    tell(ann, occasion="condition 8")

    assert notifications_of(ann).count() == 2


def test_nobody_is_told_of_their_own_act(ann: User) -> None:
    sam = somebody("Sam Whitby")

    tell(ann, sam, but_not=ann)

    assert [notification.person for notification in Notification.objects.all()] == [sam]


def test_nobody_inactive_is_told(ann: User) -> None:
    tell(ann, somebody("Left Long", active=False))

    assert [notification.person for notification in Notification.objects.all()] == [ann]


def test_an_unknown_kind_and_a_forgotten_fact_are_refused(ann: User) -> None:
    with pytest.raises(KeyError, match="danced"):
        notify("danced", [ann], occasion="x", address="/", at=NOW)
    with pytest.raises(KeyError, match="text"):
        notify("condition_met", [ann], occasion="x", address="/", at=NOW)


def test_a_long_subject_is_cut_and_says_so(ann: User) -> None:
    tell(ann, text="é" * 400)

    subject = notifications_of(ann).get().subject
    assert len(subject) == 300
    assert subject.endswith("é…")


def test_braces_in_a_fact_are_only_text(ann: User) -> None:
    tell(ann, text="{person.password} {")

    assert notifications_of(ann).get().subject == "The condition is met: {person.password} {"


def test_telling_many_costs_the_same_queries(ann: User, django_assert_num_queries: Any) -> None:
    many = [somebody(f"Person {number}") for number in range(20)]

    for people in ([ann], many):
        with django_assert_num_queries(1):
            tell(*people)


def test_what_came_after_the_page_was_shown_stays_unread(ann: User) -> None:
    tell(ann)
    shown = notifications_of(ann)[0].pk
    tell(ann, occasion="later")
    assert unread_of(ann).count() == 2

    assert mark_read(ann, shown, NOW) == 1

    assert unread_of(ann).count() == 1
    assert mark_read(somebody("Sam Whitby"), shown + 100, NOW) == 0


def test_a_notification_names_the_row_the_cycle_and_the_day_that_it_is_about(ann: User) -> None:
    sam = somebody("Sam Whitby")
    tell(ann, about=sam, cycle_id=12, due_on=NOW.date())
    tell(sam)

    columns = Notification.objects.order_by("pk").values_list("subject_type", "subject_id", "cycle_id", "due_on")
    assert list(columns) == [("user", sam.pk, 12, NOW.date()), ("", 0, None, None)]
