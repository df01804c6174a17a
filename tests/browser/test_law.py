"""Proportion and law in the browser: a hasty £80m cycle is held up, a £60,000 grant goes through quickly."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Response

from tests.browser.looking import Looked, Person, sit_down
from tests.browser.test_journey import ANSWER, Office, decide, save_and_go_on, submit
from tests.services.server import Site

pytestmark = pytest.mark.browser


def test_a_hasty_complex_cycle_is_held_up_by_its_dates(site: Site, browser: Browser) -> None:
    reference = site.play("tests.browser.scenes:hasty").strip()
    site.start()
    looked = Looked()
    lead, assistant, director = (
        sit_down(browser, site.url, f"{name}@council.example", looked) for name in ("lead", "assistant", "director")
    )
    dates_do_not_hold(assistant, reference)
    dates_do_not_hold(director, reference)
    lead.open(f"/cycles/{reference}/plan/")
    assert lead.heading == "Plan checklist"
    site.play("tests.browser.scenes:answer_hastily", reference)
    lead.open(f"/cycles/{reference}/gates/plan/")
    lead.reads("The forward plan notice is not recorded as published.")
    lead.reads("The key decision is not recorded as taken.")
    assert lead.page.get_by_role("link", name="Continue to submit").count() == 0
    lead.page.goto(f"{site.url}/cycles/{reference}/gates/plan/submit/")
    assert "Continue to submit" not in lead.page.inner_text("body")
    site.play("tests.browser.scenes:record_decision", reference)
    submit(lead, reference, "plan")


def dates_do_not_hold(decider: Person, reference: str) -> None:
    """The decider reads that the dates don't hold, can't pass without accepting it by name, and passes with it."""
    decider.open(f"/cycles/{reference}/gates/analyse/decide/")
    decider.reads("after its last safe date")
    for weakness in (
        "The same words",
        "Answered within seconds",
        "Evidence from before the cycle",
        "Evidence behind many answers",
        "Links that lead to no document",
        "Confirmed without a word",
    ):
        decider.reads(weakness)
    for box in decider.page.get_by_role("checkbox").all():
        if "enough time" not in box.evaluate("box => box.labels[0].innerText").lower():
            box.check()
    decider.choose("Pass")
    decider.type("Interests you declare", "None")
    decider.type("Reasons for your decision", "The need is clear, and the gap of time is known.")
    decider.press("Continue", "with errors")
    decider.reads("Enough time to do it properly")
    assert decider.page.locator(".govuk-error-summary").count() == 1
    decider.tick(re.compile("Enough time to do it properly"))
    decider.press("Continue")
    decider.press("Record decision")
    decider.reads("The need is clear, and the gap of time is known.")


@dataclass
class Loads:
    """Pages that a person's browser has loaded."""

    number: int = 0

    def count(self, response: Response) -> None:
        request = response.request
        if request.is_navigation_request() and response.status == 200:
            self.number += 1


def test_a_grant_of_60_000_goes_to_its_review_gate_in_few_pages(site: Site, browser: Browser) -> None:
    site.play("tests.browser.scenes:people")
    site.start()
    looked = Looked()
    names = ("lead", "adviser", "head", "assistant", "director")
    office = Office(*(sit_down(browser, site.url, f"{name}@council.example", looked) for name in names))
    reference = start_the_grant(office.lead)
    questions = confirmations = loads = 0
    for stage in ("analyse", "plan", "do", "review"):
        if stage == "do":
            site.play("tests.browser.scenes:enter_agreement", reference)
        seen = Loads()
        office.lead.page.on("response", seen.count)
        asked, to_confirm = answer_stage(office.lead, reference, stage)
        office.lead.page.remove_listener("response", seen.count)
        for address in to_confirm:
            office.adviser.open(address)
            office.adviser.press("Confirm this answer", "confirmed")
        questions, confirmations, loads = questions + asked, confirmations + len(to_confirm), loads + seen.number
        if stage == "review":
            break
        submit(office.lead, reference, stage)
        decide(office.head, "Village halls", stage)
    office.lead.open(f"/cycles/{reference}/gates/review/")
    office.lead.reads("Ready to submit")
    assert (questions, confirmations) == (21, 4)  # of 22, one of which holds no gate and does not come by itself
    assert loads <= 35


def start_the_grant(lead: Person) -> str:
    lead.press("Start a cycle")
    lead.type("Name of the service", "Village halls")
    lead.select("Directorate", "Place")
    lead.type("Purpose", "Halls that villages run themselves stay open, warm and used by everybody.")
    lead.press("Continue")
    lead.type_day("Need-by date", 1, 4, 2028)
    lead.choose("Grant to a voluntary or community body")
    lead.choose("Not a procurement")
    lead.press("Continue")
    lead.type("Whole-life value without VAT", "£60,000")
    lead.press("Continue")
    lead.choose("No")
    lead.tick("Enable everyone to enjoy life to the full")
    lead.tick("It affects every division of the county")
    lead.press("Continue")
    lead.select("Sponsor", "Grace Holland")
    lead.press("Continue")
    lead.press("Start the cycle")
    lead.open(f"{lead.page.url.removeprefix(lead.base)}dates/")
    lead.reads("Open the call")
    assert "tender" not in lead.page.inner_text("main").lower()
    found = re.search(r"C-\d+", lead.page.url)
    assert found
    return found[0]


def answer_stage(lead: Person, reference: str, stage: str) -> tuple[int, list[str]]:
    """Answer each question in order, with evidence where it is needed, and ask as it is saved where somebody confirms.

    How many were asked, and the addresses of those to confirm.
    """
    lead.open(f"/cycles/{reference}/{stage}/")
    lead.page.locator(".govuk-task-list__link").first.click()
    lead.page.wait_for_url("**/questions/**")
    questions, to_confirm = 0, []
    while "/questions/" in lead.page.url:
        questions += 1
        assert questions <= 22, "It goes round in a circle"
        address = lead.page.url.removeprefix(lead.base)
        body = lead.page.inner_text("main")
        if "A sentence is enough" not in body:
            lead.press("Add evidence")
            lead.type("Or enter a link", f"https://documents.example.org/{reference}/{stage}/{questions}")
            lead.type("Title", f"Note {questions} of the {stage} stage")
            lead.type_day("Date of the evidence", 2, 11, 2026)
            lead.press("Add to this answer", "with evidence")
        lead.choose("Met")
        lead.type(ANSWER, f"Settled with the hall committees in November, point {questions} of the {stage} note.")
        if save_and_go_on(lead):
            to_confirm.append(address)
    return questions, to_confirm
