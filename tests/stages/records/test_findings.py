"""What a stored check found, wherever it is said: beside the answer, on the checklist, at the gate."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from checklists.models import Answer
from cycles.models import Cycle
from demo import play
from stages.records.kinds import all_kinds
from stages.records.services.tables import RowInput, change_table
from stages.records.steps import StagePage, page_of_check, page_of_table
from tests.council import LARGE, NOW, Council
from tests.overview.texts import text_of
from tests.stages.rows import outcome

FOUND = "“More people stay in their own home” has not a baseline."
FAILS = f"fails its check: {FOUND}"


def get(council: Council, name: str, *address: str) -> str:
    client = Client()
    client.force_login(council[name])
    return client.get(reverse(address[0], args=address[1:])).content.decode()


def said(page: str) -> str:
    return text_of(type("Shown", (), {"content": page.encode()})())


def beside(page: str) -> str:
    """The text of the field of the answer."""
    found = re.search(r"<textarea[^>]*name=\"explanation\"[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert found
    return found[1].strip()


def test_before_anything_is_recorded_the_question_leads_to_the_table(council: Council) -> None:
    cycle = council.cycle_at("analyse", LARGE)
    page = get(council, "lead", "question", cycle.reference, "analyse", "an-value-2")
    table = reverse("record-table", args=[cycle.reference, "analyse", "outcomes"])
    assert "Nothing is recorded about this yet. Record it in Intended outcomes" in said(page)
    assert f'<a href="{table}">Record it in Intended outcomes</a>' in page
    assert beside(page) == ""


def test_what_holds_drafts_the_answer_and_leads_to_the_table(council: Council) -> None:
    cycle = council.cycle_at("analyse", LARGE)
    outcome(cycle)
    page = get(council, "lead", "question", cycle.reference, "analyse", "an-value-2")
    assert beside(page) == "One outcome, with its baseline of March 2026."
    assert "One outcome, with its baseline of March 2026. See Intended outcomes" in said(page)


def test_a_failing_hard_stop_says_the_same_wherever_it_blocks(council: Council) -> None:
    """Answered met, with evidence and confirmation: the records alone block it."""
    cycle = play.ready(council.cycle(LARGE), at=NOW)
    row = outcome(cycle, baseline=None, baseline_on=None)
    answer = Answer.objects.get(cycle=cycle, question__code="AN-VALUE-2")
    assert (answer.state, answer.is_met) == ("met", True)
    table = reverse("record-table", args=[cycle.reference, "analyse", "outcomes"])
    pages = {
        "question": get(council, "lead", "question", cycle.reference, "analyse", "an-value-2"),
        "stage": get(council, "lead", "stage", cycle.reference, "analyse"),
        "gate": get(council, "lead", "gate", cycle.reference, "analyse"),
        "cycle": get(council, "lead", "cycle", cycle.reference),
        "table": get(council, "lead", "record-table", cycle.reference, "analyse", "outcomes"),
    }
    for name, page in pages.items():
        assert (name, FOUND in said(page)) == (name, True)
    for name in ("question", "stage", "gate"):
        assert (name, f'<a href="{table}">Put it right in Intended outcomes</a>' in pages[name]) == (name, True)
    for name in ("gate", "cycle"):
        assert (name, FAILS in said(pages[name]).replace("Fails", "fails")) == (name, True)
    assert "You cannot submit yet: 1 thing to do" in said(pages["gate"])
    assert "Ready to submit" not in said(get(council, "lead", "my-work"))
    change_table(
        cycle,
        all_kinds()["outcomes"],
        [RowInput({"baseline": 82, "baseline_on": NOW.date()}, row.pk)],
        actor=cycle.lead,
        at=NOW,
    )
    assert "Ready to submit" in said(get(council, "lead", "gate", cycle.reference, "analyse"))
    assert "Ready to submit" in said(get(council, "lead", "my-work"))


@pytest.mark.parametrize("name", [check for kind in all_kinds().values() for check in kind.checks])
def test_every_check_of_a_table_has_its_page(analyse: Cycle, name: str) -> None:
    kind = next(kind for kind in all_kinds().values() if name in kind.checks)
    page = page_of_check(analyse, name)
    assert page is not None
    assert page == page_of_table(analyse, kind.code)
    assert analyse.reference in page.url


@pytest.mark.parametrize("name", ["equality_analysis_opened", "equality_analysis_considered"])
def test_the_checks_of_the_equality_analysis_lead_to_it(analyse: Cycle, name: str) -> None:
    assert page_of_check(analyse, name) == StagePage("Equality", reverse("equality", args=[analyse.reference]))


def test_other_checks_and_tables_have_none(analyse: Cycle) -> None:
    assert page_of_check(analyse, "schedule_has_float") is None
    assert page_of_table(analyse, "no-such-table") is None
    url = reverse("record-table", args=[analyse.reference, "plan", "risks"])
    assert page_of_table(analyse, "risks") == StagePage("Risks", url)
