"""Keeping the promises made at a gate: who says they are done, who checks, and which gate they block meanwhile."""

from __future__ import annotations

from datetime import date

from accounts.refusals import Stale
from approvals.models import Condition, Submission
from approvals.selectors.conditions import open_conditions
from approvals.services.conditions import accept, claim, hand_over, send_back
from cycles.models import Cycle, CycleStage
from cycles.services.starting import start_next
from demo import play
from tests.approvals.test_deciding import LATER, conditional, promise, rule, waiting
from tests.approvals.test_submitting import gaps
from tests.council import LARGE, Council
from tests.cycles.assertions import finds, refuses, watching


def promised(council: Council, stage: str = CycleStage.ANALYSE) -> Condition:
    """A gate of that stage passed on the promise of `member`, which `head` checks."""
    submission = waiting(council, stage=stage)
    rule(council, submission, conditional(submission, promise(council)))
    return Condition.objects.get()


def claimed(council: Council, condition: Condition) -> Condition:
    return claim(condition, note="See item 4", actor=council["member"], at=LATER, seen_version=condition.version)


def fresh(condition: Condition) -> Condition:
    return Condition.objects.get(pk=condition.pk)


def test_the_owner_says_it_is_done_and_the_verifier_is_asked(bench: Council) -> None:
    condition = promised(bench)
    with finds({"note": "Say what was done and where it can be seen"}):
        claim(condition, note=" ", actor=bench["member"], at=LATER, seen_version=0)
    with watching(bench) as written:
        claimed(bench, condition)
    now = fresh(condition)
    assert (now.state, now.note, now.state_since, now.version) == ("claimed", "See item 4", LATER, 1)
    assert (written.verbs, written.told) == (["condition_claimed"], {("condition_claimed", "head")})


def test_the_verifier_accepts_and_the_team_is_told(bench: Council) -> None:
    condition = claimed(bench, promised(bench))
    with watching(bench) as written:
        accept(condition, note="", actor=bench["head"], at=LATER, seen_version=1)
    assert fresh(condition).state == "met"
    assert written.verbs == ["condition_met"]
    assert written.told == {("condition_met", "member"), ("condition_met", "lead")}


def test_the_verifier_sends_it_back_with_what_is_missing(bench: Council) -> None:
    condition = claimed(bench, promised(bench))
    with finds({"note": "Say what is still missing"}):
        send_back(condition, note="", actor=bench["head"], at=LATER, seen_version=1)
    with watching(bench) as written:
        send_back(condition, note="The annex", actor=bench["head"], at=LATER, seen_version=1)
    assert (fresh(condition).state, fresh(condition).note) == ("open", "The annex")
    assert written.told == {("condition_sent_back", "member"), ("condition_sent_back", "lead")}


def test_only_owner_and_verifier_in_their_turn(bench: Council) -> None:
    condition = promised(bench)
    with refuses("Leanne Cooper owns this condition."):
        claim(condition, note="Done", actor=bench["lead"], at=LATER, seen_version=0)
    with refuses("Leanne Cooper has not said yet that this is done."):
        accept(condition, note="", actor=bench["head"], at=LATER, seen_version=0)
    condition = claimed(bench, condition)
    with refuses("Grace Holland checks this condition."):
        accept(condition, note="", actor=bench["member"], at=LATER, seen_version=1)
    with refuses("This condition is not open."):
        claimed(bench, condition)


def test_the_second_of_two_who_change_a_condition_is_told(bench: Council) -> None:
    condition = claimed(bench, promised(bench))
    with refuses("This was changed while you were working on it", Stale):
        accept(condition, note="", actor=bench["head"], at=LATER, seen_version=0)


def test_a_promise_does_not_bind_before_its_gate_has_passed(bench: Council) -> None:
    submission = waiting(bench, LARGE, CycleStage.PLAN)
    rule(bench, submission, conditional(submission, promise(bench)), by="assistant")
    with refuses("This condition does not bind yet: its gate is still waiting for a signature."):
        claimed(bench, Condition.objects.get())
    assert not open_conditions(submission.cycle).exists()


