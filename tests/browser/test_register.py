"""The pages of one agreement: good for everybody, and suppliers suggested while their names are typed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.looking import Looked, sit_down
from tests.services.chromium import faults, go
from tests.services.server import Site, on_sqlite

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def registered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str, str]]:
    template = tmp_path_factory.getbasetemp() / "template" / "site.sqlite3"
    site = on_sqlite(tmp_path_factory.mktemp("registered"), template)
    full, expired = site.play("tests.browser.scenes:register").split()
    try:
        yield site.start(), full, expired
    finally:
        site.stop()


@pytest.fixture
def keeper(registered: tuple[Site, str, str], browser: Browser) -> Page:
    return sit_down(browser, registered[0].url, "lead@council.example", Looked()).page


def test_every_page_is_good_at_every_width(registered: tuple[Site, str, str], keeper: Page) -> None:
    site, full, expired = registered
    paths = [f"{full}/{rest}" for rest in ("", "edit/", "history/", "end/", "people/", "extensions/1/")]
    paths += [f"{full}/variations/new/", f"{full}/documents/new/", f"{expired}/", f"{expired}/still-running/", "new/"]
    for width in (1400, 320):
        keeper.set_viewport_size({"width": width, "height": 900})
        for path in paths:
            go(keeper, f"{site.url}/contracts/{path}")
            assert faults(keeper) == [], (path, width)


def test_a_supplier_is_suggested_and_any_other_name_is_asked_about(
    registered: tuple[Site, str, str], keeper: Page
) -> None:
    go(keeper, f"{registered[0].url}/contracts/new/")
    box = keeper.get_by_role("combobox", name="Supplier", exact=True)
    box.fill("homes 07")
    menu = keeper.locator("[id='id_suppliers-0-name__listbox']").get_by_role("option")
    expect(menu).to_have_text(["Fenland Homes 07 CIC"])
    assert faults(keeper) == []
    keeper.keyboard.press("ArrowDown")
    keeper.keyboard.press("Enter")
    expect(box).to_have_value("Fenland Homes 07 CIC")
    box.fill("Fenland Home")
    keeper.keyboard.press("Tab")
    expect(box).to_have_value("Fenland Home")
    keeper.get_by_label("Title").fill("Care at home")
    with keeper.expect_navigation():
        keeper.get_by_role("button", name="Add it to the register").click()
    expect(box).to_have_value("Fenland Home")
    assert faults(keeper) == []
    keeper.get_by_role("radio", name="Add “Fenland Home” as a new supplier").check()
    keeper.get_by_role("radio", name="Yes").check()
    with keeper.expect_navigation():
        keeper.get_by_role("button", name="Add it to the register").click()
    expect(keeper.get_by_role("link", name="Fenland Home", exact=True)).to_be_visible()


def test_what_is_typed_before_the_script_has_come_is_kept_and_gets_its_suggestions(
    registered: tuple[Site, str, str], keeper: Page
) -> None:
    asked: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(route)

    keeper.route("**/long-lists*", hold)
    with keeper.expect_request("**/long-lists*"):
        go(keeper, f"{registered[0].url}/contracts/new/")
    box = keeper.get_by_role("combobox", name="Supplier", exact=True)
    box.fill("homes 07")
    asked[0].continue_()
    menu = keeper.locator("[id='id_suppliers-0-name__listbox']").get_by_role("option")
    expect(menu).to_have_text(["Fenland Homes 07 CIC"])
    expect(box).to_be_focused()
    expect(box).to_have_value("homes 07")
