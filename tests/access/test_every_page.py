"""Every page of the walk, and what it says to an empty form, is valid HTML, has no fault for axe and fits 320 pixels.

Pages are drawn once for everybody who reads them differently, and stored as files for html-validate and Chromium.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from commissioning.access import ACCESS
from tests.access.every_form import forms_at
from tests.access.walking import YES, Cell, address, declared
from tests.access.world import World
from tests.services.server import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

RULES = Path(__file__).with_name("htmlvalidate.json")
VALIDATOR = ROOT / "node_modules" / ".bin" / "html-validate"
READERS = ("lead", "sponsor", "councillor", "admin", "anonymous")
PLACES = {"cycle": ("own", "closed"), "": ("",)}  # by what an address is about
TAG = re.compile(r"<([a-z0-9-]+)((?:\s[^<>]*)?)>")
CLASSES = re.compile(r'\bclass="([^"]*)"')


@pytest.fixture(scope="module")
def pages(everything: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of HTML files, named by page and person: each has other elements than those before it of its page."""
    folder = tmp_path_factory.mktemp("pages")
    with transaction.atomic():
        for name, html in _distinct([*_opened(everything), *_refused(everything)]):
            (folder / f"{name}.html").write_text(html, encoding="utf-8")
        transaction.set_rollback(True)
    return folder


def _opened(world: World) -> Iterator[tuple[str, str, str]]:
    for name, row in ACCESS.items():
        if "GET" not in row.methods or name == "admin":
            continue
        for place in PLACES.get(row.about, ("there",)):
            for person in READERS if place != "closed" else ("lead",):
                cell = Cell(name, "GET", person, place)
                if person != "lead" and declared(cell, world) != YES:
                    continue  # what it is refused with stands among the pages of the lead
                with transaction.atomic():
                    response = world.client(person).get(address(cell, world))
                    transaction.set_rollback(True)
                if html := _html(response):
                    yield name, f"{place}, {person}".removeprefix(", "), html


def _refused(world: World) -> Iterator[tuple[str, str, str]]:
    """Each form sent with nothing in it but what is hidden."""
    for name, row in ACCESS.items():
        if "POST" not in row.methods or name in ("admin", "admin-login-redirect"):
            continue
        with transaction.atomic():
            for found in forms_at(name, world):
                hidden = {key: control for key, control in found.form.controls.items() if control.kind == "hidden"}
                empty = {key: [value for value, _ in control.values] for key, control in hidden.items()}
                with transaction.atomic():
                    response = world.client(found.person).post(found.path, empty)
                    transaction.set_rollback(True)
                if html := _html(response):
                    yield name, "empty", html
            transaction.set_rollback(True)


def _html(response: Any) -> str:
    is_page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
    return response.content.decode() if is_page and response.status_code not in (301, 302) else ""


def _distinct(drawn: list[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    seen: dict[str, set[str]] = {}
    for name, state, html in drawn:
        shape = {f"{tag} {' '.join(CLASSES.findall(rest))}" for tag, rest in TAG.findall(html)}
        known = seen.setdefault(name, set())
        if shape - known:
            known |= shape
            yield f"{name} ({state})", html


def test_html_is_valid(pages: Path) -> None:
    """html-validate's standard rules, without those of style: tests/access/htmlvalidate.json."""
    (pages / ".htmlvalidate.json").write_text(RULES.read_text())
    words = [str(VALIDATOR), "--formatter", "json", f"{pages}/*.html"]
    ran = subprocess.run(words, capture_output=True, text=True, check=False, cwd=pages)
    assert ran.stdout.startswith("["), ran.stderr
    found: list[dict[str, Any]] = json.loads(ran.stdout)
    told: dict[str, str] = {}
    for file in found:
        for fault in file["messages"]:
            said = f"{fault['ruleId']}: {fault['message']}"
            told.setdefault(said, f"{Path(file['filePath']).stem}, line {fault['line']}")
    assert not told, "\n".join(f"{said} [{where}]" for said, where in told.items())


def test_axe_finds_nothing_and_a_telephone_shows_all(pages: Path) -> None:
    words = [sys.executable, "-m", "tests.access.look_at_pages", str(pages)]
    ran = subprocess.run(words, capture_output=True, text=True, check=False, cwd=ROOT)
    assert ran.returncode == 0, ran.stderr
    found: dict[str, list[str]] = json.loads(ran.stdout)
    assert not found, "\n".join(f"{where}: {fault}" for where, faults in found.items() for fault in faults)
    print(f"{len(list(pages.glob('*.html')))} pages and states")
