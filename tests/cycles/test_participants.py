"""The stored participants of a cycle follow their sources, in the transaction of every service that changes one."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.db import IntegrityError, transaction

from approvals.models import Condition, NextStep
from approvals.services.conditions import hand_over
from approvals.services.correcting import correct
from checklists.models import Answer
from checklists.services.confirming import ask_confirmation, refuse_confirmation
from cycles.models import Cycle
from cycles.models.participants import CycleParticipant
from cycles.services.editing import change_people
from cycles.services.starting import start_next
from demo import play
from portfolio.services import lead
from tests.approvals.test_conditions import promised
from tests.approvals.test_deciding import LATER, conditional, promise, rule, waiting
from tests.council import LARGE, NOW, Council
from tests.cycles.participation import from_sources, stored

Named = set[tuple[str, str]]


def with_article(council: Council, cycle: Cycle) -> Named:
    """(reason, short name) of everybody who has a part in the cycle."""
    names = {user.pk: name for name, user in council.people.items()}
    rows = CycleParticipant.objects.filter(cycle=cycle).values_list("reason", "user")
    return {(reason, names[user]) for reason, user in rows}


def people(council: Council, cycle: Cycle, lead: str, sponsor: str, team: Iterable[str]) -> Cycle:
    return change_people(
        cycle,
        lead=council[lead],
        sponsor=council[sponsor],
        team=[council[name] for name in team],
        actor=council["director"],
        at=NOW,
        seen_version=Cycle.objects.get(pk=cycle.pk).details_version,
    )


def test_a_cycle_starts_with_its_people(bench: Council) -> None:
    cycle = bench.cycle(team=[bench["lead"], bench["member"], bench["other"]])
    assert with_article(bench, cycle) == {
        ("lead", "lead"),
        ("sponsor", "assistant"),
        ("team", "member"),
        ("team", "other"),
    }
    assert stored() == from_sources()


def test_people_are_changed_and_only_differences_are_written(bench: Council) -> None:
    cycle = bench.cycle(team=[bench["member"]])
    sponsor = CycleParticipant.objects.get(cycle=cycle, reason="sponsor")
    people(bench, cycle, "member", "assistant", ["lead", "other"])
    assert with_article(bench, cycle) == {
        ("lead", "member"),
        ("sponsor", "assistant"),
        ("team", "lead"),
        ("team", "other"),
    }
    assert CycleParticipant.objects.get(cycle=cycle, reason="sponsor") == sponsor
    people(bench, cycle, "lead", "assistant2", [])
    assert with_article(bench, cycle) == {("lead", "lead"), ("sponsor", "assistant2")}
    assert stored() == from_sources()


def test_one_person_may_have_several_parts(bench: Council) -> None:
    cycle = bench.cycle(LARGE, team=[bench["adviser"]])
    people(bench, cycle, "lead", "assistant", ["adviser", "assistant"])
    ask_confirmation(finance(cycle), bench["adviser2"], actor=bench["lead"], at=NOW)
    people(bench, cycle, "lead", "assistant", ["adviser2"])
    assert with_article(bench, cycle) == {
        ("lead", "lead"),
        ("sponsor", "assistant"),
        ("team", "adviser2"),
        ("adviser_asked", "adviser2"),
    }


def test_the_lead_of_several_cycles_is_changed(bench: Council) -> None:
    cycles = [bench.cycle(service_name=name, team=[bench["member"]]) for name in ("Parks", "Roads")]
    ended = bench.cycle(service_name="Trees")
    submission = play.put(play.ready(ended, at=NOW), at=NOW)
    play.sign(submission, at=NOW, ruled=play.ruling(submission, "stop"))
    seen = [(cycle, cycle.details_version) for cycle in [*cycles, Cycle.objects.get(pk=ended.pk)]]
    lead.change_leads(seen, bench["member"], reason="Priya leaves", actor=bench["lead"], at=NOW)
    for cycle in cycles:
        assert ("lead", "member") in with_article(bench, cycle)
    assert ("lead", "lead") in with_article(bench, ended)
    assert stored() == from_sources()


def finance(cycle: Cycle) -> Answer:
    return play.answer(cycle.answers.get(question__code="AN-RES-2"), at=NOW)


def test_an_adviser_once_asked_stays_a_participant(bench: Council) -> None:
    cycle = bench.cycle()
    row = finance(cycle)
    first = ask_confirmation(row, bench["adviser"], actor=bench["lead"], at=NOW)
    assert stored() == from_sources()
    refuse_confirmation(first, reason="No", actor=bench["adviser"], at=NOW)
    row = play.answer(play.answer(row, at=NOW, state="not_met"), at=NOW)
    ask_confirmation(row, bench["adviser"], actor=bench["lead"], at=NOW)
    ask_confirmation(row, bench["adviser2"], actor=bench["lead"], at=NOW)
    ask_confirmation(row, bench["adviser"], actor=bench["lead"], at=NOW)
    advisers = {name for reason, name in with_article(bench, cycle) if reason == "adviser_asked"}
    assert advisers == {"adviser", "adviser2"}
    assert stored() == from_sources()


def test_conditions_bring_owners_and_checkers(bench: Council) -> None:
    submission = waiting(bench)
    twice = [promise(bench), promise(bench, text="And the rest", owner=bench["other"])]
    rule(bench, submission, conditional(submission, *twice))
    conditions = {entry for entry in with_article(bench, submission.cycle) if entry[0].startswith("condition")}
    assert conditions == {
        ("condition_owner", "member"),
        ("condition_owner", "other"),
        ("condition_checker", "head"),
    }
    assert stored() == from_sources()


def test_a_condition_is_handed_over_and_its_former_people_leave(bench: Council) -> None:
    condition = promised(bench)
    hand_over(
        condition, owner=bench["other"], verifier=bench["member"], actor=bench["director"], at=LATER, seen_version=0
    )
    conditions = {entry for entry in with_article(bench, condition.cycle) if entry[0].startswith("condition")}
    assert conditions == {("condition_owner", "other"), ("condition_checker", "member")}
    assert stored() == from_sources()


def test_whoever_owns_another_condition_stays(bench: Council) -> None:
    submission = waiting(bench)
    rule(bench, submission, conditional(submission, promise(bench), promise(bench, text="And the rest")))
    first = Condition.objects.order_by("pk")[0]
    hand_over(first, owner=bench["other"], verifier=bench["head"], actor=bench["director"], at=LATER, seen_version=0)
    owners = {name for reason, name in with_article(bench, submission.cycle) if reason == "condition_owner"}
    assert owners == {"member", "other"}


def test_a_corrected_gate_keeps_the_people_of_its_lapsed_conditions(bench: Council) -> None:
    condition = promised(bench)
    correct(
        condition.decision,
        outcome="return",
        reasons="The wrong version was read.",
        interests="None",
        reopened=["AN-RES-1"],
        actor=bench["head"],
        at=LATER,
    )
    assert ("condition_owner", "member") in with_article(bench, condition.cycle)
    assert stored() == from_sources()


@pytest.mark.parametrize("opened_by", ["a person", "the Review gate"])
def test_a_successor_starts_with_the_people_of_its_predecessor(opened_by: str, bench: Council) -> None:
    cycle = bench.cycle_at("do" if opened_by == "a person" else "review", team=[bench["member"]])
    cycle = people(bench, cycle, "member", "assistant2", ["lead"])
    if opened_by == "a person":
        start_next(cycle, need_by=cycle.need_by, actor=bench["member"], at=LATER)
    else:
        play.pass_gate(cycle, at=LATER, next_step=NextStep.RECOMMISSION)
    successor = Cycle.objects.get(previous=cycle)
    assert with_article(bench, successor) == {("lead", "member"), ("sponsor", "assistant2"), ("team", "lead")}
    assert stored() == from_sources()


def test_the_rows_go_back_with_the_change(bench: Council) -> None:
    cycle = bench.cycle(team=[bench["member"]])
    before = stored()
    with transaction.atomic():
        people(bench, cycle, "other", "assistant2", [])
        assert stored() != before
        transaction.set_rollback(True)
    assert stored() == before


@pytest.mark.parametrize(
    ("reason", "constraint"),
    [("lead", "one_participant_a_reason|UNIQUE"), ("friend", "participant_reason_is_known")],
)
def test_the_database_refuses(reason: str, constraint: str, bench: Council) -> None:
    cycle = bench.cycle()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        CycleParticipant.objects.create(cycle=cycle, user=bench["lead"], reason=reason)
    CycleParticipant.objects.create(cycle=cycle, user=bench["lead"], reason="team")
