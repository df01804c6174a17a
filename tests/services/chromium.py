"""Chromium, and axe in its pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Response, sync_playwright

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")  # the first is the lightest
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
# No rule of these asks for the style sheets, which axe would else read again for every page and width.
RUN = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: {assets: ['media']}})"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def program() -> str | None:
    """Where Debian, or anybody else, put it."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser for as long as the block lasts; as root it needs to run without its sandbox."""
    alone = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as player:
        browser = player.chromium.launch(
            executable_path=program(), args=[*alone, "--disable-dev-shm-usage", "--disable-gpu"]
        )
        try:
            yield browser
        finally:
            browser.close()


def go(page: Page, address: str, status: int = 200) -> Response:
    """Open an address; an error page is nothing to test by mistake."""
    response = page.goto(address)
    assert response is not None
    assert response.status == status, f"{address} answered {response.status}"
    return response


def press(page: Page, name: str) -> None:
    """A button that leads to another page, which has come when this returns."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def faults(page: Page) -> list[str]:
    """What axe finds, and by how much the page is wider than its window; an empty list is a good page."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_axe())  # into the page's own world: its policy allows no other script
    found: dict[str, Any] = page.evaluate(RUN, RULES)
    said = [f"{one['id']}: {one['nodes'][0]['target']} {one['nodes'][0]['html'][:200]}" for one in found["violations"]]
    return [*said, *too_wide(page)]


def too_wide(page: Page) -> list[str]:
    """By how much the page is wider than its window, in words; empty where it is not."""
    overflow = page.evaluate(OVERFLOW)
    return [f"{overflow}px wider than the window"] if overflow > 0 else []


@cache
def _axe() -> str:
    return AXE.read_text()
