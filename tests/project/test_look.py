"""Every component in Chromium, wide and narrow: no fault that axe can see, nothing beyond the window."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.services.chromium import faults, go, press
from tests.services.fixtures import SiteFactory

WIDTHS = (1400, 768, 320)


@pytest.fixture(scope="module")
def address(make_site: SiteFactory) -> str:
    """The sample page, served beside the site's own."""
    site = make_site("sqlite").start(workers=1, application="tests.project.sample_site:application")
    return f"{site.url}/sample/"


@pytest.mark.browser
def test_every_component_is_accessible_empty_and_with_errors(page: Page, address: str) -> None:
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    found: dict[str, list[str]] = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        go(page, address)
        found[f"empty {width}"] = faults(page)
        press(page, "Continue")
        found[f"errors {width}"] = faults(page)
    assert {state: faults for state, faults in found.items() if faults} == {}
    assert complaints == []
    assert page.title().startswith("Error: Every component – Home care for adults – Commissioning – ")
