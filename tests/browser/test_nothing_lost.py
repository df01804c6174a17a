"""Staying signed in by a warning, and finding words and files again after it was not heeded."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import Looked, sit_down
from tests.services.chromium import faults
from tests.services.server import Site, on_sqlite

pytestmark = pytest.mark.browser

WIDTHS = (320, 1400)
REASONS = "Half an hour of words about what people told us."


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    template = tmp_path_factory.getbasetemp() / "template" / "site.sqlite3"
    site = on_sqlite(tmp_path_factory.mktemp("session"), template)
    reference = site.play("tests.browser.scenes:crowded").strip()
    try:
        yield site.start(), reference
    finally:
        site.stop()


@pytest.fixture
def evidence(crowded: tuple[Site, str], browser: Browser) -> Page:
    """The form for new evidence, of somebody who has just signed in."""
    site, reference = crowded
    page = sit_down(browser, site.url, "lead@council.example", Looked()).page
    page.context.clock.install()
    page.goto(f"{site.url}/cycles/{reference}/evidence/new/")
    return page


def is_well_drawn(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_warning_offers_to_stay_in_every_tab(evidence: Page) -> None:
    page, other = evidence, evidence.context.new_page()
    other.goto(page.url)
    warnings = [tab.locator(".app-session [role=status]") for tab in (page, other)]
    title = page.get_by_label("Title")
    title.focus()
    for warning in warnings:
        expect(warning).to_have_text("")
    page.clock.fast_forward("28:05")
    for warning in warnings:
        expect(warning).to_have_text("You will be signed out in two minutes.")
    expect(title).to_be_focused()  # whoever types goes on typing
    is_well_drawn(page)
    stay = page.get_by_role("button", name="Stay signed in")
    stay.focus()
    page.keyboard.press("Enter")
    for warning in warnings:
        expect(warning).to_have_text("")
    expect(title).to_be_focused()
    page.clock.fast_forward("28:30")
    expect(warnings[0]).to_have_text("You will be signed out in two minutes.")
    page.clock.fast_forward("01:00")
    expect(warnings[1]).to_have_text("You will be signed out in one minute.")
    page.clock.fast_forward("01:00")
    expect(warnings[0]).to_contain_text("You are signed out. What you typed is still on this page")
    expect(stay).to_be_hidden()


def test_words_and_file_are_there_after_signing_in_again(evidence: Page) -> None:
    page = evidence
    page.get_by_label("Upload a file").set_input_files(
        {"name": "What people told us.txt", "mimeType": "text/plain", "buffer": b"What people told us.\n"}
    )
    page.get_by_role("button", name="Add evidence").click()
    expect(page.get_by_text("Chosen: What people told us.txt")).to_be_visible()  # the title was missing
    is_well_drawn(page)
    page.get_by_label("Title").fill(REASONS)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Add evidence").click()
    expect(page.get_by_text("What you typed is kept")).to_be_visible()
    page.get_by_label("Email address").fill("lead@council.example")
    page.get_by_label("Password", exact=True).fill("demo")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("You were signed out. What you had typed is here")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value(REASONS)
    is_well_drawn(page)
    page.get_by_role("button", name="Remove What people told us.txt").click()
    expect(page.get_by_text("The file is removed.")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value(REASONS)
    expect(page.get_by_text("Chosen:")).to_have_count(0)


def test_without_scripts_the_page_says_until_when(crowded: tuple[Site, str], browser: Browser) -> None:
    site, reference = crowded
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site.url}/sign-in/?next=/cycles/{reference}/evidence/new/")
    page.get_by_label("Email address").fill("lead@council.example")
    page.get_by_label("Password", exact=True).fill("demo")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("You stay signed in until")).to_be_visible()
    expect(page.get_by_role("button", name="Stay signed in")).to_have_count(0)
