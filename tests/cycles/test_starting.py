"""Starting a cycle and the next one: what it is asked, who is told, and how references count."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from approvals.models import NextStep, Submission
from approvals.services.submitting import SubmissionInput, submit
from cycles.models import Cycle, CycleStage, Service
from cycles.services.starting import NewCycleInput, start_cycle, start_next
from demo import play
from tests.council import COMPLEX, LARGE, MEDIUM, NOW, SMALL, Council
from tests.cycles.assertions import finds, refuses, watching

LATER = date(2031, 4, 1)


def codes(cycle: Cycle) -> set[str]:
    return set(cycle.answers.filter(set_aside_because="").values_list("question__code", flat=True))


def test_a_cycle_starts_in_analyse_with_its_questions(bench: Council) -> None:
    with watching(bench) as written:
        cycle = bench.cycle(team=[bench["member"], bench["lead"]])
    assert (cycle.reference, cycle.number, cycle.stage, cycle.visit, cycle.tier) == ("C-0001", 1, "analyse", 1, "S")
    assert (cycle.stage_since, cycle.started_by, cycle.edition.code) == (NOW, bench["lead"], "proving-2026")
    assert list(cycle.team.all()) == [bench["member"]]
    assert codes(cycle) == {f"{gate}-RES-{n}" for gate in ("AN", "PL", "DO", "RV") for n in (1, 2)} | {
        "PL-RES-5",
        "PL-RES-6",
    }
    assert written.verbs == ["cycle_started"]
    assert written.told == {("team_joined", "member"), ("sponsor_named", "assistant")}


@pytest.mark.parametrize(
    ("value", "tier", "provisional", "asked"),
    [
        (SMALL, "S", False, {1, 2}),
        (MEDIUM, "M", False, {1, 2, 3}),
        (LARGE, "L", False, {1, 2, 3, 4}),
        (COMPLEX, "X", False, {1, 2, 3, 4}),
        (None, "L", True, {1, 2, 3, 4}),
    ],
)
def test_the_tier_follows_the_value(value: Any, tier: str, provisional: bool, asked: set[int], bench: Council) -> None:
    cycle = bench.cycle(value)
    assert (cycle.tier, cycle.tier_computed, cycle.tier_is_provisional) == (tier, tier, provisional)
    assert {int(code[-1]) for code in codes(cycle) if code.startswith("AN")} == asked


def test_an_override_of_the_tier_stands_beside_what_was_computed(bench: Council) -> None:
    cycle = bench.cycle(tier_override="M", tier_override_reason=" New law ")
    assert (cycle.tier, cycle.tier_computed, cycle.tier_override_reason) == ("M", "S", "New law")
    same = bench.cycle(service_name="Libraries", tier_override="S", tier_override_reason="No matter")
    assert (same.tier, same.tier_override_reason) == ("S", "")


@pytest.mark.parametrize(
    ("more", "faults"),
    [
        ({"service_name": " "}, {"service_name": "Enter the name of the service"}),
        (
            {"sponsor": "lead"},
            {"sponsor": "The sponsor cannot be the lead commissioner: choose somebody else"},
        ),
        ({"tier_override": "M"}, {"tier_override_reason": "Say why this cycle belongs in another tier"}),
        (
            {"tier_override": "Z", "tier_override_reason": "Why"},
            {"tier_override": "Select a tier of the framework"},
        ),
        ({"sponsor": "gone"}, {"sponsor": "Ivy Long can no longer sign in: choose somebody else"}),
        ({"team": ["gone"]}, {"team": "Ivy Long can no longer sign in: choose somebody else"}),
    ],
)
def test_an_incomplete_start_says_what_is_missing(more: Any, faults: Any, bench: Council) -> None:
    bench.add("gone", "Ivy Long", {"kind": "commissioner"}, is_active=False)
    if "sponsor" in more:
        more = more | {"sponsor": bench[more["sponsor"]]}
    if "team" in more:
        more = more | {"team": [bench[name] for name in more["team"]]}
    with finds(faults):
        bench.cycle(**more)


def test_who_may_not_start_is_refused(bench: Council) -> None:
    new = NewCycleInput(bench.place, "Why", bench["lead"], bench["assistant"], LATER, service_name="Parks")
    with refuses("Only commissioners and managers start cycles."):
        start_cycle(new, actor=bench["superuser"], at=NOW)


def test_references_count_on_over_every_service(bench: Council) -> None:
    cycles = [bench.cycle(service_name=name) for name in ("Parks", "Libraries", "Roads")]
    with pytest.raises(ValidationError):
        bench.cycle(service_name="")
    cycles.append(bench.cycle(service_name="Museums"))
    assert [cycle.reference for cycle in cycles] == ["C-0001", "C-0002", "C-0003", "C-0004"]


# The next cycle


def test_the_next_cycle_keeps_what_lasts_and_leaves_open_how_to_deliver(bench: Council) -> None:
    cycle = bench.cycle_at(CycleStage.DO, MEDIUM, team=[bench["member"]], tier_flags=[], restricted=True)
    with watching(bench) as written:
        successor = start_next(cycle, need_by=LATER, actor=bench["member"], at=NOW)
    kept = ("service_id", "purpose", "lead_id", "sponsor_id", "directorate_id", "whole_life_value", "restricted")
    assert [getattr(successor, name) for name in kept] == [getattr(cycle, name) for name in kept]
    assert (successor.number, successor.previous, successor.stage, successor.need_by) == (2, cycle, "analyse", LATER)
    assert (successor.delivery_route, successor.legal_regime) == (None, None)
    assert list(successor.team.all()) == [bench["member"]]
    assert written.verbs == ["cycle_started", "successor_opened"]
    assert written.told == {("cycle_opened", "lead"), ("cycle_opened", "assistant")}
    assert Cycle.objects.get(pk=cycle.pk).stage == "do"


def test_the_next_cycle_opens_once_and_not_from_analyse(bench: Council) -> None:
    cycle = bench.cycle()
    with refuses("The next cycle can start once this one has left Analyse."):
        start_next(cycle, need_by=LATER, actor=bench["lead"], at=NOW)
    cycle = play.pass_gate(cycle, at=NOW)
    start_next(cycle, need_by=LATER, actor=bench["lead"], at=NOW)
    with refuses("The next cycle has started already: C-0002."):
        start_next(cycle, need_by=LATER, actor=bench["lead"], at=NOW)


def again(council: Council, service: Service) -> NewCycleInput:
    return NewCycleInput(council.place, "Why", council["other"], council["assistant"], LATER, service=service)


def test_a_service_that_was_commissioned_goes_on_where_it_was(bench: Council) -> None:
    stopped = bench.cycle_at(CycleStage.CLOSED, service_name="Parks")
    last = stopped.successor
    submission = play.put(play.ready(last, at=NOW), at=NOW)
    play.sign(submission, at=NOW, ruled=play.ruling(submission, "stop"))
    with watching(bench) as written:
        cycle = start_cycle(again(bench, last.service), actor=bench["lead"], at=NOW)
    assert (cycle.previous, cycle.number) == (last, 3)
    assert written.told == {("lead_named", "other"), ("sponsor_named", "assistant")}


def test_a_service_whose_cycle_runs_is_not_started_over(bench: Council) -> None:
    running = bench.cycle(service_name="Parks")
    with refuses("The next cycle can start once this one has left Analyse."):
        start_cycle(again(bench, running.service), actor=bench["lead"], at=NOW)


def reviewed(council: Council, next_step: str, *, started_early: bool = False) -> Cycle:
    cycle = council.cycle_at(CycleStage.REVIEW)
    if started_early:
        start_next(cycle, need_by=LATER, actor=council["lead"], at=NOW)
    return play.pass_gate(cycle, at=NOW, next_step=next_step)


@pytest.mark.parametrize("step", [step for step in NextStep.values if step != NextStep.STOP])
def test_passing_the_review_opens_the_next_cycle(step: str, bench: Council) -> None:
    cycle = reviewed(bench, step)
    assert (cycle.stage, cycle.ended_at, cycle.successor.stage) == ("closed", NOW, "analyse")
    assert cycle.successor.need_by == NOW.date() + timedelta(days=500)


def test_a_review_that_ends_the_service_opens_nothing(bench: Council) -> None:
    cycle = reviewed(bench, NextStep.STOP)
    assert cycle.stage == "closed"
    assert Cycle.objects.count() == 1


def test_a_successor_under_way_is_left_alone(bench: Council) -> None:
    with watching(bench) as written:
        cycle = reviewed(bench, NextStep.RECOMMISSION, started_early=True)
    assert Cycle.objects.count() == 2
    assert cycle.successor.need_by == LATER
    assert written.verbs.count("successor_opened") == 1


def test_a_review_says_what_comes_next_and_by_when(bench: Council) -> None:
    cycle = play.ready(bench.cycle_at(CycleStage.REVIEW), at=NOW)
    with finds({"next_step": "Select what comes next for this service"}):
        submit(cycle, SubmissionInput(), actor=bench["lead"], at=NOW)
    with finds({"next_need_by": "Enter the date by which the next arrangement must start"}):
        submit(cycle, SubmissionInput(next_step=NextStep.EXTEND), actor=bench["lead"], at=NOW)
    start_next(cycle, need_by=LATER, actor=bench["lead"], at=NOW)
    submit(cycle, SubmissionInput(next_step=NextStep.EXTEND), actor=bench["lead"], at=NOW)
    assert Submission.objects.get(cycle=cycle, stage="review").next_step == NextStep.EXTEND


def test_only_a_review_says_what_comes_next(bench: Council) -> None:
    cycle = play.ready(bench.cycle(), at=NOW)
    asked = SubmissionInput(next_step=NextStep.STOP, next_need_by=LATER)
    submission = submit(cycle, asked, actor=bench["lead"], at=NOW)
    assert (submission.next_step, submission.next_need_by) == ("", None)
