"""Who is notified of cover, in which words, each once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import Cover, User
from accounts.services.cover import end_cover, give_cover
from accounts.services.people import activate, deactivate
from accounts.services.roles import revoke_role
from notifications.cover_kinds import cover_lasts
from notifications.models import Notification
from tests.accounts.people import NOW, somebody
from tests.council import AUTHORITY

pytestmark = pytest.mark.django_db

DAYS: dict[str, Any] = {"starts": date(2026, 12, 1), "ends": date(2026, 12, 14), "at": NOW}


@pytest.fixture
def daniel(db: None) -> User:
    return somebody("Daniel Okafor", "manager")


@pytest.fixture
def hannah(db: None) -> User:
    return somebody("Hannah Price", "manager")


@pytest.fixture
def nadia(db: None) -> User:
    return somebody("Nadia Khan", "administrator")


def told() -> list[tuple[str, str, str]]:
    """Who is told what, and where it leads; what was told before is forgotten."""
    rows = [(row.person.name, row.subject, row.address) for row in Notification.objects.order_by("pk")]
    Notification.objects.all().delete()
    return rows


HERE = "/account/cover/"


def test_the_stand_in_is_told_when_it_is_given_and_when_it_is_ended(daniel: User, hannah: User) -> None:
    cover = give_cover(daniel, hannah, **DAYS, actor=daniel)
    assert told() == [("Hannah Price", "You decide for Daniel Okafor from 1 to 14 December 2026", HERE)]

    end_cover(cover, actor=daniel, at=NOW)
    assert told() == [("Hannah Price", "You no longer decide for Daniel Okafor: the cover was ended", HERE)]


def test_both_are_told_of_what_an_administrator_enters_and_ends(daniel: User, hannah: User, nadia: User) -> None:
    cover = give_cover(daniel, hannah, **DAYS, reason="Ill", actor=nadia)
    days = "from 1 to 14 December 2026"
    assert told() == [
        ("Hannah Price", f"You decide for Daniel Okafor {days}, entered by Nadia Khan", HERE),
        ("Daniel Okafor", f"Nadia Khan entered cover for you: Hannah Price decides for you {days}", HERE),
    ]

    end_cover(cover, actor=nadia, at=NOW)
    assert told() == [
        ("Hannah Price", "You no longer decide for Daniel Okafor: the cover was ended", HERE),
        ("Daniel Okafor", "Nadia Khan ended your cover: Hannah Price no longer decides for you", HERE),
    ]


def test_whom_somebody_covers_for_is_told_that_they_go_away(daniel: User, hannah: User, nadia: User) -> None:
    walter = somebody("Walter Cole", "manager")
    give_cover(daniel, hannah, **DAYS, reason="Ill", actor=nadia)
    told()

    later = DAYS | {"starts": date(2026, 12, 14), "ends": date(2026, 12, 20)}
    give_cover(hannah, walter, **later, actor=hannah)

    end = "until 14 December 2026 but is away from 14 to 20 December 2026: name somebody else"
    assert told() == [
        ("Walter Cole", "You decide for Hannah Price from 14 to 20 December 2026", HERE),
        ("Daniel Okafor", f"Hannah Price decides for you {end}", HERE),
        ("Nadia Khan", f"Hannah Price decides for Daniel Okafor {end}", f"/manage/people/{daniel.pk}/cover/"),
    ]
    after = DAYS | {"starts": date(2026, 12, 21), "ends": date(2026, 12, 22)}
    give_cover(hannah, walter, **after, actor=hannah)
    assert [name for name, *_ in told()] == ["Walter Cole"]


LOST = "Hannah Price can no longer decide for you: name somebody else"


def test_the_person_is_told_when_their_stand_in_is_made_inactive(daniel: User, hannah: User, nadia: User) -> None:
    give_cover(daniel, hannah, **DAYS, actor=daniel)
    give_cover(somebody("Walter Cole", "manager"), hannah, **DAYS, reason="Ill", actor=nadia)
    told()

    deactivate(hannah, actor=nadia, at=NOW)

    assert sorted(told()) == [
        ("Daniel Okafor", LOST, HERE),
        (
            "Nadia Khan",
            "Hannah Price can no longer decide for Walter Cole: name somebody else",
            f"/manage/people/{User.objects.get(name='Walter Cole').pk}/cover/",
        ),
        ("Walter Cole", LOST, HERE),
    ]
    deactivate(hannah, actor=nadia, at=NOW)
    assert told() == []
    activate(hannah, actor=nadia, at=NOW)
    deactivate(hannah, actor=nadia, at=NOW + timedelta(days=1))
    assert ("Daniel Okafor", LOST, HERE) in told()


def test_the_person_is_told_when_their_stand_in_loses_the_grade(daniel: User, hannah: User, nadia: User) -> None:
    give_cover(daniel, hannah, **DAYS, actor=daniel)
    told()

    revoke_role(hannah.roles.get(), actor=nadia, at=NOW)

    no_more = ("Hannah Price", "You no longer decide for Daniel Okafor: the cover was ended", HERE)
    assert told() == [no_more, ("Daniel Okafor", LOST, HERE)]


def test_the_stand_in_is_told_when_the_person_leaves(daniel: User, hannah: User, nadia: User) -> None:
    give_cover(daniel, hannah, **DAYS, actor=daniel)
    told()

    deactivate(daniel, actor=nadia, at=NOW)

    assert told() == [("Hannah Price", "You no longer decide for Daniel Okafor: the cover was ended", HERE)]


@pytest.mark.parametrize(
    ("days", "ended", "reason"), [(0, False, ""), (1, False, "Over by now"), (0, True, "Over by now")]
)
def test_an_e_mail_about_cover_that_is_over_is_not_sent(
    daniel: User, hannah: User, days: int, ended: bool, reason: str
) -> None:
    today = date.today()
    cover = Cover.objects.create(
        person=daniel,
        stand_in=hannah,
        starts=today - timedelta(days=5),
        ends=today - timedelta(days=days),
        ended_early_on=today if ended else None,
        created_at=NOW,
        **AUTHORITY,
    )
    assert cover_lasts(Notification(subject_id=cover.pk)) == reason
