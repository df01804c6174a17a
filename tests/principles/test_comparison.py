"""What changed between two editions: each question, each word, each figure."""

from __future__ import annotations

from datetime import UTC, datetime
from html import unescape
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Directorate
from audit.models import Event
from principles.comparison import EditionItem, SectionComparison, TextChange, compare_items
from principles.edition_items import compare_editions
from principles.models import Edition
from principles.services import load
from tests.accounts.people import somebody
from tests.principles.editions import CHECKLIST, FRAMEWORK, QUESTION, changed, real, small
from ui.text_comparison import TextRun

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("nothing_loaded")


def newer_files() -> tuple[str, str]:
    """The small edition with one change of each kind."""
    framework = FRAMEWORK
    for old, new in (
        ("fenland-2026", "fenland-2027"),
        ("2026-05-01", "2027-05-01"),
        ("statement: We listen.", "statement: We listen and answer."),
        ("key_decision_over: 500000", "key_decision_over: 600000"),
        ("rule: Have due regard.", "rule: Have due regard in person."),
        ("plan_work: [4, 8, 14, 24]", "plan_work: [4, 8, 16, 24]"),
        ("L: {analyse: [head_of_service]", "L: {analyse: [head_of_service, assistant_director]"),
        ("{code: M, name: medium, from: 200000}", "{code: M, name: medium, from: 250000}"),
        ("  - {code: life, name: Enjoy life}\n", "  - {code: life, name: Enjoy life}\n  - {code: work, name: Work}\n"),
    ):
        framework = changed(framework, old, new)
    first = QUESTION.replace("{gate}", "AN")
    now = changed(first, "What have residents told us by AN?", "What have 200 residents told us by AN?")
    now = changed(changed(now, "mandatory: true", "mandatory: false"), "tiers: [S, M, L, X]", "tiers: [L, X]")
    checklist = changed(CHECKLIST, first, now)
    checklist = changed(checklist, "RV-RES-1", "RV-RES-2")
    return framework, checklist


@pytest.fixture
def editions(nothing_loaded: None) -> tuple[Edition, Edition]:
    framework, checklist = newer_files()
    return load(small(), AT).edition, load(small(framework, checklist), AT).edition


def by_title(sections: list[SectionComparison]) -> dict[str, SectionComparison]:
    return {section.title: section for section in sections}


def changes_of(section: SectionComparison) -> list[tuple[str, str, str, str]]:
    return [
        (change.item.code, text.label, text.before, text.after) for change in section.changed for text in change.changes
    ]


def test_items_are_the_same_by_their_code() -> None:
    older = [EditionItem("A", "One", {"Text": "x"}), EditionItem("B", "Two", {"Text": "y"})]
    newer = [EditionItem("C", "Two", {"Text": "y"}), EditionItem("A", "First", {"Text": "x", "More": "z"})]
    section = compare_items("Things", older, newer)
    assert ([item.code for item in section.added], [item.code for item in section.removed]) == (["C"], ["B"])
    assert changes_of(section) == [("A", "More", "", "z")]
    assert compare_items("Things", older, older[::-1]) == SectionComparison("Things", [], [], [], 2)


def test_words_that_differ_are_marked() -> None:
    before, after = TextChange("Aim", "Spend well.", "Spend it well.").runs
    assert before == [TextRun("Spend ", differs=False), TextRun("well.", differs=False)]
    assert after == [TextRun("Spend ", differs=False), TextRun("it ", differs=True), TextRun("well.", differs=False)]


