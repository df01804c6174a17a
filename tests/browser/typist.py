"""Somebody who types: counts the fields that were filled, the pages that came and what was pressed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from playwright.sync_api import Page

from tests.services.chromium import go


@dataclass
class Typist:
    page: Page
    base: str  # address of what is worked on
    fields: int = 0  # a date is one
    pages: int = 0
    presses: int = 0

    def open(self, path: str) -> None:
        go(self.page, self.base + path)
        self.pages += 1

    def press(self, name: str | re.Pattern[str]) -> None:
        """A link or a button, by its words, that leads to a page."""
        main = self.page.locator("main")
        found = main.get_by_role("link", name=name, exact=True).or_(main.get_by_role("button", name=name, exact=True))
        with self.page.expect_navigation():
            found.click()
        self.pages += 1
        self.presses += 1
        assert not self.page.title().startswith("Error"), self.page.inner_text(".govuk-error-summary")

    def fill(self, label: str, text: str, *, within: str = "main") -> None:
        """A box, or the choice of a list: people by their name alone. In a grid it may say that it must be filled."""
        named = re.compile(rf"^\s*{re.escape(label)}( \(must be filled\))?\s*$")
        box = self.page.locator(within).get_by_label(named).first
        if box.evaluate("box => box.tagName") == "SELECT":
            texts = [option.strip() for option in box.locator("option").all_inner_texts()]
            box.select_option(label=next(option for option in texts if f"{option}, ".startswith(f"{text}, ")))
        else:
            box.fill(text)
        self.fields += 1

    def tick(self, label: str) -> None:
        """A box or a choice."""
        self.page.locator("main").get_by_label(label, exact=True).first.check()
        self.fields += 1

    def date(self, legend: str, day: date) -> None:
        group = self.page.get_by_role("group", name=legend)
        for part, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            group.get_by_label(part, exact=True).fill(str(number))
        self.fields += 1

    def reads(self, *texts: str) -> None:
        shown = self.page.inner_text("main")
        for text in texts:
            assert text in shown, f"“{text}” is not on {self.page.url}:\n{shown}"

    def since(self, before: Typist) -> tuple[int, int, int]:
        """Fields, pages and presses."""
        return self.fields - before.fields, self.pages - before.pages, self.presses - before.presses

    @property
    def now(self) -> Typist:
        return replace(self)
