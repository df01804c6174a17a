"""What a monitor is told: silence is found by its age."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from notifications.models import Email, Sweep
from notifications.selectors import delivery_health
from notifications.services.batching import batch
from notifications.services.sending import send_due
from notifications.services.sweeping import sweep
from tests.accounts.people import NOW, somebody
from tests.notifications.kinds import tell
from tests.notifications.post import Post
from tests.services.ports import free_port

pytestmark = pytest.mark.usefixtures("own_kinds")

LATER, LATE = NOW + timedelta(minutes=10), NOW + timedelta(minutes=11)


def ask(client: Client, at: datetime = NOW) -> tuple[int, list[str]]:
    with time_machine.travel(at, tick=False):
        found = client.get("/healthz/deep")
    return found.status_code, found.json()["faults"]


def test_the_process_answers_whatever_is_late(client: Client) -> None:
    found = client.get("/healthz")

    assert (found.status_code, found.json()) == (200, {"up": True})
    assert "no-store" in found["Cache-Control"]


def test_the_process_answers_without_asking_the_database(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        client.get("/healthz")


def test_all_is_well_after_a_sweep_with_nothing_waiting(client: Client) -> None:
    sweep(NOW)

    assert ask(client, LATER) == (200, [])


def test_a_sweep_that_never_ran_is_said(client: Client) -> None:
    assert ask(client) == (503, ["The sweep has never run"])


def test_a_sweep_that_is_late_is_said_with_its_age(client: Client) -> None:
    sweep(NOW)

    assert ask(client, LATE) == (503, ["The sweep last ran 11 minutes ago"])


def test_an_email_that_waits_for_long_is_said_with_its_age(client: Client, post: Post, ann: User) -> None:
    tell(ann)
    batch(NOW, {"daily"})
    Sweep.objects.create(pk=1, ran_at=LATE)

    assert ask(client, LATER) == (200, [])
    assert ask(client, LATE) == (503, ["The oldest unsent message waits for 11 minutes"])
    send_due(lambda: LATE)
    assert ask(client, LATE) == (200, [])


def test_a_mail_server_out_of_reach_shows_although_sweeps_run(client: Client, ann: User, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    tell(ann)
    for at in (NOW, LATER, LATE):
        sweep(at)

    assert ask(client, LATE) == (503, ["The oldest unsent message waits for 11 minutes"])


def test_a_sender_that_is_gone_with_its_email_shows(client: Client, ann: User) -> None:
    tell(ann)
    batch(NOW, {"daily"})
    Email.objects.update(state="sending", lease="gone", lease_until=NOW)
    Sweep.objects.create(pk=1, ran_at=LATE)

    assert ask(client, LATE)[0] == 503


@pytest.mark.parametrize("state", ["sent", "failed", "dropped"])
def test_what_is_done_with_is_not_late(client: Client, ann: User, state: str) -> None:
    tell(ann)
    batch(NOW, {"daily"})
    Email.objects.update(state=state)
    Sweep.objects.create(pk=1, ran_at=LATE)

    assert ask(client, LATE) == (200, [])


def test_what_is_put_off_is_not_late_before_its_time(ann: User) -> None:
    tell(ann)
    batch(NOW, {"daily"})
    Email.objects.update(next_attempt_at=LATE + timedelta(hours=1))

    assert delivery_health(LATE).due is None
    assert delivery_health(LATE + timedelta(hours=2)).faults[-1] == "The oldest unsent message waits for 60 minutes"


def test_what_is_put_off_again_and_again_is_late_by_when_it_was_written(ann: User) -> None:
    tell(ann)
    batch(NOW, {"daily"})
    Email.objects.update(next_attempt_at=NOW + timedelta(hours=2))
    Sweep.objects.create(pk=1, ran_at=NOW + timedelta(minutes=30))

    assert delivery_health(NOW + timedelta(minutes=30)).faults == []
    assert delivery_health(NOW + timedelta(minutes=31)).faults == [
        "The oldest unsent message was written 31 minutes ago"
    ]


@pytest.mark.parametrize(("given_up", "faults"), [(4, []), (5, ["5 emails were given up within a day"])])
def test_several_emails_given_up_are_the_mail_servers_fault(db: None, given_up: int, faults: list[str]) -> None:
    for number in range(given_up):
        tell(somebody(f"Person {number}"))
    batch(NOW, {"daily"})
    Email.objects.update(state="failed")
    Sweep.objects.create(pk=1, ran_at=NOW)

    assert delivery_health(NOW).faults == faults
    Email.objects.update(next_attempt_at=NOW - timedelta(hours=25))
    assert delivery_health(NOW).faults == []


def test_what_the_sweep_could_not_do_is_a_fault(db: None, settings: Settings) -> None:
    settings.REMINDERS = ["tests.notifications.broken_reminders.due"]
    sweep(NOW)

    assert delivery_health(NOW).faults == ["The sweep could not do tests.notifications.broken_reminders.due"]


def test_it_gives_ages_and_no_names(client: Client, ann: User) -> None:
    tell(ann)
    batch(NOW, {"daily"})
    Sweep.objects.create(pk=1, ran_at=NOW)
    with time_machine.travel(NOW + timedelta(seconds=90), tick=False):
        found = client.get("/healthz/deep").json()

    assert found == {"database": True, "oldest_unsent_seconds": 90, "last_sweep_seconds": 90, "faults": []}


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_the_same_queries_at_any_length(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    tell(*[somebody(f"Person {one}") for one in range(number)])
    batch(NOW, {"daily"})

    with django_assert_num_queries(4):
        client.get("/healthz/deep")
