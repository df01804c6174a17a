"""The public pages in a browser: no axe violation and no sideways scroll, on a wide screen and at 400 % zoom."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Page, Route

from principles.services import load
from tests.principles.editions import real
from tests.services.chromium import chromium

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (1400, 320)
# The first has no principle before it, the last none after it; championing names duties and delivery routes.
PRINCIPLES = ("resident-focused", "championing-lincolnshire", "one-council")


@pytest.mark.browser
@pytest.mark.usefixtures("nothing_loaded")
def test_the_pages_are_accessible_wide_and_narrow(client: Client) -> None:
    pages = pages_of(client)
    with chromium() as browser:
        page = browser.new_page()
        page.route("**/*", lambda route: answer(route, pages))
        found = [fault for address in pages for width in WIDTHS for fault in faults_of(page, address, width)]
    assert found == []


def pages_of(client: Client) -> dict[str, str]:
    """Addresses with their pages, fetched before the browser starts: its callbacks may not touch the database."""
    load(real(), datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
    addresses = ["/framework/", *(f"/framework/principles/{principle}/" for principle in PRINCIPLES)]
    return {address: client.get(address).content.decode() for address in addresses}


def answer(route: Route, pages: Mapping[str, str]) -> None:
    path = urlsplit(route.request.url).path
    file = ROOT / path.lstrip("/")
    if path in pages:
        route.fulfill(body=pages[path], content_type="text/html; charset=utf-8")
    elif path.startswith("/static/") and file.is_file():
        route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file)[0] or "text/plain")
    else:
        route.fulfill(status=404, body=path)


def faults_of(page: Page, address: str, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"http://council.test{address}")
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Source Sans 3"'), "unstyled"
    page.evaluate(AXE.read_text())
    violations = page.evaluate("axe.run().then(found => found.violations.map(each => each.id))")
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{address} at {width}: {what}" for what in violations + (["scrolls sideways"] if wider > 0 else [])]
