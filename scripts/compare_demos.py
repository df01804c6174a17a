"""Compare what two demo councils of the same day show, each played by the code beside this file.

    .venv/bin/python scripts/compare_demos.py play 2026-11-23 FOLDER
    .venv/bin/python scripts/compare_demos.py dump 2026-11-23 FOLDER before.json
    .venv/bin/python scripts/compare_demos.py diff before.json after.json

`play` fills a database in FOLDER with the demo council of that day. `dump` writes the text of its dashboard pages, of
the list of cycles with its file, and of the overview, dates and gates of every cycle, as several people read them.
`diff` prints each line that differs, with the pages that it differs on; its exit code is 1 when there is one.

Pages are read over HTTP and from their HTML alone, so that the script runs on an older or a newer code base as it is.
"""

from __future__ import annotations

import difflib
import json
import logging
import os
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
EDITION = ROOT / "principles" / "editions" / "lincolnshire-2021"
READERS = ("auditor", "commissioner", "head", "manager", "director", "finance", "councillor")
DASHBOARD_READERS = ("auditor", "councillor", "director")
STAGES = ("analyse", "plan", "do", "review")
LIST = "/cycles/?sort=reference"

# Text inside these stays on one line; every other element starts a line of its own.
INLINE = {"a", "abbr", "b", "button", "em", "i", "label", "small", "span", "strong", "sub", "sup", "time", "tspan"}
CELLS = {"td", "th"}
UNREAD = {"script", "style", "head", "template"}

Page = list[str]


class PageText(HTMLParser):
    """The text of a page in lines, a table's row being one, and the addresses that the page links to."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: Page = []
        self.links: list[str] = []
        self._words: list[str] = []
        self._unread = 0
        self._rows = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href")
        if tag == "a" and address:
            self.links.append(address)
        if tag in UNREAD:
            self._unread += 1
        self._break(tag)
        self._rows += tag == "tr"

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in UNREAD
        self._rows -= tag == "tr"
        self._break(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self._words.append(data)

    def _break(self, tag: str) -> None:
        if self._rows:
            self._words.append(" | " if tag in CELLS else " ")
        elif tag in INLINE:
            self._words.append(" ")
        else:
            self.end_line()

    def end_line(self) -> None:
        """Cells that are empty for the eye, as that of a tick box, are no cells."""
        cells = [" ".join(cell.split()) for cell in "".join(self._words).split("|")]
        if line := " | ".join(cell for cell in cells if cell):
            self.lines.append(line)
        self._words = []


def read(html: str) -> PageText:
    text = PageText()
    text.feed(html)
    text.end_line()
    return text


class Reader:
    """One of the demo council's people, signed in."""

    def __init__(self, name: str) -> None:
        from django.test import Client

        self.pages: dict[str, Page] = {}
        self._client = Client(HTTP_HOST="127.0.0.1")
        signed_in = self._client.post("/sign-in/", {"username": f"{name}@example.org", "password": "demo"})
        if signed_in.status_code != 302:
            raise SystemExit(f"{name}@example.org could not sign in: {signed_in.status_code}")

    def open(self, address: str) -> list[str]:
        """Keep the page's lines, or its status where it is not shown; the addresses that it links to."""
        response = self._client.get(address)
        body = b"".join(response) if response.streaming else response.content
        if not response["Content-Type"].startswith("text/html"):
            self.pages[address] = body.decode().splitlines()
            return []
        text = read(body.decode())
        self.pages[address] = [f"Status {response.status_code}", *text.lines]
        return [urljoin(address, link).split("#")[0] for link in text.links]

    def follow(self, start: str, wanted: Callable[[str], bool]) -> None:
        """Open the page and every one that can be reached from it and is wanted."""
        waiting = [start]
        while waiting:
            address = waiting.pop()
            if address not in self.pages:
                waiting += [link for link in self.open(address) if wanted(link)]


