"""The workspace of a stage: what is met, what blocks, whose turn it is, and how a past stage ended."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from approvals.models import Outcome
from checklists.services.answering import attach_evidence
from checklists.services.confirming import ask_confirmation
from checklists.services.evidencing import add_link
from checklists.services.publishing import publish_answers
from cycles.models import Cycle
from cycles.services.editing import edit_cycle, restrict
from demo import play
from tests.checklists.views.asking import address, met, row, text_of, with_evidence
from tests.council import LARGE, MEDIUM, NOW, SMALL, Council
from tests.cycles.views.conftest import SignedIn


def stage_of(cycle: Cycle, stage: str = "analyse", show: str = "") -> str:
    return reverse("stage", args=[cycle.reference, stage]) + (f"?show={show}" if show else "")


OFFICERS = ["lead", "member", "other", "assistant", "elsewhere", "adviser", "owner", "auditor", "admin"]


@pytest.mark.parametrize("name", OFFICERS)
def test_every_officer_reads_the_checklist(bench: Council, as_: SignedIn, name: str) -> None:
    response = as_(name).get(stage_of(bench.cycle()))
    assert response.status_code == 200
    assert "Analyse checklist" in text_of(response)


def test_councillors_read_it_once_it_is_published(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle_at("plan")
    assert as_("councillor").get(stage_of(cycle, "analyse")).status_code == 403
    publish_answers(cycle, "analyse", actor=bench["lead"], at=NOW)
    assert as_("councillor").get(stage_of(cycle, "analyse")).status_code == 200
    refused = as_("councillor").get(stage_of(cycle, "plan"))
    assert refused.status_code == 403
    assert "once its gate has been passed" in text_of(refused)


@pytest.mark.parametrize("name", ["nobody", "superuser"])
def test_nobody_without_a_role_reads_it(bench: Council, as_: SignedIn, name: str) -> None:
    assert as_(name).get(stage_of(bench.cycle())).status_code == 404


def test_a_restricted_cycle_is_absent_for_those_outside(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle()
    restrict(cycle, restricted=True, reason="It names a child", actor=bench["lead"], at=NOW)
    assert as_("other").get(stage_of(cycle)).status_code == 404
    assert as_("lead").get(stage_of(cycle)).status_code == 200


def test_a_cycle_that_never_was_is_absent(as_: SignedIn) -> None:
    assert as_("lead").get("/cycles/C-9999/analyse/").status_code == 404


def test_it_asks_the_question_of_the_gate_and_counts_what_is_met(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle(LARGE)
    met(bench, row(cycle, 1))
    said = text_of(as_("lead").get(stage_of(cycle)))
    assert "The need is known" in said
    assert "1 of 4 met" in said
    assert "1 of 4 questions met" in said
    assert "2 things still block the gate" in said


def test_each_question_says_its_state_and_whether_it_blocks(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle(LARGE)
    answer = met(bench, row(cycle, 2))
    ask_confirmation(answer, bench["adviser"], actor=bench["lead"], at=NOW)
    said = text_of(as_("lead").get(stage_of(cycle)))
    assert "Residents AN You. Not started Blocks gate" in said
    assert (
        "Money AN Waiting for Ruth Adeyemi, Finance. Due 30 November. 1 piece of evidence. Legal duty : Equality"
        " Met, waiting for Finance to confirm Blocks gate" in said
    )
    assert "Ideas AN You. Optional. Not started Providers" in said


def test_it_names_who_will_sign(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle_at("plan", LARGE)
    said = text_of(as_("lead").get(stage_of(cycle, "plan")))
    assert "Signature 1 Daniel Okafor, assistant director Signature 2 Margaret Ellis, executive director" in said


@pytest.mark.parametrize(
    ("show", "titles"),
    [
        ("", ["Residents AN", "Money AN", "Ideas AN", "Providers AN"]),
        ("blocks", ["Residents AN", "Money AN", "Providers AN"]),
        ("mine", ["Residents AN", "Ideas AN", "Providers AN"]),
        ("others", ["Money AN"]),
        ("out-of-date", ["Money AN"]),
        ("nonsense", ["Residents AN", "Money AN", "Ideas AN", "Providers AN"]),
    ],
)
def test_filters_show_their_questions(bench: Council, as_: SignedIn, show: str, titles: list[str]) -> None:
    cycle = bench.cycle(LARGE)
    answer = met(bench, row(cycle, 2))
    old = add_link(
        cycle,
        "https://example.org/old",
        title="Old survey",
        dated=date(2023, 1, 1),
        good_until=date(2025, 1, 1),
        confidential=False,
        actor=bench["lead"],
        at=NOW,
    )
    answer = attach_evidence(answer, old, actor=bench["lead"], at=NOW)
    ask_confirmation(answer, bench["adviser"], actor=bench["lead"], at=NOW)
    page = text_of(as_("lead").get(stage_of(cycle, show=show)))
    assert [title for title in ("Residents AN", "Money AN", "Ideas AN", "Providers AN") if title in page] == titles
    assert "All 4 Blocks the gate 3 Mine to do 3 Waiting for others 1 Evidence out of date 1" in page


def test_a_filter_without_questions_leads_back_to_all(bench: Council, as_: SignedIn) -> None:
    assert "No question here. See all questions" in text_of(as_("lead").get(stage_of(bench.cycle(), show="others")))


def test_evidence_that_goes_out_of_date_soon_is_told(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle()
    soon = add_link(
        cycle,
        "https://example.org/soon",
        title="Survey",
        dated=date(2025, 1, 1),
        good_until=NOW.date() + timedelta(days=10),
        confidential=False,
        actor=bench["lead"],
        at=NOW,
    )
    attach_evidence(row(cycle), soon, actor=bench["lead"], at=NOW)
    assert "1 piece of evidence, out of date on 3 December 2026." in text_of(as_("lead").get(stage_of(cycle)))


def test_a_principle_without_a_question_says_so(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle(SMALL)
    cycle.edition.principle_set.create(code="innovate", name="Innovate", position=9, abbreviation="INNO")
    assert "Innovate No questions at this tier" in text_of(as_("lead").get(stage_of(cycle)))


def test_questions_set_aside_stand_at_the_end_with_their_reason(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle(MEDIUM)
    edit_cycle(cycle, {"whole_life_value": SMALL}, actor=bench["lead"], at=NOW, seen_version=cycle.version)
    said = text_of(as_("lead").get(stage_of(cycle)))
    assert "1 question set aside Ideas AN : it is not asked of the small tier" in said
    assert "0 of 2 questions met" in said


def test_a_past_stage_says_who_passed_it_and_is_not_filtered(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle_at("plan")
    said = text_of(as_("other").get(stage_of(cycle, show="blocks")))
    assert "Passed 23 November 2026 by Grace Holland. The answers can no longer be changed. See the sealed pack" in said
    assert "Not published to councillors." in said
    assert "Mine to do" not in said
    assert "Residents AN" in said
    assert "Blocks gate" not in said


def test_a_stage_to_come_can_be_prepared(bench: Council, as_: SignedIn) -> None:
    said = text_of(as_("lead").get(stage_of(bench.cycle(), "do")))
    assert "Do has not started. You can prepare answers." in said
    assert "Check if ready" not in said


def test_a_sealed_stage_leads_to_its_submission(bench: Council, as_: SignedIn) -> None:
    cycle = play.ready(bench.cycle(), at=NOW)
    play.put(cycle, at=NOW)
    said = text_of(as_("lead").get(stage_of(cycle)))
    assert "Submission 1 is waiting for a decision since 23 November 2026, so the answers are read-only." in said
    assert "Check if ready" not in said


def test_a_stopped_cycle_says_where_it_stopped(bench: Council, as_: SignedIn) -> None:
    cycle = play.ready(bench.cycle(), at=NOW)
    submission = play.put(cycle, at=NOW)
    play.sign(submission, at=NOW, ruled=play.ruling(submission, Outcome.STOP))
    assert "Stopped 23 November 2026 by Grace Holland." in text_of(as_("lead").get(stage_of(cycle)))
    assert "This cycle was stopped before Plan started." in text_of(as_("lead").get(stage_of(cycle, "plan")))


def test_a_closed_cycle_is_read_only_throughout(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle_at("closed")
    for stage in ("analyse", "plan", "do", "review"):
        assert "Passed 23 November 2026" in text_of(as_("other").get(stage_of(cycle, stage)))


def test_reads_the_same_number_of_times_for_any_number_of_questions(
    bench: Council, as_: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    few, many = bench.cycle(SMALL), bench.cycle(LARGE, service_name="Libraries")
    for number in (1, 2, 3, 4):
        with_evidence(bench, row(many, number), f"Survey {number}")
    with_evidence(bench, row(few))
    client = as_("lead")
    client.get(stage_of(few))
    for cycle in (few, many):
        with django_assert_num_queries(QUERIES):
            client.get(stage_of(cycle))
    assert address(row(few)) in client.get(stage_of(few)).content.decode()


def test_a_gate_that_waits_or_has_passed_costs_two_more_at_most(
    bench: Council, as_: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    waiting = play.ready(bench.cycle_at("plan", LARGE), at=NOW)
    play.put(waiting, at=NOW)
    client = as_("lead")
    for stage, more in (("analyse", QUERIES_PAST), ("plan", QUERIES_WAITING)):
        client.get(reverse("stage", args=[waiting.reference, stage]))
        with django_assert_num_queries(more):
            client.get(reverse("stage", args=[waiting.reference, stage]))


QUERIES = 12
QUERIES_PAST = 13
QUERIES_WAITING = 14
