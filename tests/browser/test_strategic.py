"""The strategic picture in Chromium: no fault that axe sees, at three widths, with data and without; light; printed."""

from __future__ import annotations

import gzip
import re

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.beds.chromium import faults, go, press
from tests.beds.server import Site

pytestmark = pytest.mark.browser

WIDTHS = (1400, 768, 320)
DASHBOARD = (
    "/dashboard/",
    "/dashboard/?area=boston&directorate=place",
    "/dashboard/directorates/place/",
    "/dashboard/ambitions/environment/",
    "/dashboard/principles/",
    "/dashboard/principles/resident-focused/",
    "/dashboard/in-use/",
    "/dashboard/in-use/covered/",
    "/dashboard/in-use/evidenced/",
    "/dashboard/contracts/",
    "/dashboard/decisions/",
    "/dashboard/definitions/",
)
PORTFOLIO = ("/cycles/", "/cycles/board/", "/cycles/timeline/", "/search/?q=street", "/changes/")
OFFICERS = ("/approvals/clock/", "/cycles/views/", "/cycles/views/new/", "/exports/")
LIGHT = 120_000  # bytes of the first visit, compressed


def sign_in(site: Site, browser: Browser, name: str) -> Page:
    page = browser.new_context().new_page()
    go(page, f"{site.url}/sign-in/")
    page.get_by_label("Email address").fill(f"{name}@council.example")
    page.get_by_label("Password", exact=True).fill("demo")
    press(page, "Sign in")
    return page


def look(page: Page, site: Site, addresses: tuple[str, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for address in addresses:
        go(page, site.url + address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if wrong := faults(page):
                found[f"{address} at {width}"] = wrong
    return found


def test_the_strategic_picture(site: Site, browser: Browser) -> None:
    site.play("tests.browser.scenes:people")
    site.play("tests.browser.scenes:counted")
    site.start(workers=1)
    councillor = sign_in(site, browser, "councillor")
    assert look(councillor, site, (*DASHBOARD, *PORTFOLIO)) == {}
    site.play("tests.browser.scenes:strategic")
    councillor.wait_for_timeout(11_000)  # figures are kept in the process for ten seconds
    assert look(councillor, site, (*DASHBOARD, *PORTFOLIO)) == {}
    assert look(sign_in(site, browser, "assistant"), site, (*PORTFOLIO, *OFFICERS)) == {}
    assert look(sign_in(site, browser, "director"), site, ("/dashboard/commentary/",)) == {}
    _is_light(councillor, site)
    _prints(councillor, site)


def _is_light(page: Page, site: Site) -> None:
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
