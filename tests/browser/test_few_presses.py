"""What people do most often takes few pages and presses: each task is counted, and may not come to take more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.looking import Looked, Person, sit_down
from tests.browser.test_journey import ANSWER, decide, fill_decision, save_and_go_on, submit
from tests.browser.test_law import Loads, answer_stage, start_the_grant
from tests.services.server import Site
from tests.uploads import pdfs

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Most:
    """Pages that may be loaded, and links, buttons, boxes and choices that may be used, for one task."""

    pages: int
    presses: int


TASKS = {
    "start a cycle": Most(8, 14),
    "answer the ten Plan questions": Most(14, 22),
    "answer with a file, and ask": Most(3, 4),
    "replace the file": Most(3, 3),
    "submit": Most(4, 3),
    "decide with a condition": Most(4, 10),
    "find the last Plan gate that passed": Most(3, 3),
    "take the dashboard to a meeting": Most(1, 1),
}


@contextmanager
def counted(person: Person, task: str) -> Iterator[None]:
    loads, before = Loads(), person.steps
    person.page.on("response", loads.count)
    yield
    person.page.remove_listener("response", loads.count)
    presses, most = person.steps - before, TASKS[task]
    print(f"{task}: {loads.number} pages, {presses} presses")
    assert (loads.number <= most.pages, presses <= most.presses) == (True, True), (task, loads.number, presses)


def test_each_task_takes_few_pages_and_presses(site: Site, browser: Browser, tmp_path: Path) -> None:
    site.play("tests.browser.scenes:people")
    site.start()
    looked = Looked()
    lead, adviser, head = (
        sit_down(browser, site.url, f"{name}@council.example", looked) for name in ("lead", "adviser", "head")
    )
    with counted(lead, "start a cycle"):
        reference = start_the_grant(lead)
    answer_stage(lead, reference, "analyse")
    submit(lead, reference, "analyse")
    decide(head, "Village halls", "analyse")

    first, second = tmp_path / "equality.pdf", tmp_path / "equality-2.pdf"
    first.write_bytes(pdfs.pdf())
    second.write_bytes(pdfs.pdf(b"<< /Second true >>"))
    lead.open(f"/cycles/{reference}/plan/questions/pl-psed-1/")
    with counted(lead, "answer with a file, and ask"):
        answer_with_file(lead, first)
    lead.open(f"/cycles/{reference}/plan/questions/pl-psed-1/")
    with counted(lead, "replace the file"):
        replace_file(lead, second)
    with counted(lead, "answer the ten Plan questions"):
        asked, to_confirm = answer_stage(lead, reference, "plan")
    assert asked >= 9  # the first is answered, and asked for again where its file was replaced
    for address in dict.fromkeys([f"/cycles/{reference}/plan/questions/pl-psed-1/", *to_confirm]):
        adviser.open(address)
        adviser.press("Confirm this answer", "confirmed")
    with counted(lead, "submit"):
        submit(lead, reference, "plan")
    head.open("/my-work/")
    with counted(head, "decide with a condition"):
        decide_with_condition(head)
    head.open("/my-work/")
    with counted(head, "find the last Plan gate that passed"):
        head.press("Approvals", within="nav[aria-label=Main]")
        head.press("Decided")
        head.press("Plan gate: Village halls")
    head.reads("Passed with conditions")
    site.play("tests.browser.scenes:counted")
    with counted(head, "take the dashboard to a meeting"):
        head.press("Dashboard", within="nav[aria-label=Main]")
    assert head.page.get_by_role("button", name="Print this page").is_visible()
    head.page.emulate_media(media="print")
    assert len(head.page.pdf(format="A4")) > 10_000


def answer_with_file(lead: Person, file: Path) -> None:
    lead.choose("Met")
    lead.type(ANSWER, "The screening of 2 November found no group worse off.")
    lead.press("Add evidence")
    lead.page.get_by_label("Upload a file", exact=True).set_input_files(file)
    lead.type("Title", "Equality screening")
    lead.type_day("Date of the evidence", 2, 11, 2026)
    lead.press("Add to this answer", "with evidence")
    assert save_and_go_on(lead)


def replace_file(lead: Person, file: Path) -> None:
    lead.press("Equality screening")
    lead.press("Add a newer version")
    lead.page.get_by_label("Upload a file", exact=True).set_input_files(file)
    lead.type("Title", "Equality screening, corrected")
    lead.type_day("Date of the evidence", 3, 11, 2026)
    lead.press("Add the newer version")
    lead.reads("Equality screening, corrected")


def decide_with_condition(manager: Person) -> None:
    manager.press("Plan gate: Village halls")
    fill_decision(manager, "Pass with conditions", "Evidenced, but for the licence of one hall.")
    manager.page.get_by_label(re.compile("What must be done")).first.fill("Show the licence of the hall at Bardney")
    manager.select("Who will do it", "Priya Nair")
    manager.select("Who will check it", "Grace Holland")
    manager.type_day("Day by which it must be done", 1, 3, 2027)
    manager.press("Continue")
    manager.press("Record decision")
    manager.reads("Evidenced, but for the licence of one hall.")
