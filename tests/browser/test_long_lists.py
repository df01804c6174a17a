"""Choosing people out of long lists: by typing, by keyboard, narrow, and without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import Looked, sit_down
from tests.services.chromium import faults
from tests.services.server import Site, on_sqlite

pytestmark = pytest.mark.browser

FIRST = "Zoe Number00, Commissioning officer, Place"


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    template = tmp_path_factory.getbasetemp() / "template" / "site.sqlite3"
    site = on_sqlite(tmp_path_factory.mktemp("crowded"), template)
    reference = site.play("tests.browser.scenes:crowded").strip()
    try:
        yield site.start(), reference
    finally:
        site.stop()


@pytest.fixture
def people_page(crowded: tuple[Site, str], browser: Browser) -> Page:
    """The page of a cycle's people, in which the first commissioner of forty leads no more than anybody."""
    site, reference = crowded
    lead = sit_down(browser, site.url, "lead@council.example", Looked())
    lead.page.goto(f"{site.url}/cycles/{reference}/people/")
    expect(lead.page.get_by_role("combobox", name="Lead commissioner")).to_have_value("Priya Nair, Commissioner")
    return lead.page


def posted(page: Page, name: str) -> str:
    value = page.evaluate("name => new FormData(document.querySelector('main form')).get(name)", name)
    return str(value)


def save(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save people").click()


def test_somebody_is_found_by_a_part_of_what_they_are(people_page: Page) -> None:
    page, box = people_page, people_page.get_by_role("combobox", name="Lead commissioner")
    before = posted(page, "lead")
    assert page.locator("select#id_sponsor").is_visible()  # four managers: no long list
    box.fill("number00 place")
    expect(page.locator("#id_lead__listbox").get_by_role("option")).to_have_text([FIRST])
    assert posted(page, "lead") == "typed:number00 place" != before
    for width in (1400, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert faults(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_have_value(FIRST)
    expect(page.locator("#id_lead__listbox")).to_be_hidden()
    assert posted(page, "lead").isdecimal()
    box.fill("o'neil")
    expect(page.locator("#id_lead__listbox").get_by_role("option")).to_have_text(["Ann <i>O'Neil</i>, Commissioner"])


@pytest.mark.parametrize("typed", ["Somebody Else", "2"])
def test_text_that_names_nobody_is_an_error_and_stays(people_page: Page, typed: str) -> None:
    page, box = people_page, people_page.get_by_role("combobox", name="Lead commissioner")
    box.fill(typed)
    page.keyboard.press("Tab")
    save(page)
    assert page.locator(".govuk-error-summary").inner_text().count("Select a person from the list") == 1
    expect(box).to_have_value(typed)
    assert posted(page, "lead") == f"typed:{typed}"
    assert faults(page) == []
    page.locator(".govuk-error-summary a").click()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "combobox"


def test_a_whole_name_is_enough_and_no_name_is_none(people_page: Page) -> None:
    page, box = people_page, people_page.get_by_role("combobox", name="Lead commissioner")
    box.fill("una number02")
    assert posted(page, "lead").isdecimal()
    box.fill("")
    save(page)
    page.get_by_role("link", name="Select who leads this cycle").wait_for()


def test_ticks_are_narrowed_and_what_is_ticked_stays(people_page: Page) -> None:
    page, team = people_page, people_page.get_by_role("group", name="Who else works on it?")
    expect(team.get_by_role("checkbox")).to_have_count(49)
    find = team.get_by_label("Find a person in the list")
    find.fill("number00")
    expect(team.get_by_role("checkbox")).to_have_count(2)
    assert "2 of 49 shown, 1 ticked" in team.inner_text()
    find.press("Enter")
    assert page.url.endswith("/people/")
    for width in (1400, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert faults(page) == []
    team.get_by_role("checkbox", name=FIRST).check()
    find.fill("nobody at all")
    expect(team.get_by_role("checkbox")).to_have_count(2)
    page.get_by_label("Reason").fill("More hands")
    save(page)
    assert "People saved" in page.inner_text("body")


def test_without_scripts_the_lists_are_whole(crowded: tuple[Site, str], browser: Browser) -> None:
    site, reference = crowded
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site.url}/sign-in/?next=/cycles/{reference}/people/")
    page.get_by_label("Email address").fill("lead@council.example")
    page.get_by_label("Password", exact=True).fill("demo")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Lead commissioner").select_option(label=FIRST)
    assert page.get_by_role("checkbox").count() == 49
    assert page.get_by_label("Find a person in the list").count() == 0
