"""Names in many scripts, and words of any length, wrap on the narrowest screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.looking import Looked, sit_down
from tests.services.chromium import faults
from tests.services.server import Site

pytestmark = pytest.mark.browser


def test_three_hundred_names_wrap(site: Site, browser: Browser, tmp_path: Path) -> None:
    site.play("tests.browser.scenes:many_scripts")
    site.start()
    page = sit_down(browser, site.url, "admin@council.example", Looked()).page
    page.set_viewport_size({"width": 320, "height": 900})
    seen = 0
    for number in range(1, 8):
        page.goto(f"{site.url}/manage/people/?page={number}")
        assert faults(page) == []
        seen += page.locator("main tbody tr").count()
    assert seen > 300
