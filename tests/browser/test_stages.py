"""Analyse and Plan in Chromium: every page with full content, wide and narrow."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from stages.analyse.kinds import KINDS as OF_ANALYSE
from stages.plan.kinds import KINDS as OF_PLAN
from tests.browser.looking import Looked, sit_down
from tests.services.chromium import faults, go
from tests.services.fixtures import SiteFactory
from tests.services.server import Site

pytestmark = pytest.mark.browser

UNFOLD = "document.querySelectorAll('main details').forEach(one => one.open = true)"
OWN_PAGES = ("demand", "options", "criteria")  # tables whose rows have a page of their own
ANALYSE = (
    "",
    "needs/",
    "demand/new/",
    "demand/1/",
    "demand/1/remove/",
    "demand/1/figures/population/",
    "demand/1/figures/history/",
)
APPRAISAL = ("cost/", "options/", "criteria/", "options/scores/", "options/unlock/")
EQUALITY = (
    "",
    "about/",
    "characteristics/",
    "conclusion/",
    "mitigations/new/",
    "mitigations/1/",
    "mitigations/1/remove/",
    "versions/1/",
    "compare/1/2/",
)
OF_A_SMALL_ONE = (
    "analyse/short/",
    "analyse/needs/",
    "analyse/outcomes/",
    "plan/short/",
    "plan/options/",
    "plan/criteria/",
    "plan/options/result/",
    "plan/cost/",
    "plan/risks/",
    "plan/equality/",
    "plan/equality/about/?screening=1",
)
PASTED = "Measure\tWhat it tells\tTarget\nVisits on time\tHow well do we do it?\t95\nHours\tHow many?\tmany"


class Walk:
    """Every page that is opened is looked at in both widths, with everything unfolded."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.found: dict[str, list[str]] = {}

    def open(self, path: str) -> None:
        go(self.page, self.base + path)
        self.look(path)

    def look(self, name: str) -> None:
        self.page.evaluate(UNFOLD)
        for width in (1400, 320):
            self.page.set_viewport_size({"width": width, "height": 900})
            if wrong := faults(self.page):
                self.found[f"{name} at {width}"] = wrong

    @property
    def told(self) -> str:
        return "\n".join(f"{name}: {wrong}" for name, wrong in self.found.items())

    def press(self, name: str) -> None:
        """A button or a link that leads on, and what it leads to."""
        main = self.page.locator("main")
        with self.page.expect_navigation():
            main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first.click()
        self.look(f"{self.page.url}, after {name}")


@pytest.fixture(scope="module")
def filled(make_site: SiteFactory) -> tuple[Site, str, str]:
    site = make_site("sqlite")
    complex_one, small = site.play("tests.browser.stage_scenes:full").split()
    return site.start(), complex_one, small


@pytest.fixture
def walk(filled: tuple[Site, str, str], browser: Browser) -> Walk:
    site = filled[0]
    return Walk(sit_down(browser, site.url, "lead@council.example", Looked()).page, site.url)


def test_every_table_is_good_at_every_width(filled: tuple[Site, str, str], walk: Walk) -> None:
    """The page, the grid and the form of a row of each."""
    for kind in (*OF_ANALYSE, *OF_PLAN):
        table = f"/cycles/{filled[1]}/{kind.stage}/{kind.code}/"
        if kind.code not in OWN_PAGES:
            walk.open(table)
            assert walk.page.locator("tr[id^=row-]").count() > 0, table
        if kind.code != "criteria":  # they are locked
            walk.open(f"{table}fill/")
        if kind.code != "demand":
            walk.open(f"{table}new/")
    assert not walk.found, walk.told


def test_every_page_of_a_row_and_of_pasting_is_good(filled: tuple[Site, str, str], walk: Walk) -> None:
    measures = f"/cycles/{filled[1]}/plan/measures/"
    go(walk.page, walk.base + measures)
    walk.press("Change Visits by the same three carers")
    walk.press("Remove this measure")
    walk.press("Remove it")
    assert "Visits by the same three carers" not in walk.page.inner_text("main")
    walk.press("Paste or bring in a file")
    walk.page.get_by_label("Paste rows").fill(PASTED)
    walk.press("Continue")
    walk.press("Change which column is which")
    walk.press("Check the rows")
    walk.press("Bring in")
    walk.press("Leave out the row that can’t be read")
    walk.press("Bring in 1 row")
    assert "Visits on time" in walk.page.inner_text("main")
    walk.open(f"{measures}fill/")
    walk.page.get_by_label("Target, row 1", exact=True).fill("many")
    walk.press("Save")
    go(walk.page, f"{walk.base}{measures}new/")
    walk.press("Add")
    walk.open("/records/?table=risks")
    walk.open("/records/?table=options")
    assert not walk.found, walk.told


def test_the_pages_of_needs_appraisal_and_equality_are_good(filled: tuple[Site, str, str], walk: Walk) -> None:
    cycle = f"/cycles/{filled[1]}"
    for folder, pages in (("analyse", ANALYSE), ("plan", ("", *APPRAISAL)), ("plan/equality", EQUALITY)):
        for page in pages:
            walk.open(f"{cycle}/{folder}/{page}")
    walk.open(f"{cycle}/plan/options/result/")
    walk.press("Check the choice")
    walk.press("Change something")
    assert not walk.found, walk.told


def test_the_pages_of_a_small_cycle_with_drafts_are_good(filled: tuple[Site, str, str], walk: Walk) -> None:
    for page in OF_A_SMALL_ONE:
        walk.open(f"/cycles/{filled[2]}/{page}")
    assert not walk.found, walk.told
