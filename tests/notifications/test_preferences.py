"""Choosing what one is told, and how often."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from notifications.models import NotificationPreference
from notifications.selectors import preferences_of
from notifications.services.preferences import save_preferences
from notifications.topics import TOPICS
from tests.accounts.people import queries
from tests.notifications.kinds import tell
from tests.recording import digest

CHOOSE = "/account/notifications/choose/"
DAILY = dict.fromkeys(TOPICS, "daily")
AT_FIRST = DAILY | {"cover": "now", "gates": "now"}


@pytest.fixture
def browser(client: Client, ann: User) -> Client:
    client.force_login(ann)
    return client


def test_everything_but_cover_and_gates_is_told_in_the_daily_summary_at_first(browser: Client, ann: User) -> None:
    assert browser.get(CHOOSE).context["form"].initial == AT_FIRST

    page = browser.get(CHOOSE).content.decode()
    assert page.count('value="daily" checked') == len(TOPICS) - 2
    assert "Emails go to ann.bell@council.test." in page


def test_what_is_chosen_is_kept_and_shown(browser: Client, ann: User, sam: User) -> None:
    wanted = DAILY | {"gates": "now", "work": "weekly", "dates": "off"}

    done = browser.post(CHOOSE, wanted, follow=True)

    assert done.redirect_chain == [("/account/notifications/", 302)]
    assert "It holds from the next notification on." in done.content.decode()
    assert preferences_of(ann) == wanted
    assert browser.get(CHOOSE).context["form"].initial == wanted
    assert preferences_of(sam) == AT_FIRST


def test_choosing_again_replaces_it(browser: Client, ann: User) -> None:
    for frequency in ("now", "off"):
        browser.post(CHOOSE, DAILY | {"gates": frequency})

    assert NotificationPreference.objects.get(person=ann, topic="gates").frequency == "off"


@pytest.mark.parametrize("topic", ["decisions", "late_conditions"])
def test_what_cannot_be_off_has_no_such_choice_and_refuses_it(browser: Client, topic: str) -> None:
    form = browser.get(CHOOSE).context["form"]
    assert [code for code, field in form.fields.items() if ("off", "Off") not in field.choices] == [
        "decisions",
        "late_conditions",
        "cover",
    ]
    before = digest()

    refused = browser.post(CHOOSE, DAILY | {"gates": "now", topic: "off"})

    assert refused.context["form"].errors == {topic: ["Select how you want to be told from the list"]}
    assert digest() == before


@pytest.mark.parametrize("frequency", ["", "hourly", "NOW"])
def test_a_choice_from_outside_the_list_is_refused(browser: Client, frequency: str) -> None:
    before = digest()

    page = browser.post(CHOOSE, DAILY | {"gates": frequency}).content.decode()

    assert "There is a problem" in page
    assert "Select how you want to be told from the list" in page
    assert digest() == before


@pytest.mark.usefixtures("own_kinds")
def test_the_page_shows_what_waits_for_the_next_summary(browser: Client, ann: User, sam: User) -> None:
    assert "Nothing so far." in browser.get(CHOOSE).content.decode()
    tell(ann, what="Decide: Home care")
    tell(sam, what="Not for Ann")

    page = browser.get(CHOOSE).content.decode()

    assert "<li>Decide: Home care</li>" in page
    assert "Not for Ann" not in page


@pytest.mark.usefixtures("own_kinds")
@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_queries_at_any_length(browser: Client, ann: User, number: int) -> None:
    save_preferences(ann, dict.fromkeys(list(TOPICS)[:number], "now"))
    for one in range(number):
        tell(ann, what=f"Number {one}")

    assert queries(browser, CHOOSE, "notifications_notificationpreference") == 1
    assert queries(browser, CHOOSE, "notifications_notification") == 1  # what waits


def test_nobody_signed_out_chooses(client: Client, ann: User) -> None:
    assert client.post(CHOOSE, DAILY)["Location"].startswith("/sign-in/")
    assert not NotificationPreference.objects.exists()
