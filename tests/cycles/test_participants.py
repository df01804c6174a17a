"""The stored participants of a cycle follow their sources, in the transaction of every service that changes one."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.db import IntegrityError, transaction

from accounts.services.roles import grant_role, revoke_role
from approvals.models import Condition, NextStep
from approvals.selectors.stage_outcomes import pending_submission
from approvals.services.conditions import accept, claim, hand_over
from approvals.services.correcting import correct
from checklists.models import Answer
from checklists.services.confirming import (
    ask_confirmation,
    give_confirmation,
    refuse_confirmation,
    withdraw_confirmation,
)
from cycles.models import Cycle
from cycles.models.participants import CycleParticipant
from cycles.services.editing import change_people, edit_cycle
from cycles.services.starting import start_next
from demo import play
from portfolio.services import lead
from tests.approvals.test_conditions import promised
from tests.approvals.test_deciding import LATER, conditional, promise, rule, waiting
from tests.council import LARGE, NOW, SMALL, Council
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


def asked(council: Council, cycle: Cycle) -> set[str]:
    """The advisers who have a part in the cycle; the stored rows are compared with their sources on the way."""
    assert stored() == from_sources()
    return {name for reason, name in with_article(council, cycle) if reason == "adviser_asked"}


def test_an_adviser_has_a_part_while_something_is_asked_of_them(bench: Council) -> None:
    cycle = bench.cycle()
    row = finance(cycle)
    first = ask_confirmation(row, bench["adviser"], actor=bench["lead"], at=NOW)
    assert asked(bench, cycle) == {"adviser"}
    refuse_confirmation(first, reason="No", actor=bench["adviser"], at=NOW)
    assert asked(bench, cycle) == set()
    row = play.answer(play.answer(row, at=NOW, state="not_met"), at=NOW)
    ask_confirmation(row, bench["adviser"], actor=bench["lead"], at=NOW)
    assert asked(bench, cycle) == {"adviser"}
    second = ask_confirmation(row, bench["adviser2"], actor=bench["lead"], at=NOW)
    assert asked(bench, cycle) == {"adviser2"}
    given = give_confirmation(second, actor=bench["adviser2"], at=NOW)
    assert asked(bench, cycle) == {"adviser2"}
    withdraw_confirmation(given, reason="The figures changed", actor=bench["adviser2"], at=NOW)
    assert asked(bench, cycle) == set()


def test_a_changed_answer_ends_the_part_of_whoever_confirmed_it(bench: Council) -> None:
    cycle = bench.cycle()
    row = finance(cycle)
    give_confirmation(
        ask_confirmation(row, bench["adviser"], actor=bench["lead"], at=NOW), actor=bench["adviser"], at=NOW
    )
    assert asked(bench, cycle) == {"adviser"}
    play.answer(row, at=NOW, state="not_met")
    assert asked(bench, cycle) == set()


def test_one_of_two_requests_is_enough(bench: Council) -> None:
    cycle = bench.cycle(LARGE)
    first = ask_confirmation(finance(cycle), bench["adviser"], actor=bench["lead"], at=NOW)
    other = play.answer(cycle.answers.get(question__code="AN-RES-3"), at=NOW)
    ask_confirmation(other, bench["adviser"], actor=bench["lead"], at=NOW)
    refuse_confirmation(first, reason="No", actor=bench["adviser"], at=NOW)
    assert asked(bench, cycle) == {"adviser"}


def test_a_question_set_aside_asks_nobody(bench: Council) -> None:
    cycle = bench.cycle(LARGE)
    row = play.answer(cycle.answers.get(question__code="AN-RES-3"), at=NOW)
    ask_confirmation(row, bench["adviser"], actor=bench["lead"], at=NOW)
    for value, advisers in ((SMALL, set()), (LARGE, {"adviser"})):
        seen = Cycle.objects.get(pk=cycle.pk).details_version
        edit_cycle(cycle, {"whole_life_value": value}, actor=bench["lead"], at=NOW, seen_version=seen)
        assert asked(bench, cycle) == advisers


def test_a_passed_gate_ends_what_was_asked_and_a_correction_asks_it_again(bench: Council) -> None:
    cycle = bench.cycle()
    submission = play.put(play.ready(cycle, at=NOW), at=NOW)
    advisers = asked(bench, cycle)
    assert advisers
    decision = play.sign(submission, at=NOW, ruled=play.ruling(submission, "pass"))
    assert asked(bench, cycle) == set()
    correct(
        decision,
        outcome="return",
        reasons="The wrong version was read.",
        interests="None",
        reopened=["AN-RES-1"],
        actor=decision.decider,
        at=LATER,
    )
    assert asked(bench, cycle) == advisers


def test_a_stopped_cycle_asks_nobody(bench: Council) -> None:
    cycle = bench.cycle()
    row = play.answer(Cycle.objects.get(pk=cycle.pk).answers.get(question__code="AN-RES-2"), at=NOW)
    submission = play.put(play.ready(cycle, at=NOW), at=NOW)
    assert row.confirmations.filter(state="given").exists()
    play.sign(submission, at=NOW, ruled=play.ruling(submission, "stop"))
    assert asked(bench, cycle) == set()


def test_an_adviser_without_the_specialism_has_no_part(bench: Council) -> None:
    cycle = bench.cycle()
    ask_confirmation(finance(cycle), bench["adviser"], actor=bench["lead"], at=NOW)
    legal = bench["adviser"].roles.get(specialism__code="legal")
    revoke_role(legal, actor=bench["admin"], at=NOW)
    assert asked(bench, cycle) == {"adviser"}
    finance_role = bench["adviser"].roles.get(specialism__code="finance")
    revoke_role(finance_role, actor=bench["admin"], at=NOW)
    assert asked(bench, cycle) == set()
    grant_role(bench["adviser"], "adviser", specialism=finance_role.specialism, actor=bench["admin"], at=NOW)
    assert asked(bench, cycle) == {"adviser"}


def test_rows_follow_their_sources_through_all_four_stages(bench: Council) -> None:
    cycle = bench.cycle(LARGE, team=[bench["member"]])
    while cycle.is_live:
        cycle = play.ready(cycle, at=NOW)
        assert asked(bench, cycle)
        submission = play.put(cycle, at=NOW)
        while pending_submission(cycle):
            play.sign(submission, at=NOW)
        cycle = Cycle.objects.get(pk=cycle.pk)
        assert asked(bench, cycle) == set()


def test_conditions_of_an_ended_cycle_have_people_until_they_are_met(bench: Council) -> None:
    condition = promised(bench, stage="review")
    cycle = Cycle.objects.get(pk=condition.cycle_id)
    assert not cycle.is_live
    people_of = {("condition_owner", "member"), ("condition_checker", "head")}
    assert people_of <= with_article(bench, cycle)
    claimed = claim(condition, note="Done", actor=bench["member"], at=LATER, seen_version=0)
    assert people_of <= with_article(bench, cycle)
    accept(condition, note="", actor=bench["head"], at=LATER, seen_version=claimed.version)
    assert not people_of & with_article(bench, cycle)
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
