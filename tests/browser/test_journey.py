"""The main job from end to end: a service goes round, and a complex one takes two signatures."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from tests.browser.looking import Looked, Person, sit_down
from tests.services.server import Site

pytestmark = pytest.mark.browser

ANSWER = "How it is met, or what is missing"


@dataclass
class Office:
    """Everybody at their browsers, each signed in once."""

    lead: Person
    adviser: Person
    head: Person
    assistant: Person
    director: Person


def test_a_service_comes_round_to_its_next_analyse(site: Site, browser: Browser) -> None:
    reference = site.play("tests.browser.scenes:complex_at_plan").strip()
    site.start()
    looked = Looked()
    names = ("lead", "adviser", "head", "assistant", "director")
    office = Office(*(sit_down(browser, site.url, f"{name}@council.example", looked) for name in names))
    small = start_a_cycle(office.lead)
    plan_another_day(office.lead, small)
    subscribe(office.lead)
    what_blocks(office.head, "Street lighting")
    confirmed = 0
    for stage, following in (("analyse", "Plan"), ("plan", "Do"), ("do", "Review"), ("review", "Closed")):
        if stage == "do":
            site.play("tests.browser.scenes:enter_agreement", small)
        answer_everything(office.lead, small, stage)
        confirmed += confirm_everything(office, small, stage)
        submit(office.lead, small, stage)
        steps = decide(office.head, "Street lighting", stage)
        assert steps <= 8
        office.lead.open(f"/cycles/{small}/")
        office.lead.reads(following)
    assert confirmed == 3
    office.lead.press(re.compile("C-0003"))
    office.lead.reads("Second time round")
    office.lead.open("/cycles/C-0003/analyse/")
    assert office.lead.heading == "Analyse checklist"
    two_signatures(office, reference)


def start_a_cycle(lead: Person) -> str:
    """Five short pages and a check; the new cycle's reference."""
    lead.press("Start a cycle")
    lead.press("Continue", "with errors")
    lead.choose("No, it is new")
    lead.type("Name of the service", "Street lighting")
    lead.select("Directorate", "Place")
    lead.type("Purpose", "Streets that are lit where and when people need it.")
    lead.press("Continue")
    lead.type_day("Need-by date", 1, 4, 2028)
    lead.choose("Contract with a supplier")
    lead.choose("Procurement Act 2023, below threshold")
    lead.press("Continue")
    lead.type("Whole-life value without VAT", "£90,000")
    lead.type("Yearly value without VAT", "30k")
    lead.press("Continue")
    lead.choose("No")
    lead.tick("Create thriving environments")
    lead.tick("It affects every division of the county")
    lead.press("Continue")
    lead.select("Sponsor", "Grace Holland")
    lead.press("Continue")
    lead.reads("Small, because")
    lead.press("Start the cycle")
    found = re.search(r"C-\d+", lead.page.url)
    assert found
    return found[0]


def what_blocks(person: Person, service: str) -> None:
    """From anywhere two steps lead to what blocks a cycle, whoever leads it."""
    before = person.steps
    person.press("Cycles", within="nav[aria-label=Main]")
    person.press(service)
    person.reads("block the Analyse gate")
    assert person.steps - before == 2


def answer_everything(lead: Person, reference: str, stage: str) -> None:
    """Every question of the stage, the first with new evidence, the others with what the cycle has."""
    lead.open(f"/cycles/{reference}/{stage}/")
    lead.page.locator(".govuk-task-list__link").first.click()
    first = True
    while "/questions/" in lead.page.url:
        add_evidence(lead, new=first)
        first = False
        before = lead.steps
        lead.choose("Met")
        lead.type(ANSWER, "Done in the spring, and on file with dates and names.")
        save_and_go_on(lead)
        assert lead.steps - before == 2
    assert lead.page.url.endswith(f"/{stage}/")


def save_and_go_on(lead: Person) -> bool:
    """One press: whether it asked an adviser too, as it does wherever somebody confirms."""
    asks = lead.page.get_by_role("button", name="Save and ask").count() > 0
    if choice := lead.page.get_by_label(re.compile("^Who in .* do you want to ask")).all():
        choice[0].select_option(label=next(one for one in choice[0].inner_text().split("\n") if "Ruth Adeyemi" in one))
    lead.press(re.compile("^Save and ask" if asks else "Save and go to (next question|checklist)"))
    assert lead.page.locator(".govuk-error-summary").count() == 0
    return asks


