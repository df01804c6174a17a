"""The facts of many gates, which pages across all cycles ask for, are those of each gate asked alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pytest_django import DjangoAssertNumQueries

from approvals.gates import GateFacts
from approvals.models import Outcome
from approvals.selectors.gate_facts import evaluate_gate, facts_of, gate_facts
from approvals.services.deciding import ConditionInput
from checklists.models import AnswerState
from checklists.selectors.answers import live_answers
from cycles.models import Cycle, CycleStage
from cycles.selectors.stages import present
from cycles.services.starting import start_next
from demo import play
from tests.council import LARGE, NOW, SMALL, Council

TODAY = NOW.date()


def loaded() -> list[Cycle]:
    return list(Cycle.objects.select_related("service", "edition", "lead", "directorate", "sponsor").order_by("pk"))


def without_pages(facts: GateFacts) -> GateFacts:
    """Of one gate alone each finding names the page of its records."""
    answers = [
        replace(answer, finding=answer.finding and replace(answer.finding, kept_in="", url=""))
        for answer in facts.answers
    ]
    return replace(facts, answers=answers)


def with_condition(council: Council) -> Cycle:
    """A cycle in Plan that still owes a promise made at the Analyse gate."""
    cycle = play.ready(council.cycle(), at=NOW)
    submission = play.put(cycle, at=NOW)
    promise = ConditionInput("Publish the findings", council["lead"], TODAY + timedelta(days=9), council["head"])
    ruled = replace(play.ruling(submission, Outcome.PASS_WITH_CONDITIONS), conditions=[promise])
    play.sign(submission, at=NOW, ruled=ruled)
    return Cycle.objects.get(pk=cycle.pk)


def test_each_gate_has_the_facts_that_it_has_alone(council: Council) -> None:
    owing = with_condition(council)
    start_next(owing, need_by=owing.need_by + timedelta(days=700), actor=council["lead"], at=NOW)
    large = council.cycle(LARGE, service_name="Home care")
    first = live_answers(large, CycleStage.ANALYSE)[0]
    play.answer(first, at=NOW, state=AnswerState.PARTLY_MET)
    stages = present(loaded())
    assert len(stages) == 3
    alone = {cycle.pk: gate_facts(cycle, stage, TODAY) for cycle, stage in stages.items()}
    assert facts_of(stages, TODAY) == {key: without_pages(facts) for key, facts in alone.items()} != alone


def test_a_promise_binds_its_own_cycle_and_no_other_that_runs(council: Council) -> None:
    owing = with_condition(council)
    start_next(owing, need_by=owing.need_by + timedelta(days=700), actor=council["lead"], at=NOW)
    council.cycle(service_name="Something else")
    found = facts_of(present(loaded()), TODAY)
    assert {pk for pk, facts in found.items() if facts.conditions} == {owing.pk}


def test_ended_cycles_have_no_present_gate(council: Council) -> None:
    council.cycle_at("closed")
    assert [cycle.number for cycle in present(loaded())] == [2]


def test_many_gates_cost_as_many_queries_as_one(
    council: Council, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    council.cycle()
    one = present(loaded())
    facts_of(one, TODAY)  # what the edition says is read once
    with django_assert_num_queries(6):
        facts_of(one, TODAY)
    council.cycle(LARGE, service_name="Home care")
    council.cycle_at("plan", SMALL, service_name="Libraries")
    three = present(loaded())
    facts_of(three, TODAY)  # the routes of a regime, which Plan asks for, are read once too
    with django_assert_num_queries(7):  # a check fails here: its exceptions are read
        facts_of(three, TODAY)
    assert all(not evaluate_gate(cycle, stage, TODAY).ready for cycle, stage in three.items())
