"""Approvals: gates that wait for me and for others, what was decided, and conditions to check."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from accounts.models import Cover, User
from accounts.roles import with_roles
from approvals.models import Condition, Outcome, Submission
from approvals.services.conditions import claim
from approvals.services.correcting import correct
from approvals.services.deciding import ConditionInput
from commissioning.context_processors import around, navigation, waiting_counts
from demo import play
from overview.presenters.waiting_gates import ForMe, for_me, gates_for
from overview.selectors.waiting_gates import signable_gates
from tests.approvals.signers import renew
from tests.council import LARGE, NOW, Council, make_restricted
from tests.overview.conftest import SignedIn
from tests.overview.texts import rows, text_of

TODAY = NOW.date()
LONG_AGO = NOW - timedelta(days=14)
ADDRESSES = ("/approvals/", "/approvals/?show=others", "/approvals/?show=conditions", "/approvals/decided/")


def put(council: Council, name: str = "Street cleansing", value: Decimal = LARGE, **more: object) -> Submission:
    cycle = council.cycle(value, at=LONG_AGO, service_name=name, **more)
    return play.put(play.ready(cycle, at=LONG_AGO), at=LONG_AGO)


@pytest.mark.parametrize("name", ["head", "assistant", "director", "other", "elsewhere"])
def test_my_work_finds_the_same_gates_in_the_same_order(council: Council, name: str) -> None:
    put(council, "Street lights")
    put(council, "Parks", Decimal(9_000))
    make_restricted(put(council, "Advocacy").cycle_id)
    found = [(row.cycle_id, row.is_expected) for row in signable_gates(council[name], TODAY)]
    assert found == list(gates_for(council[name], TODAY).values_list("step__submission__cycle_id", "is_expected"))


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("name", ["lead", "assistant", "adviser", "owner", "auditor"])
def test_an_officer_without_anything_there_is_told_so(as_: SignedIn, name: str, address: str) -> None:
    response = as_(name).get(address)
    assert response.status_code == 200
    assert any(
        empty in text_of(response)
        for empty in (
            "No gates are waiting for you. You have not decided a gate this month.",
            "No gates are waiting for anybody else.",
            "There are no conditions for you to check.",
            "Nothing has been decided yet.",
        )
    )


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("name", ["councillor", "nobody"])
def test_is_for_officers(as_: SignedIn, name: str, address: str) -> None:
    assert as_(name).get(address).status_code == 403


def test_a_gate_is_in_one_line_with_what_a_decider_asks_first(council: Council, as_: SignedIn) -> None:
    submission = put(council, key_decision=True)
    (row,) = rows(as_("assistant").get("/approvals/"))
    asked = len([answer for answer in submission.pack["answers"] if answer["state"] != "not_applicable"])
    assert row == (
        f"Analyse gate: Street cleansing {submission.cycle.reference}, {council.place}. Submission 1 Pass to Plan"
        f" Priya Nair For 10 working days 5 working days late £2m {asked} of {asked} Key decision"
    )


def test_proposed_conditions_are_counted(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle(LARGE, at=LONG_AGO)
    partly = cycle.answers.filter(question__stage="analyse", question__conditional_pass=True, question__mandatory=True)
    code = partly[0].question.code
    play.put(play.ready(cycle, at=LONG_AGO, partly=[code]), at=LONG_AGO)
    assert "1 condition proposed" in rows(as_("assistant").get("/approvals/"))[0]


def test_others_of_the_directorate_wait_for_somebody_else(council: Council, as_: SignedIn) -> None:
    put(council)
    assert rows(as_("head").get("/approvals/")) == []
    (row,) = rows(as_("head").get("/approvals/?show=others"))
    assert "Daniel Okafor Assistant director" in row
    assert rows(as_("elsewhere").get("/approvals/?show=others")) == []
    assert len(rows(as_("lead").get("/approvals/?show=others"))) == 1


def test_who_only_could_decide_is_told_who_is_expected(council: Council, as_: SignedIn) -> None:
    put(council)
    assert "Daniel Okafor is expected to decide it" in rows(as_("assistant2").get("/approvals/"))[0]


def test_decided_are_mine_those_for_me_and_those_on_my_cycles(council: Council, as_: SignedIn) -> None:
    submission = put(council)
    cover = {"starts": TODAY - timedelta(days=20), "ends": TODAY, "created_at": LONG_AGO}
    Cover.objects.create(person=council["assistant"], stand_in=council["other"], **cover)
    renew()
    play.sign(submission, at=NOW, by=council["other"])
    lines = {name: rows(as_(name).get("/approvals/decided/")) for name in ("other", "assistant", "lead", "head")}
    (line,) = lines["assistant"]
    assert line.endswith("Pass Tom Baines for Daniel Okafor 23 November 2026")
    assert lines == {"other": [line], "assistant": [line], "lead": [line], "head": []}
    assert "You have decided 1 gate this month." in text_of(as_("other").get("/approvals/"))


def test_a_corrected_decision_says_so(council: Council, as_: SignedIn) -> None:
    decision = play.sign(put(council), at=NOW)
    correct(
        decision,
        outcome=Outcome.PASS,
        reasons="A figure was wrong",
        interests="None",
        actor=council["assistant"],
        at=NOW,
    )
    newest, replaced = rows(as_("assistant").get("/approvals/decided/"))
    assert "Replaced by a correction" in replaced
    assert "Replaced by a correction" not in newest


def test_conditions_said_to_be_done_come_first(council: Council, as_: SignedIn) -> None:
    submission = put(council)
    promised = [
        ConditionInput("Publish the findings", council["lead"], TODAY + timedelta(days=2), council["head"]),
        ConditionInput("Ask the market", council["member"], TODAY + timedelta(days=9), council["head"]),
    ]
    ruled = replace(play.ruling(submission, Outcome.PASS_WITH_CONDITIONS), conditions=promised)
    play.sign(submission, at=NOW, ruled=ruled)
    later = Condition.objects.get(text="Ask the market")
    claim(later, note="Eight suppliers came", actor=council["member"], at=NOW, seen_version=later.version)
    first, second = rows(as_("head").get("/approvals/?show=conditions"))
    assert first.startswith("Ask the market Street cleansing")
    assert first.endswith("Leanne Cooper 2 December Done, check it")
    assert second.endswith("Priya Nair 25 November Not done yet")


def test_the_count_is_of_gates_that_somebody_can_decide_now(council: Council) -> None:
    put(council, "Parks")
    put(council, "Roads")
    counts = {
        name: waiting_counts(council[name]).gates for name in ("assistant", "assistant2", "head", "lead", "elsewhere")
    }
    assert counts == {"assistant": 2, "assistant2": 2, "head": 0, "lead": 0, "elsewhere": 0}
    Cover.objects.create(
        person=council["assistant"], stand_in=council["lead"], starts=TODAY, ends=TODAY, created_at=LONG_AGO
    )
    renew()
    assert waiting_counts(council["lead"]).gates == 0, "who leads both may not decide them for anybody"


def test_the_navigation_shows_the_count(council: Council) -> None:
    put(council)
    counts = {}
    for name in ("assistant", "lead"):
        request = RequestFactory().get("/my-work/")
        request.user = council[name]
        assert [item.label for item in navigation(request) if item.shows_gates] == ["Approvals"]
        counts[name] = str(around(request)["gates_waiting"])
    assert counts == {"assistant": "1", "lead": "0"}


@pytest.mark.parametrize("name", ["lead", "assistant"])
def test_the_figures_of_the_frame_take_one_query(
    council: Council, django_assert_num_queries: DjangoAssertNumQueries, name: str
) -> None:
    put(council)
    request = RequestFactory().get("/my-work/")
    user = with_roles(council[name].pk, TODAY)
    assert user
    request.user = user
    with django_assert_num_queries(1):
        frame = around(request)
        assert frame["navigation"]
        assert str(frame["unread"]).isdigit()
        assert str(frame["gates_waiting"]).isdigit()


def waiting(user: User) -> list[ForMe]:
    return for_me(gates_for(user, TODAY), TODAY)


def test_costs_the_same_queries_for_one_gate_and_for_three(
    council: Council, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    put(council, "Parks")
    user = council["assistant"]
    with django_assert_num_queries(QUERIES):
        waiting(user)
    put(council, "Roads")
    put(council, "Trees")
    user = council["assistant"]
    with django_assert_num_queries(QUERIES):
        assert len(waiting(user)) == 3


QUERIES = 4


def test_a_restricted_cycle_is_on_nobody_elses_list(council: Council, as_: SignedIn) -> None:
    submission = put(council, "Secret move")
    make_restricted(submission.cycle_id)
    for name in ("other", "adviser2", "owner", "elsewhere"):
        for address in ADDRESSES:
            assert "Secret move" not in text_of(as_(name).get(address)), (name, address)
    assert "Secret move" in text_of(as_("auditor").get("/approvals/?show=others"))
