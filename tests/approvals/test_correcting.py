"""Correcting a decision: a new row that replaces it, and what is undone by it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from accounts.models import Cover, Role
from approvals.models import Condition, Decision, NextStep, Submission
from approvals.services.correcting import correct
from approvals.services.submitting import withdraw
from cycles.models import Cycle, CycleStage
from cycles.services.editing import change_people
from demo import play
from tests.approvals.test_deciding import LATER, conditional, promise, rule, waiting
from tests.approvals.test_signing import cover, deactivate
from tests.approvals.test_submitting import gaps
from tests.checklists.test_answering import row
from tests.council import LARGE, NOW, Council
from tests.cycles.assertions import finds, refuses, watching

REASONS = "The wrong version was read."


def passed(council: Council, stage: str = CycleStage.ANALYSE, next_step: str = "") -> Decision:
    cycle = play.ready(council.cycle_at(stage, team=[council["member"]]), at=NOW)
    return play.sign(play.put(cycle, at=NOW, next_step=next_step), at=NOW)


def fix(
    council: Council, decision: Decision, outcome: str = "return", reopened: Sequence[str] = (), by: str = "head"
) -> Decision:
    codes = reopened or [decision.submission.pack["answers"][0]["code"]]
    return correct(
        decision,
        outcome=outcome,
        reasons=REASONS,
        interests="None",
        reopened=codes if outcome == "return" else (),
        actor=council[by],
        at=LATER,
    )


def test_reasons_are_restated_by_their_decider(bench: Council) -> None:
    old = passed(bench)
    with watching(bench) as written:
        new = fix(bench, old, "pass")
    assert (new.replaces, new.outcome, new.reasons, new.at) == (old, "pass", REASONS, LATER)
    assert (new.due_regard, new.digest, new.step) == (old.due_regard, old.digest, old.step)
    assert Decision.objects.get(pk=old.pk).reasons != REASONS
    assert Cycle.objects.get().stage == "plan"
    assert written.verbs == ["decision_corrected"]
    assert written.told == {("decision_corrected", name) for name in ("lead", "member", "assistant")}


@pytest.mark.parametrize("stage", [CycleStage.ANALYSE, CycleStage.PLAN, CycleStage.DO, CycleStage.REVIEW])
def test_a_return_takes_the_cycle_back_to_its_stage(stage: str, bench: Council) -> None:
    old = passed(bench, stage, NextStep.STOP if stage == CycleStage.REVIEW else "")
    before = Cycle.objects.get()
    gate = before.dates.filter(milestone=f"{stage}_gate")
    assert all(row.done_on == NOW.date() for row in gate)
    with watching(bench) as written:
        new = fix(bench, old)
    cycle = Cycle.objects.get()
    assert all(row.done_on is None for row in gate.all())
    assert (cycle.stage, cycle.visit, cycle.stage_since, cycle.ended_at) == (stage, before.visit + 1, LATER, None)
    assert Submission.objects.get(stage=stage).state == "returned"
    back = row(cycle, 1, stage)
    assert (back.sent_back_by, back.sent_back_at, back.sent_back_because) == (new.decider, LATER, new.reasons)
    assert written.verbs == ["decision_corrected", "stage_entered"]


def test_after_a_correction_the_gate_is_put_and_passed_anew(bench: Council) -> None:
    fix(bench, passed(bench))
    cycle = Cycle.objects.get()
    assert gaps(cycle, bench) == [
        (
            "“Residents AN” was sent back by Grace Holland: waiting for Priya Nair to answer it again,"
            " since 23 November 2026."
        )
    ]
    play.answer(row(cycle), at=LATER)
    submission = play.put(Cycle.objects.get(), at=LATER)
    assert (submission.number, submission.visit) == (2, 3)
    play.sign(submission, at=LATER)
    assert Cycle.objects.get().stage == "plan"


def test_the_conditions_of_a_pass_that_is_undone_lapse(bench: Council) -> None:
    submission = waiting(bench)
    old = rule(bench, submission, conditional(submission, promise(bench)))
    with watching(bench) as written:
        fix(bench, old)
    assert Condition.objects.get().state == "lapsed"
    assert written.verbs == ["decision_corrected", "condition_lapsed", "stage_entered"]
    assert ("condition_lapsed", "member") in written.told


def test_a_first_signature_is_taken_back_while_the_second_is_waited_for(bench: Council) -> None:
    submission = waiting(bench, LARGE, CycleStage.PLAN)
    first = rule(bench, submission, play.ruling(submission), by="assistant")
    with watching(bench) as written:
        fix(bench, first, by="assistant")
    cycle = Cycle.objects.get()
    assert (cycle.stage, cycle.visit) == ("plan", 2)
    assert Submission.objects.get(stage="plan").state == "returned"
    assert ("decision_corrected", "director") in written.told


def test_an_incomplete_correction_says_what_is_missing(bench: Council) -> None:
    old = passed(bench)
    with finds(
        {
            "outcome": "A correction keeps the outcome or returns the gate",
            "reasons": "Enter the reasons for the correction",
            "interests": "Say which interests you declare, or that you have none",
        }
    ):
        correct(old, outcome="stop", reasons=" ", interests="", actor=bench["head"], at=LATER)
    for reopened in ([], ["PL-RES-1"]):
        with finds({"reopened": "Select the questions that the team must answer again"}):
            correct(
                old,
                outcome="return",
                reasons="x",
                interests="None",
                reopened=reopened,
                actor=bench["head"],
                at=LATER,
            )


def test_nobody_restates_somebody_elses_pass(bench: Council) -> None:
    bench.manager("head2", "Ada Cole", "head_of_service")
    old = passed(bench)
    old = fix(bench, old, "pass", by=next(name for name, user in bench.people.items() if user == old.decider))
    other = "head" if old.decider == bench["head2"] else "head2"
    with finds({"outcome": f"Only {old.decider} can restate their own reasons: select Return for more work"}):
        fix(bench, old, "pass", by=other)
    assert fix(bench, old, by=other).decider == bench[other]


# Who, and until when


@pytest.mark.parametrize("name", ["assistant", "director", "elsewhere", "member", "superuser", "admin"])
def test_others_of_no_such_grade_are_refused(name: str, bench: Council) -> None:
    old = passed(bench)
    with refuses("Only Grace Holland or another head of service of the directorate can correct this."):
        fix(bench, old, by=name)


def test_whoever_lost_the_grade_corrects_no_more(bench: Council) -> None:
    old = passed(bench)
    Role.objects.filter(user=bench["head"]).delete()
    with refuses("Only Daniel Okafor or another assistant director of the directorate can correct this."):
        fix(bench, old)
    assert fix(bench, old, by="assistant").grade == "assistant_director"


def test_a_stand_in_corrects_with_both_names(bench: Council) -> None:
    old = passed(bench)
    cover(bench, "head", "other")
    new = fix(bench, old, by="other")
    assert (new.decider, new.cover_for) == (bench["other"], bench["head"])


def test_a_stand_in_whose_cover_is_over_corrects_no_more(bench: Council) -> None:
    found = cover(bench, "head", "other")
    submission = waiting(bench)
    old = rule(bench, submission, play.ruling(submission), by="other")
    Cover.objects.filter(pk=found.pk).update(ended_early_on=NOW.date())
    with refuses("Only Grace Holland or another head of service of the directorate can correct this."):
        fix(bench, old, "pass", by="other")


def test_who_leads_the_cycle_by_now_corrects_nothing(bench: Council) -> None:
    old = passed(bench)
    cycle = Cycle.objects.get()
    change_people(
        cycle, lead=bench["head"], sponsor=bench["assistant"], team=[], actor=bench["lead"], at=LATER, seen_version=0
    )
    with refuses("Grace Holland leads this cycle, so may not correct this decision."):
        fix(bench, old)


def test_when_nobody_is_left_an_administrator_is_needed(bench: Council) -> None:
    old = passed(bench)
    deactivate(bench, "head", "assistant", "assistant2", "director")
    with refuses("Nobody can correct this now. An administrator of people must name somebody."):
        fix(bench, old, by="elsewhere")


def test_one_person_signs_one_step_also_by_correcting(bench: Council) -> None:
    submission = waiting(bench, LARGE, CycleStage.PLAN)
    first = rule(bench, submission, play.ruling(submission), by="assistant")
    rule(bench, submission, play.ruling(Submission.objects.get(pk=submission.pk)), by="director")
    Role.objects.filter(user=bench["director"]).update(grade="assistant_director")
    with refuses("Margaret Ellis signed another step of this gate, so may not correct this decision."):
        fix(bench, first, by="director")


def test_a_decision_is_corrected_once(bench: Council) -> None:
    old = passed(bench)
    newer = fix(bench, old, "pass")
    with refuses("This decision has been replaced already. Correct the newer one."):
        fix(bench, old)
    assert fix(bench, newer).replaces == newer


MOVED_ON = "The cycle has moved on since this decision, so it can no longer be corrected."


def test_it_is_too_late_once_the_next_gate_is_put(bench: Council) -> None:
    old = passed(bench)
    submission = play.put(play.ready(Cycle.objects.get(), at=LATER), at=LATER)
    with refuses(MOVED_ON):
        fix(bench, old)
    play.sign(submission, at=LATER)
    with refuses(MOVED_ON):
        fix(bench, old)


def test_it_is_too_late_once_the_next_cycle_has_started(bench: Council) -> None:
    old = passed(bench, CycleStage.REVIEW)
    with refuses("The next cycle, C-0002, has started, so this can no longer be corrected."):
        fix(bench, old)


@pytest.mark.parametrize("outcome", ["return", "stop"])
def test_only_a_pass_is_corrected(outcome: str, bench: Council) -> None:
    submission = waiting(bench)
    decision = rule(bench, submission, play.ruling(submission, outcome, reopened=["AN-RES-1"]))
    with refuses("Only a pass can be corrected. After a return, submit again; after a stop, start a new cycle."):
        fix(bench, decision)


@pytest.mark.parametrize("end", ["withdrawn", "returned", "stopped"])
def test_a_signature_on_what_did_not_pass_is_not_corrected(end: str, bench: Council) -> None:
    submission = waiting(bench, LARGE, CycleStage.PLAN)
    first = rule(bench, submission, play.ruling(submission), by="assistant")
    if end == "withdrawn":
        withdraw(submission, reason="Wrong", actor=bench["lead"], at=LATER)
    else:
        outcome = {"returned": "return", "stopped": "stop"}[end]
        ruling = play.ruling(Submission.objects.get(pk=submission.pk), outcome, reopened=["PL-RES-1"])
        rule(bench, submission, ruling, by="director")
    with refuses(f"Submission 1 was {end}, so there is no pass to correct."):
        fix(bench, first, by="assistant")
