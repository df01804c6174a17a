"""When a notification is e-mailed: at once, in the morning's summary, in the week's, or not at all."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail

from accounts.models import User
from notifications.models import Email, Notification, NotificationPreference, Sweep
from notifications.selectors import notifications_of, preferences_of
from notifications.services.batching import batch, due_frequencies
from notifications.services.preferences import save_preferences
from notifications.services.sending import lease, send_due
from notifications.services.sweeping import is_working_day, sweep
from tests.accounts.people import NOW
from tests.notifications.kinds import tell
from tests.notifications.post import Post
from tests.recording import digest

pytestmark = pytest.mark.usefixtures("own_kinds")

MONDAY = NOW.date()
ALL = {"now", "daily", "weekly"}


def at(days: int, clock: str = "07:30") -> datetime:
    """A time of day so many days after the Monday; in winter London keeps UTC."""
    return datetime.combine(MONDAY + timedelta(days=days), time.fromisoformat(clock), UTC)


def sent(moment: datetime) -> list[str]:
    """The subjects that a sweep of that moment sends."""
    mail.outbox.clear()
    sweep(moment)
    return [str(email.subject) for email in mail.outbox]


# The daily summary


def test_a_message_waits_for_the_next_mornings_summary(ann: User) -> None:
    sweep(at(0))
    tell(ann, at=at(0, "10:00"))

    assert sent(at(0, "10:01")) == []
    assert sent(at(1, "07:29")) == []
    assert sent(at(1, "07:30")) == ["Decide: Home care"]


@pytest.mark.parametrize(
    ("early", "due"),
    [
        (datetime(2026, 11, 24, 7, 29, tzinfo=UTC), datetime(2026, 11, 24, 7, 30, tzinfo=UTC)),
        (datetime(2026, 7, 14, 6, 29, tzinfo=UTC), datetime(2026, 7, 14, 6, 30, tzinfo=UTC)),
        (datetime(2026, 3, 30, 6, 29, tzinfo=UTC), datetime(2026, 3, 30, 6, 30, tzinfo=UTC)),  # the clocks went forward
    ],
    ids=["winter", "summer", "the first morning of summer time"],
)
def test_summaries_are_sent_at_half_past_seven_by_londons_clocks(ann: User, early: datetime, due: datetime) -> None:
    tell(ann, at=early)

    assert sent(early) == []
    assert sent(due) == ["Decide: Home care"]


@pytest.mark.parametrize(
    ("quiet", "next_morning"),
    [
        ([date(2026, 11, 28), date(2026, 11, 29)], date(2026, 11, 30)),
        ([date(2026, 12, 25), date(2026, 12, 26), date(2026, 12, 27), date(2026, 12, 28)], date(2026, 12, 29)),
    ],
    ids=["a weekend", "Christmas"],
)
def test_no_summary_on_a_weekend_or_a_bank_holiday(ann: User, quiet: list[date], next_morning: date) -> None:
    tell(ann)

    for day in quiet:
        assert sent(datetime.combine(day, time(12), UTC)) == []
    assert sent(datetime.combine(next_morning, time(7, 30), UTC)) == ["Decide: Home care"]


def test_one_summary_a_day_holds_everything_that_waited(ann: User, sam: User) -> None:
    tell(ann, sam, what="First")
    tell(ann, what="Second")

    assert sorted(sent(at(1))) == ["First", "First, and 1 more"]
    tell(ann, what="Third", at=at(1, "08:00"))
    assert sent(at(1, "16:00")) == []
    assert sent(at(2)) == ["Third"]


def test_after_three_days_in_which_nothing_ran_there_is_one_email(ann: User) -> None:
    sweep(at(0))
    for day in range(3):
        tell(ann, what=f"Day {day}", at=at(day, "10:00"))

    assert sent(at(3, "11:00")) == ["Day 0, and 2 more"]
    assert sent(at(3, "11:01")) == []


# Now


def test_what_is_wanted_now_goes_at_once_on_any_day(ann: User) -> None:
    save_preferences(ann, {"work": "now"})
    tell(ann)

    assert sent(at(6, "03:00")) == ["Decide: Home care"]


def test_two_that_wait_at_once_make_one_email(ann: User) -> None:
    save_preferences(ann, {"work": "now", "decisions": "now"})
    tell(ann, what="First")
    tell(ann, what="Second", kind="verdict")

    assert sent(at(0, "03:00")) == ["Second, and 1 more"]  # in the order of their topics
    tell(ann, what="Third")
    assert sent(at(0, "03:01")) == ["Third"]


def test_a_gate_that_waits_goes_at_once_unless_somebody_chose_otherwise(ann: User, sam: User) -> None:
    save_preferences(sam, {"gates": "daily"})
    tell(ann, sam, kind="gate", at=at(0, "03:00"))

    assert sent(at(0, "03:00")) == ["Decide: Home care"]
    assert [email.to for email in mail.outbox] == [["ann.bell@council.test"]]


# Weekly


def test_the_weekly_summary_comes_on_the_first_working_day(ann: User) -> None:
    save_preferences(ann, {"work": "weekly"})
    sweep(at(0))
    tell(ann)

    assert [sent(at(day)) for day in range(1, 7)] == [[]] * 6
    assert sent(at(7, "07:29")) == []
    assert sent(at(7)) == ["Decide: Home care"]


def test_it_comes_on_tuesday_when_monday_is_a_bank_holiday(ann: User) -> None:
    save_preferences(ann, {"work": "weekly"})
    monday = (date(2026, 12, 28) - MONDAY).days
    sweep(at(monday - 4))
    tell(ann)

    assert sent(at(monday, "12:00")) == []
    assert sent(at(monday + 1)) == ["Decide: Home care"]
    tell(ann, what="Later")
    assert sent(at(monday + 2)) == []


def test_a_week_in_which_nothing_ran_on_monday_has_its_summary_on_the_next_working_day(ann: User) -> None:
    save_preferences(ann, {"work": "weekly"})
    sweep(at(0))
    tell(ann)

    assert sent(at(9, "15:00")) == ["Decide: Home care"]
    assert sent(at(10)) == []


def test_the_turn_of_the_year_is_one_week() -> None:
    run = Sweep(daily_on=date(2026, 12, 31), weekly_on=date(2026, 12, 29))

    assert due_frequencies(datetime(2026, 12, 31, 9, tzinfo=UTC), run, is_working_day) == {"now"}
    assert due_frequencies(datetime(2027, 1, 4, 9, tzinfo=UTC), run, is_working_day) == ALL


def test_the_weekly_summary_is_part_of_the_daily_one(ann: User) -> None:
    """Nobody gets two summaries on a day."""
    save_preferences(ann, {"work": "weekly"})
    sweep(at(0))
    tell(ann, what="Of the week")
    tell(ann, what="Of the day", kind="verdict")
    assert sent(at(1)) == ["Of the day"]
    tell(ann, what="Of Friday", kind="verdict", at=at(4, "10:00"))

    assert sent(at(7)) == ["Of Friday, and 1 more"]
    tell(ann, what="Of the morning", at=at(7, "10:00"))
    assert sent(at(7, "10:01")) == []


# Off, and what can't be


def test_what_is_turned_off_goes_into_no_email_and_stands_on_the_page(ann: User) -> None:
    save_preferences(ann, {"work": "off"})
    tell(ann)

    assert sent(at(1)) == []
    assert [(notification.skipped, notification.email) for notification in notifications_of(ann)] == [
        ("Turned off", None)
    ]


def test_decisions_and_late_conditions_cannot_be_off(ann: User) -> None:
    for topic in ("decisions", "late_conditions"):
        with pytest.raises(ValueError, match="can't be off"):
            save_preferences(ann, {"work": "now", topic: "off"})

    assert not NotificationPreference.objects.exists()


def test_an_off_that_is_there_all_the_same_does_not_count(ann: User) -> None:
    NotificationPreference.objects.create(person=ann, topic="decisions", frequency="off")
    tell(ann, kind="verdict")

    assert preferences_of(ann)["decisions"] == "daily"
    assert sent(at(1)) == ["Decide: Home care"]


def test_a_choice_holds_for_its_topic_and_its_person_alone(ann: User, sam: User) -> None:
    save_preferences(ann, {"work": "now"})
    tell(ann, sam, what="A gate")
    tell(ann, what="A decision", kind="verdict")

    sweep(at(0, "03:00"))

    assert [(email.to, email.subject) for email in mail.outbox] == [(["ann.bell@council.test"], "A gate")]


def test_a_choice_holds_for_what_waits_already(ann: User) -> None:
    tell(ann)
    save_preferences(ann, {"work": "weekly"})
    save_preferences(ann, {"work": "now"})

    assert sent(at(0, "03:00")) == ["Decide: Home care"]


# Once


def test_batching_twice_changes_nothing(ann: User, sam: User) -> None:
    save_preferences(sam, {"work": "off"})
    tell(ann, sam)
    assert batch(NOW, ALL) == 2
    before = digest()

    assert batch(NOW + timedelta(minutes=1), ALL) == 0

    assert digest() == before


def test_an_email_takes_messages_until_a_sender_begins_with_it(ann: User) -> None:
    for what in ("First", "Second"):
        tell(ann, what=what)
        batch(NOW, ALL)
    assert lease(NOW)
    tell(ann, what="Third")

    assert batch(NOW, ALL) == 0

    email = Email.objects.get()
    assert [notification.subject for notification in email.notifications.order_by("pk")] == ["First", "Second"]
    assert Notification.objects.get(email=None).subject == "Third"


def test_an_email_that_was_put_off_takes_no_more_either(ann: User, post: Post) -> None:
    """The server may have sent the first attempt on, and its answer got lost."""
    tell(ann, what="First")
    batch(NOW, ALL)
    post.answer = "451 Not now"
    send_due(lambda: NOW)
    tell(ann, what="Second")

    assert batch(NOW, ALL) == 0


def test_what_came_too_late_for_an_email_is_in_the_next(ann: User) -> None:
    tell(ann, what="First")
    batch(NOW, ALL)
    lease(NOW)
    tell(ann, what="Second")
    batch(NOW, ALL)

    assert batch(at(1), ALL) == 1

    assert [email.occasion for email in Email.objects.order_by("pk")] == ["daily:2026-11-23", "daily:2026-11-24"]


def test_a_clock_that_jumps_a_day_ahead_and_back_repeats_nothing(ann: User) -> None:
    sweep(at(0))
    tell(ann, what="First", at=at(0, "09:00"))

    assert sent(at(1, "09:01")) == ["First"]
    tell(ann, what="Second", at=at(0, "09:02"))
    later = [sent(at(0, "09:03")), sent(at(0, "16:00")), sent(at(1)), sent(at(2)), sent(at(3))]

    assert [email for emails in later for email in emails] == ["Second"]
