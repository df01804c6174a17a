"""The sweep: everything that there is to do at one moment, as often as it is asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts.models import User
from notifications.models import Notification, Sweep
from notifications.services.sweeping import SweepResult, sweep
from tests.accounts.people import NOW, somebody
from tests.notifications.kinds import tell
from tests.recording import digest

NEWS, BROKEN = "tests.notifications.kinds.due", "tests.notifications.broken_reminders.due"
SATURDAY = datetime(2026, 11, 28, 9, tzinfo=UTC)
WORKED_ON: list[date] = []


def works(day: date) -> None:
    WORKED_ON.append(day)


def fails(day: date) -> None:
    raise LookupError("nothing to work on")


@pytest.fixture(autouse=True)
def reminders(settings: Settings, own_kinds: None) -> None:
    settings.REMINDERS = [NEWS]
    WORKED_ON.clear()


def told() -> set[tuple[str, str]]:
    return set(Notification.objects.values_list("person__name", "occasion"))


def test_what_is_due_is_owed_batched_and_sent(ann: User, sam: User) -> None:
    assert sweep(NOW) == SweepResult(reminded=2, batched=3, sent=2)

    assert told() == {
        ("Ann Bell", "news:day:2026-11-23"),
        ("Sam Whitby", "news:day:2026-11-23"),
        ("Ann Bell", "verdict:day:2026-11-23"),
    }
    assert sorted(email.subject for email in mail.outbox) == ["A new day", "Somebody is first, and 1 more"]


def test_sweeping_twice_changes_nothing(ann: User, sam: User) -> None:
    sweep(NOW)
    before = digest()

    assert sweep(NOW) == SweepResult(0, 0, 0)

    assert digest() == before


def test_who_comes_later_is_told_and_the_others_not_again(ann: User) -> None:
    sweep(NOW)
    somebody("Sam Whitby")

    assert sweep(NOW + timedelta(minutes=1)).reminded == 1
    assert len(told()) == 3


def test_who_has_left_is_owed_nothing(ann: User) -> None:
    sweep(NOW)
    somebody("Left Long", active=False)

    assert sweep(NOW) == SweepResult(0, 0, 0)


@pytest.mark.parametrize("broken", [BROKEN, "tests.notifications.absent.due"])
def test_reminders_that_fail_do_not_keep_the_others_back(
    ann: User, settings: Settings, caplog: pytest.LogCaptureFixture, broken: str
) -> None:
    settings.REMINDERS = [broken, NEWS]

    assert sweep(NOW).reminded == 2

    assert [said for said in caplog.messages if said.startswith(f"The sweep could not do {broken}")]


def test_one_reminder_that_fails_does_not_keep_the_others_back(ann: User, caplog: pytest.LogCaptureFixture) -> None:
    sweep(NOW)

    assert caplog.messages == ["The sweep could not do dance:2026-11-23"]
    assert ("Ann Bell", "verdict:day:2026-11-23") in told()


def test_daily_work_that_fails_does_not_keep_the_rest_back(
    ann: User, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.DAILY_WORK = [f"{__name__}.fails", f"{__name__}.works"]

    assert sweep(NOW).reminded == 2

    assert [NOW.date()] == WORKED_ON
    assert f"The sweep could not do {__name__}.fails" in caplog.messages


def test_nothing_comes_up_on_a_weekend_but_what_is_owed_at_once_is_sent(ann: User, settings: Settings) -> None:
    settings.DAILY_WORK = [f"{__name__}.works"]
    ann.notification_preferences.create(topic="work", frequency="now")
    tell(ann)

    assert sweep(SATURDAY) == SweepResult(reminded=0, batched=1, sent=1)

    assert [SATURDAY.date()] == WORKED_ON
    assert Sweep.objects.get().daily_on is None


def test_the_day_is_londons(ann: User) -> None:
    sweep(datetime(2026, 7, 13, 23, 30, tzinfo=UTC))

    assert ("Ann Bell", "news:day:2026-07-14") in told()


def test_it_says_when_it_ran_and_which_summaries_it_made(ann: User) -> None:
    sweep(NOW)
    sweep(SATURDAY)

    (run,) = Sweep.objects.all()
    assert (run.ran_at, run.daily_on, run.weekly_on) == (SATURDAY, NOW.date(), NOW.date())


# The command


def test_the_command_sweeps_as_if_it_were_noon_of_a_day(ann: User) -> None:
    said = StringIO()
    call_command("sweep", "--on", "2026-11-26", stdout=said)

    assert said.getvalue() == "Owed 2, gathered 2, sent 1\n"
    assert ("Ann Bell", "news:day:2026-11-26") in told()
    assert Sweep.objects.get().ran_at == datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.mark.parametrize("on", ["soon", "2026-02-30", "26/11/2026"])
def test_the_command_refuses_what_is_no_date(on: str) -> None:
    with pytest.raises(CommandError, match=f"^{on} is no date: write it like 2026-11-23$"):
        call_command("sweep", "--on", on)

    assert not Sweep.objects.exists()