def test_every_change_is_found(editions: tuple[Edition, Edition]) -> None:
    sections = by_title(compare_editions(*editions))
    questions = sections["Questions"]
    assert changes_of(questions) == [
        ("AN-RES-1", "Question", "What have residents told us by AN?", "What have 200 residents told us by AN?"),
        ("AN-RES-1", "Asked of cycles that are", "small, medium, large and complex", "large and complex"),
        ("AN-RES-1", "Must be met for the gate to pass", "Yes", "No"),
    ]
    assert [item.code for item in questions.added] == ["RV-RES-2"]
    assert [item.code for item in questions.removed] == ["RV-RES-1"]
    assert questions.unchanged == 2
    assert changes_of(sections["Principles"]) == [
        ("resident_focused", "Statement", "We listen.", "We listen and answer.")
    ]
    assert changes_of(sections["Legal duties"]) == [("PSED", "Rule", "Have due regard.", "Have due regard in person.")]
    assert changes_of(sections["Figures of governance"]) == [("governance", "Key decision over", "500,000", "600,000")]
    assert changes_of(sections["Weeks of each step"]) == [("plan_work", "Large", "14", "16")]
    assert changes_of(sections["Who signs each gate"]) == [
        ("L", "Analyse gate", "head of service", "head of service, then assistant director")
    ]
    assert changes_of(sections["Tiers"]) == [
        (
            "M",
            "A cycle is in it if it",
            "costs £200,000 or more with VAT over its whole life",
            "costs £250,000 or more with VAT over its whole life",
        )
    ]
    assert [item.title for item in sections["Corporate Plan ambitions"].added] == ["Work"]
    unchanged = {title for title, section in sections.items() if not section.differs}
    assert unchanged == {
        "Words of the framework",
        "Stages",
        "Weeks of routes without a tender",
        "Notices",
        "Why notices are not required",
        "Causes of waivers",
        "Risk classes",
        "Delivery routes",
        "Legal regimes",
        "Who confirms answers",
    }


def test_an_edition_differs_from_itself_in_nothing() -> None:
    edition = load(real(), AT).edition
    assert not any(section.differs for section in compare_editions(edition, edition))


def test_the_page_shows_old_beside_new(client: Client, editions: tuple[Edition, Edition]) -> None:
    page = unescape(client.get("/framework/editions/fenland-2026/fenland-2027/").content.decode())
    assert '<strong class="app-differs"><span class="app-vh">[only after: </span>200 <' in page
    assert "RV-RES-2" in page
    assert "Key decision over" in page


@pytest.mark.parametrize("path", ["fenland-2026/none/", "none/fenland-2026/", "fenland-2026/fenland-2026/"])
def test_two_editions_are_needed(client: Client, editions: tuple[Edition, Edition], path: str) -> None:
    assert client.get(f"/framework/editions/{path}").status_code == 404


def test_the_page_asks_the_same_for_few_questions_and_for_many(
    client: Client, editions: tuple[Edition, Edition], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    load(real(), AT)
    client.get("/framework/")  # the frame keeps the edition in force for a while
    for older in ("fenland-2026", "lincolnshire-2021"):
        with django_assert_num_queries(10):
            client.get(f"/framework/editions/{older}/fenland-2027/")


def test_a_folder_is_checked_without_writing(tmp_path: Path) -> None:
    framework, checklist = newer_files()
    load(small(), AT)
    before = Event.objects.count()
    (tmp_path / "framework.yaml").write_text(framework)
    (tmp_path / "checklist.yaml").write_text(checklist)
    output = StringIO()
    call_command("load_framework", str(tmp_path), "--check", stdout=output)
    assert output.getvalue().splitlines() == [
        "No fault. Nothing was written. Without --check:",
        "Loaded the edition How we commission.",
    ]
    assert (Edition.objects.count(), Event.objects.count()) == (1, before)
    (tmp_path / "checklist.yaml").write_text(changed(checklist, "confirmer: finance", "confirmer: nobody"))
    with pytest.raises(CommandError, match="1 fault"):
        call_command("load_framework", str(tmp_path), "--check")


def test_a_directorate_that_the_council_renamed_or_ended_stays_so() -> None:
    load(small(), AT)
    Directorate.objects.update(name="Place and Environment", ended_on=AT.date())
    Directorate.objects.create(code="money", name="Resources")
    load(real(), AT)
    assert list(Directorate.objects.values_list("code", "name", "ended_on")) == [
        ("accw", "Adult Care and Community Wellbeing", None),
        ("childrens", "Children's Services", None),
        ("place", "Place and Environment", AT.date()),
        ("money", "Resources", None),
    ]


@pytest.mark.usefixtures("editions")
def test_the_framework_owner_is_led_to_how_a_question_is_changed(client: Client) -> None:
    principle = "/framework/fenland-2026/principles/resident-focused/"
    assert "Change this question" not in client.get(principle).content.decode()
    client.force_login(somebody("Fiona Reid", "framework_owner"))
    page = client.get(principle).content.decode()
    assert page.count('<a href="/framework/editions/#change">Change this question') == 4
    assert '<a href="/framework/editions/">Change a question</a>' in page
