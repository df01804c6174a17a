"""Signing in, people, cover and notifications in Chromium: no fault that axe can see, wide or narrow."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.accounts.people import PASSWORD
from tests.services.chromium import faults, go, press
from tests.services.server import Site

pytestmark = pytest.mark.browser

WIDTHS = (1400, 320)


@pytest.fixture(scope="module")
def site(server: Site) -> Site:
    server.play("tests.accounts.look:settle")
    return server


def sign_in(page: Page, site: Site, name: str, to: str = "/account/cover/") -> None:
    go(page, f"{site.url}/sign-in/?next={to}")
    page.get_by_label("Email address").fill(f"{name}@council.test")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")


def seen(page: Page) -> dict[str, list[str]]:
    """What is wrong with the page as it stands, at each width."""
    found: dict[str, list[str]] = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if wrong := faults(page):
            found[f"{page.title()} at {width}"] = wrong
    return found


def test_the_pages_before_signing_in(page: Page, site: Site) -> None:
    found: dict[str, list[str]] = {}
    for address in (
        "/sign-in/",
        "/sign-in/help/",
        "/sign-in/new-password/x/y/",
        "/sign-in/link/",
        "/sign-in/link/x/",
        "/sign-in/confirm/x/",
    ):
        go(page, f"{site.url}{address}")
        found |= seen(page)
    go(page, f"{site.url}/sign-in/")
    press(page, "Sign in")
    assert page.title().startswith("Error: Sign in")
    assert found | seen(page) == {}
    sign_in(page, site, "nora.bell")
    assert page.get_by_role("heading", level=1).inner_text() == "You do not have a role yet"
    assert seen(page) == {}


def test_cover_and_notifications(page: Page, site: Site) -> None:
    sign_in(page, site, "daniel.okafor")
    found = seen(page)
    press(page, "Continue")
    page.get_by_role("link", name="Enter the first day").click()
    assert page.evaluate("document.activeElement.id") == "id_starts_0"
    found |= seen(page)
    go(page, f"{site.url}/account/notifications/")
    found |= seen(page)
    press(page, "Mark all as read")
    page.get_by_text("You have read all of them.").wait_for()
    assert found | seen(page) == {}


PEOPLE = ["", "?q=nobody", "new/", "1/", "2/", "2/roles/add/", "2/roles/add/manager/", "3/roles/add/adviser/"]
CHECKS = ["2/make-inactive/", "5/make-active/"]


def test_managing_people(page: Page, site: Site) -> None:
    sign_in(page, site, "nadia.khan")
    found: dict[str, list[str]] = {}
    for address in [*(f"/manage/people/{one}" for one in PEOPLE + CHECKS), "/people/2/", "/manage/messages/"]:
        go(page, site.url + address)
        found |= seen(page)
    assert found == {}


def test_a_person_is_added_and_sets_a_password(page: Page, site: Site) -> None:
    sign_in(page, site, "nadia.khan", "/manage/people/")
    press(page, "Add a person")
    page.get_by_label("Full name").fill("Ann Bell")
    page.get_by_label("Email address").fill("ann.bell@council.test")
    press(page, "Add person")
    press(page, "Add a role")
    page.get_by_label("Commissioner").check()
    press(page, "Continue")
    press(page, "Add role")
    found = seen(page)
    page.context.clear_cookies()
    go(page, site.url + site.play("tests.accounts.look:print_link", "ann.bell@council.test").strip())
    found |= seen(page)
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    press(page, "Save password")
    sign_in(page, site, "ann.bell", "/account/")
    assert page.get_by_role("heading", level=1).inner_text() == "Your account"
    found |= seen(page)
    press(page, "Sign out everywhere else")
    page.get_by_role("button", name="Change your password").click()
    press(page, "Save password")
    assert found | seen(page) == {}


def test_somebody_comes_in_by_an_emailed_link(page: Page, site: Site) -> None:
    go(page, f"{site.url}/sign-in/")
    page.get_by_role("link", name="Get a link by email").click()
    found = seen(page)
    page.get_by_label("Email address").fill("nora.bell@council.test")
    press(page, "Send the link")
    found |= seen(page)
    go(page, site.url + site.play("tests.accounts.look:print_link", "nora.bell@council.test").strip())
    found |= seen(page)
    press(page, "Sign in")
    assert page.get_by_role("heading", level=1).inner_text() == "You do not have a role yet"
    assert found == {}