# Handing over


def test_managers_name_another_owner_and_all_of_them_are_told(bench: Council) -> None:
    condition = promised(bench)
    with watching(bench) as written:
        now = hand_over(
            condition,
            owner=bench["other"],
            verifier=bench["assistant"],
            actor=bench["director"],
            at=LATER,
            seen_version=0,
        )
    assert (now.owner, now.verifier, now.text, now.due) == (
        bench["other"],
        bench["assistant"],
        "Ask the other half",
        date(2027, 1, 29),
    )
    assert written.verbs == ["condition_handed_over"]
    assert written.told == {("condition_handed_over", name) for name in ("other", "assistant", "member", "head")}


def test_a_new_owner_answers_for_it_anew(bench: Council) -> None:
    """Otherwise the owner who said that it is done could be made the one who checks it."""
    condition = claimed(bench, promised(bench))
    kept = hand_over(
        condition, owner=bench["member"], verifier=bench["other"], actor=bench["head"], at=LATER, seen_version=1
    )
    assert kept.state == "claimed"
    moved = hand_over(
        condition, owner=bench["head"], verifier=bench["member"], actor=bench["head"], at=LATER, seen_version=2
    )
    assert moved.state == "open"
    with refuses("Grace Holland has not said yet that this is done."):
        accept(moved, note="", actor=bench["member"], at=LATER, seen_version=3)


def test_a_condition_goes_to_two_people_who_can_sign_in(bench: Council) -> None:
    condition = promised(bench)
    gone = bench.add("gone", "Ivy Long", {"kind": "commissioner"}, is_active=False)
    with finds({"verifier": "Choose somebody other than the owner to check it"}):
        hand_over(
            condition, owner=bench["other"], verifier=bench["other"], actor=bench["head"], at=LATER, seen_version=0
        )
    with finds({"owner": "Ivy Long can no longer sign in: choose somebody else"}):
        hand_over(condition, owner=gone, verifier=bench["other"], actor=bench["head"], at=LATER, seen_version=0)


# What they block


def test_an_open_condition_blocks_the_next_gate_until_it_is_met(bench: Council) -> None:
    condition = promised(bench)
    cycle = play.ready(Cycle.objects.get(), at=LATER)
    assert gaps(cycle, bench) == [
        "The condition “Ask the other half” is open: waiting for Leanne Cooper, due 29 January 2027."
    ]
    condition = claimed(bench, condition)
    assert gaps(cycle, bench) == [
        (
            "The condition “Ask the other half” is done, says Leanne Cooper: waiting for Grace Holland to check it,"
            " since 23 November 2026."
        )
    ]
    accept(condition, note="", actor=bench["head"], at=LATER, seen_version=1)
    assert play.put(cycle, at=LATER).state == "pending"


def test_a_condition_of_the_last_gate_blocks_the_successors_first(bench: Council) -> None:
    condition = promised(bench, CycleStage.REVIEW)
    successor = play.ready(Cycle.objects.get(number=2), at=LATER)
    assert gaps(successor, bench) == [
        "The condition “Ask the other half” is open: waiting for Leanne Cooper, due 29 January 2027."
    ]
    accept(claimed(bench, condition), note="", actor=bench["head"], at=LATER, seen_version=1)
    assert play.put(successor, at=LATER).state == "pending"


def test_a_condition_of_a_cycle_that_still_runs_does_not_block_its_successor(bench: Council) -> None:
    condition = promised(bench)
    successor = start_next(condition.cycle, need_by=date(2031, 4, 1), actor=bench["lead"], at=LATER)
    assert play.put(play.ready(successor, at=LATER), at=LATER).state == "pending"
    assert Submission.objects.count() == 2
