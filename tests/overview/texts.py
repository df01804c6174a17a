"""Reading a page as somebody would: its text without markup."""

from __future__ import annotations

import re
from html import unescape
from typing import Protocol


class Page(Protocol):
    """A response of the test client."""

    @property
    def content(self) -> bytes: ...


def text_of(response: Page, part: str = "main") -> str:
    """The text of one element of the page, spaces made one. The first <main> unless told otherwise."""
    page = response.content.decode()
    found = re.search(rf"<{part}\b.*?</{part}>", page, re.DOTALL)
    return _plain(found[0] if found else page)


def section(response: Page, labelled_by: str) -> str:
    """The text of the section whose heading has that id, or "" when the page has none."""
    page = response.content.decode()
    found = re.search(rf'<section[^>]*aria-labelledby="{labelled_by}".*?</section>', page, re.DOTALL)
    return _plain(found[0]) if found else ""


def rows(response: Page) -> list[str]:
    """The text of each row of the page's table, without its header."""
    page = response.content.decode()
    body = re.search(r"<tbody>.*?</tbody>", page, re.DOTALL)
    return [_plain(row) for row in re.findall(r"<tr>.*?</tr>", body[0], re.DOTALL)] if body else []


def items(response: Page, labelled_by: str) -> list[str]:
    """The text of each line of the list in one section."""
    page = response.content.decode()
    found = re.search(rf'<section[^>]*aria-labelledby="{labelled_by}".*?</section>', page, re.DOTALL)
    return [_plain(item) for item in re.findall(r"<li>.*?</li>", found[0], re.DOTALL)] if found else []


def _plain(html: str) -> str:
    bare = re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", bare)).split())
