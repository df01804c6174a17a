"""People in front of the site: each with a browser of their own, every page looked at once with axe."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"


@dataclass
class Looked:
    """Pages and states that axe has passed, by name, so that each is looked at once."""

    seen: set[str] = field(default_factory=set)

    def look(self, page: Page, state: str = "") -> None:
        name = f"{place(page.url)} {state}".strip()
        if name in self.seen:
            return
        self.seen.add(name)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[dict[str, Any]] = page.evaluate("axe.run().then(result => result.violations)")
        told = [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in found]
        assert not told, f"{name}: {told}"
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow == 0, f"{name} is {overflow} pixels too wide"


def place(url: str) -> str:
    """The kind of page: references, question codes and numbers are left out."""
    path = re.sub(r"^https?://[^/]+", "", url).split("?")[0].split("#")[0]
    path = re.sub(r"C-\d+", "C-…", path)
    path = re.sub(r"questions/[a-z0-9-]+", "questions/…", path)
    return re.sub(r"/\d+/", "/…/", path)


@dataclass
class Person:
    """Somebody at their own browser; `steps` counts what they pressed, ticked or chose."""

    page: Page
    base: str
    looked: Looked
    steps: int = 0

    def open(self, path: str) -> None:
        """An address from outside: a bookmark or the link of an e-mail."""
        answer = self.page.goto(self.base + path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        self.looked.look(self.page)

    def press(self, name: str | re.Pattern[str], state: str = "", *, within: str = "main") -> None:
        """A link or a button by its words."""
        scope = self.page.locator(within)
        found = scope.get_by_role("link", name=name).or_(scope.get_by_role("button", name=name)).first
        with self.page.expect_navigation():
            found.click()
        self.steps += 1
        self.looked.look(self.page, state)

    def choose(self, name: str) -> None:
        """A radio button by its label."""
        self.page.get_by_role("radio", name=name, exact=True).first.check()
        self.steps += 1

    def tick(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("checkbox", name=name).first.check()
        self.steps += 1

    def type(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).first.fill(text)

    def type_day(self, legend: str, day: int, month: int, year: int) -> None:
        group = self.page.get_by_role("group", name=legend)
        for part, number in (("Day", day), ("Month", month), ("Year", year)):
            group.get_by_label(part, exact=True).fill(str(number))

    def select(self, label: str, option: str) -> None:
        box = self.page.get_by_label(label, exact=True).first
        texts = [text.strip() for text in box.locator("option").all_inner_texts()]
        chosen = [text for text in texts if text == option or text.startswith(f"{option}, ")]  # a name, then the job
        box.select_option(label=chosen[0])
        self.steps += 1

    def reads(self, text: str) -> None:
        assert text in self.page.inner_text("body"), f"“{text}” is not on {self.page.url}"

    @property
    def heading(self) -> str:
        return self.page.locator("h1").first.inner_text()


def sit_down(browser: Browser, base: str, email: str, looked: Looked, *, password: str = "demo") -> Person:
    """Sign in and be at home."""
    context: BrowserContext = browser.new_context(viewport={"width": 1400, "height": 900})
    person = Person(context.new_page(), base, looked)
    person.open("/sign-in/")
    person.type("Email address", email)
    person.type("Password", password)
    person.press("Sign in")
    return person
