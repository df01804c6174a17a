"""The strategic picture in Chromium: no fault that axe sees, at three widths, with data and without; light; printed."""

from __future__ import annotations

import fcntl
import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.services.chromium import faults, go, press
from tests.services.server import Site

pytestmark = pytest.mark.browser

WIDTHS = (1400, 768, 320)
DASHBOARD = (
    "/dashboard/",
    "/dashboard/directorates/place/",
    "/dashboard/ambitions/environment/",
    "/dashboard/principles/",
    "/dashboard/principles/resident-focused/",
    "/dashboard/in-use/",
    "/dashboard/in-use/covered/",
    "/dashboard/stages/plan/",
    "/dashboard/promises/",
    "/dashboard/contracts/",
    "/dashboard/decisions/",
    "/dashboard/definitions/",
)
ALIKE = (  # while nothing is in them
    "/dashboard/?area=boston&directorate=place",
    "/dashboard/in-use/moving/",
    "/dashboard/in-use/evidenced/",
    "/dashboard/in-use/decided/",
)
PORTFOLIO = ("/cycles/", "/cycles/board/", "/cycles/timeline/", "/search/?q=street", "/changes/")
OFFICERS = (
    "/cycles/board/",
    "/changes/",
    "/approvals/clock/",
    "/cycles/lead/?cycle=C-0001&cycle=C-0002",
    "/cycles/lead/",  # the list, with what is wrong
    "/cycles/views/",
    "/cycles/views/new/?stage=live&tier=gone",
    "/cycles/views/ending-soon/edit/",
    "/cycles/views/ending-soon/remove/",
    "/cycles/export.xlsx",
    "/exports/",
)
EMPTY = ("/cycles/", "/cycles/board/", "/changes/", "/approvals/clock/", "/cycles/views/", "/exports/")  # of officers
LIGHT = 120_000  # bytes of the first visit, compressed


def sign_in(site: Site, browser: Browser, name: str) -> Page:
    page = browser.new_context().new_page()
    go(page, f"{site.url}/sign-in/")
    page.get_by_label("Email address").fill(f"{name}@council.example")
    page.get_by_label("Password", exact=True).fill("demo")
    press(page, "Sign in")
    return page


def look(page: Page, site: Site, addresses: tuple[str, ...], *, status: int = 200) -> dict[str, list[str]]:
    """Each page once, made narrower."""
    found: dict[str, list[str]] = {}
    for address in addresses:
        go(page, site.url + address, status)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if wrong := faults(page):
                found[f"{address} at {width}"] = wrong
    return found


def test_the_strategic_picture(site: Site, browser: Browser) -> None:
    site.play("tests.browser.scenes:people")
    site.play("tests.browser.scenes:counted")
    site.settings["DJANGO_SETTINGS_MODULE"] = "tests.browser.settings"
    site.start(workers=1)
    councillor = sign_in(site, browser, "councillor")
    assert look(councillor, site, (*DASHBOARD, *PORTFOLIO)) == {}
    assert look(sign_in(site, browser, "assistant"), site, EMPTY) == {}
    site.stop()
    site.play("tests.browser.scenes:strategic")
    site.start(workers=1)  # with nothing in its memory
    assert look(councillor, site, (*DASHBOARD, *ALIKE, *PORTFOLIO)) == {}
    go(councillor, f"{site.url}/dashboard/contracts/")
    assert "Street signs" in councillor.inner_text("main")  # the rows that could lapse were looked at too
    assistant = sign_in(site, browser, "assistant")
    assert look(assistant, site, OFFICERS) == {}
    with _downloading(site):
        assert look(assistant, site, ("/cycles/export.csv",), status=503) == {}
    assert look(sign_in(site, browser, "director"), site, ("/dashboard/commentary/",)) == {}
    _is_light(browser.new_context(storage_state=councillor.context.storage_state()).new_page(), site)
    _prints(councillor, site)


@contextmanager
def _downloading(site: Site) -> Iterator[None]:
    """Somebody else has the one turn that there is."""
    folder = site.folder / "exports"
    folder.mkdir(exist_ok=True)
    with (folder / "slot-0").open("wb") as slot:
        fcntl.flock(slot, fcntl.LOCK_EX)
        yield


def _is_light(page: Page, site: Site) -> None:
    """With nothing kept from another visit."""
    sizes: dict[str, int] = {}

    def weigh(response: Response) -> None:
        body = response.body()
        sizes[response.url] = len(body if response.url.endswith(".woff2") else gzip.compress(body))

    page.on("response", weigh)
    go(page, f"{site.url}/dashboard/")
    page.wait_for_load_state("networkidle")
    assert len(sizes) >= 4, sizes
    assert sum(sizes.values()) < LIGHT, sizes


def _prints(page: Page, site: Site) -> None:
    go(page, f"{site.url}/dashboard/")
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) <= 3