def add_evidence(lead: Person, *, new: bool) -> None:
    lead.press("Add evidence")
    if new:
        lead.type("Or enter a link", "https://documents.example.org/report")
        lead.type("Title", "Report of the spring")
        lead.type_day("Date of the evidence", 1, 5, 2026)
        lead.press("Add to this answer", "with evidence")
    else:
        lead.page.locator("aside").get_by_role("checkbox").first.check()
        lead.press("Add what is selected", "with evidence")


def confirm_everything(office: Office, reference: str, stage: str) -> int:
    """The adviser confirms what still blocks, having been asked as it was saved; how many there are."""
    lead, adviser = office.lead, office.adviser
    lead.open(f"/cycles/{reference}/{stage}/?show=blocks")
    blocking = lead.page.locator(".govuk-task-list__link").evaluate_all("links => links.map(a => a.pathname)")
    for address in blocking:
        adviser.open(address)
        adviser.press("Confirm this answer", "confirmed")
    return len(blocking)


def submit(lead: Person, reference: str, stage: str) -> None:
    lead.open(f"/cycles/{reference}/gates/{stage}/")
    lead.reads("Ready to submit")
    lead.press("Continue to submit")
    if stage == "review":
        lead.choose("Commission it again")
        lead.type_day("Day on which the next arrangement must start", 1, 4, 2030)
    lead.press("Continue")
    lead.press(re.compile("^Submit the"))
    lead.reads("Submitted to")


def decide(manager: Person, service: str, stage: str) -> int:
    """From My work to a recorded pass; the steps it took."""
    manager.open("/my-work/")
    before = manager.steps
    manager.press(f"{stage.capitalize()} gate: {service}")
    fill_decision(manager, "Pass", "Evidenced, confirmed and in time.")
    manager.press("Record decision")
    manager.reads("Evidenced, confirmed and in time.")
    return manager.steps - before


def fill_decision(manager: Person, outcome: str, reasons: str) -> None:
    """The form of the gate's page, with every box ticked, and on to what comes next."""
    for box in manager.page.get_by_role("checkbox").all():
        box.check()
        manager.steps += 1
    manager.choose(outcome)
    manager.type("Interests you declare", "None")
    manager.type("Reasons for your decision", reasons)
    manager.press("Continue")


def plan_another_day(lead: Person, reference: str) -> None:
    """The dates, worked back, and one of them moved with its reason."""
    lead.reads("Working back from that, the team must pass the Analyse gate by")
    lead.press("All dates, and where they come from")
    lead.press(re.compile("Change.*Analyse gate"))
    lead.press("Save planned date", "with errors")
    lead.type_day("New planned date", 1, 2, 2027)
    lead.type("Why does it move?", "The board meets later")
    lead.press("Save planned date")
    lead.reads("1 February 2027")
    lead.open(f"/cycles/{reference}/history/")
    lead.reads("Analyse gate is now planned for 1 February 2027")


def subscribe(lead: Person) -> None:
    """From the bell to one's own choices, and to the address of one's calendar."""
    lead.press(re.compile("Notifications"), within="header")
    lead.press("Choose what you are told, and how often")
    lead.page.get_by_role("group", name="Gates that wait for you").get_by_label("Now").check()
    lead.press("Save")
    lead.press("see your dates in your own calendar")
    lead.press("Make an address")
    lead.press("Reset the address")
    lead.press("Keep the old one")
    lead.reads(".ics")


def two_signatures(office: Office, reference: str) -> None:
    """The assistant director signs first; only then can the executive director, and Do begins."""
    submit(office.lead, reference, "plan")
    office.director.open(f"/cycles/{reference}/gates/plan/decide/")
    office.director.reads("This gate is waiting for Daniel Okafor, assistant director")
    assert decide(office.assistant, "Highways maintenance", "plan") <= 8
    office.lead.open(f"/cycles/{reference}/gates/plan/")
    office.lead.reads("Margaret Ellis")
    assert decide(office.director, "Highways maintenance", "plan") <= 8
    office.lead.open(f"/cycles/{reference}/do/")
    assert office.lead.heading == "Do checklist"