def dump() -> dict[str, dict[str, Page]]:
    """Every page by reader and address."""
    references = sorted(find_references())
    dumped = {}
    for name in READERS:
        reader = Reader(name)
        reader.follow(LIST, is_page_of_list)
        reader.open("/cycles/export.csv?sort=reference")
        if name in DASHBOARD_READERS:
            reader.follow("/dashboard/", is_dashboard)
        for reference in references:
            for page in ("", "dates/", *(f"gates/{stage}/" for stage in STAGES)):
                reader.open(f"/cycles/{reference}/{page}")
            for stage in STAGES:
                reader.open(f"/cycles/{reference}/gates/{stage}/decide/")
        dumped[name] = reader.pages
        print(f"{name}: {len(reader.pages)} pages", flush=True)
    return dumped


def find_references() -> set[str]:
    """Those of all cycles: an auditor sees the restricted ones too."""
    reader = Reader("auditor")
    reader.follow(LIST, is_page_of_list)
    return set(re.findall(r"\bC-\d{4,}\b", " ".join(line for page in reader.pages.values() for line in page)))


def is_page_of_list(address: str) -> bool:
    return address.startswith(LIST) and "page=" in address


def is_dashboard(address: str) -> bool:
    return address.startswith("/dashboard/") and not re.search(r"\.(csv|xlsx)|/commentary/", address)


def differences(before: dict[str, dict[str, Page]], after: dict[str, dict[str, Page]]) -> dict[tuple[str, ...], Page]:
    """The lines that go and come, each such change once, with all the pages that show it."""
    found: dict[tuple[str, ...], Page] = defaultdict(list)
    for reader in sorted(before.keys() | after.keys()):
        old, new = before.get(reader, {}), after.get(reader, {})
        for address in sorted(old.keys() | new.keys()):
            if address not in new or address not in old:
                gone_or_new = "- This page was there" if address in old else "+ This page is new"
                found[(gone_or_new,)].append(f"{reader} {address}")
                continue
            for change in changes(old[address], new[address]):
                found[change].append(f"{reader} {address}")
    return found


def changes(old: Page, new: Page) -> Iterator[tuple[str, ...]]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind != "equal":
            yield (*(f"- {line}" for line in old[i1:i2]), *(f"+ {line}" for line in new[j1:j2]))


def print_differences(found: dict[tuple[str, ...], Page]) -> None:
    for change, pages in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
        shown = ", ".join(pages[:3]) + (f" and {len(pages) - 3} more" if len(pages) > 3 else "")
        print(f"{len(pages)} pages: {shown}", *change, "", sep="\n")
    print(f"{len(found)} differences" if found else "No difference")


def on_day(day: str, folder: str, work: Callable[[], Any]) -> Any:
    """Do the work on the database of the folder, at ten o'clock of that day."""
    os.environ |= {"DEBUG": "1", "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "commissioning.settings"}
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    os.environ.pop("DATABASE_URL", None)
    sys.path.insert(0, str(ROOT))
    import time_machine

    ten = datetime.fromisoformat(day).replace(hour=10, tzinfo=ZoneInfo("Europe/London"))
    with time_machine.travel(ten, tick=False):
        import django

        django.setup()
        logging.disable()  # pages that some readers may not open are part of what is compared
        return work()


def play() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_framework", str(EDITION), verbosity=0)
    call_command("demo")


def main(words: Sequence[str]) -> int:
    match words:
        case ["play", day, folder]:
            Path(folder).mkdir(parents=True, exist_ok=True)
            on_day(day, folder, play)
        case ["dump", day, folder, file]:
            Path(file).write_text(json.dumps(on_day(day, folder, dump), indent=1, sort_keys=True, ensure_ascii=False))
        case ["diff", before, after]:
            found = differences(*(json.loads(Path(file).read_text()) for file in (before, after)))
            print_differences(found)
            return 1 if found else 0
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
