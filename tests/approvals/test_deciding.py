"""One signature: what it records, what follows from it, who is told, and when it is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from approvals.models import Condition, Decision, DecisionDraft, Outcome, Submission
from approvals.services.deciding import ConditionInput, DecisionInput, closed_outcomes, decide
from approvals.services.submitting import NotReady
from cycles.models import Cycle, CycleStage
from demo import play
from tests.checklists.test_answering import row
from tests.council import LARGE, NOW, SMALL, Council
from tests.cycles.assertions import finds, refuses, watching

LATER = NOW + timedelta(hours=3)
TODAY = NOW.date()
DUE = date(2027, 1, 29)


def waiting(council: Council, value: Any = SMALL, stage: str = CycleStage.ANALYSE, **how: Any) -> Submission:
    """A gate that waits for its first signature."""
    cycle = council.cycle_at(stage, value, team=[council["member"]])
    return play.put(play.ready(cycle, at=NOW, **how), at=NOW)


def promise(council: Council, question: str = "", **more: Any) -> ConditionInput:
    values: dict[str, Any] = {
        "text": "Ask the other half",
        "owner": council["member"],
        "due": DUE,
        "verifier": council["head"],
        "question": question,
    }
    return ConditionInput(**(values | more))


def conditional(submission: Submission, *promises: ConditionInput) -> DecisionInput:
    return replace(play.ruling(submission, Outcome.PASS_WITH_CONDITIONS), conditions=promises)


def rule(council: Council, submission: Submission, ruling: DecisionInput, by: str = "head") -> Decision:
    return decide(submission, ruling, actor=council[by], at=LATER)


# What a signature records


def test_a_pass_is_recorded_with_all_that_was_signed_for(bench: Council) -> None:
    submission = waiting(bench)
    ruling = replace(play.ruling(submission), reasons=" It is clear. ", interests=" None ")
    with watching(bench) as written:
        decision = rule(bench, submission, ruling)
    fresh = Decision.objects.get()
    assert fresh == decision
    assert (fresh.decider, fresh.cover_for, fresh.grade, fresh.at) == (bench["head"], None, "head_of_service", LATER)
    assert (fresh.outcome, fresh.reasons, fresh.interests) == ("pass", "It is clear.", "None")
    assert (fresh.digest, fresh.replaces, fresh.step.position) == (submission.digest, None, 1)
    assert fresh.due_regard == submission.pack["duties"]
    assert fresh.due_regard[0]["documents"][0]["title"] == "Analyse file"
    assert written.verbs == ["decided", "stage_entered"]
    assert written.events[0].authority == "Head of service"
    assert written.told == {("gate_decided", name) for name in ("lead", "member", "assistant")}


def test_a_pass_enters_the_next_stage(bench: Council) -> None:
    submission = waiting(bench)
    rule(bench, submission, play.ruling(submission))
    cycle, fresh = Cycle.objects.get(), Submission.objects.get()
    assert (cycle.stage, cycle.visit, cycle.stage_since, cycle.ended_at) == ("plan", 2, LATER, None)
    assert (fresh.state, fresh.closed_at) == ("passed", LATER)


def test_a_return_opens_the_chosen_questions_again(bench: Council) -> None:
    submission = waiting(bench)
    with watching(bench) as written:
        decision = rule(bench, submission, play.ruling(submission, Outcome.RETURN, reopened=["AN-RES-2"]))
    cycle = Cycle.objects.get()
    assert (cycle.stage, cycle.visit) == ("analyse", 1)
    assert Submission.objects.get().state == "returned"
    assert (decision.reopened_questions, decision.due_regard) == (["AN-RES-2"], [])
    back, other = row(cycle, 2), row(cycle, 1)
    assert (back.sent_back_by, back.sent_back_at, back.sent_back_because) == (
        decision.decider,
        decision.at,
        decision.reasons,
    )
    assert (other.sent_back_by, other.sent_back_at, other.sent_back_because) == (None, None, "")
    assert written.verbs == ["decided"]
    assert written.told == {("gate_decided", name) for name in ("lead", "member", "assistant")}
    with pytest.raises(NotReady) as raised:
        play.put(cycle, at=LATER)
    assert [gap.sentence for gap in raised.value.result.gaps] == [
        "“Money AN” was sent back by Grace Holland: waiting for Priya Nair to answer it again, since 23 November 2026."
    ]


def test_a_stop_ends_the_cycle(bench: Council) -> None:
    submission = waiting(bench)
    with watching(bench) as written:
        decision = rule(bench, submission, play.ruling(submission, Outcome.STOP))
    cycle = Cycle.objects.get()
    assert (cycle.stage, cycle.stopped_in, cycle.visit, cycle.ended_at) == ("stopped", "analyse", 2, LATER)
    assert (Submission.objects.get().state, decision.due_regard) == ("stopped", submission.pack["duties"])
    assert written.verbs == ["decided", "cycle_ended"]


def test_the_last_pass_closes_the_cycle(bench: Council) -> None:
    submission = waiting(bench, stage=CycleStage.REVIEW)
    with watching(bench) as written:
        rule(bench, submission, play.ruling(submission))
    cycle = Cycle.objects.get(number=1)
    assert (cycle.stage, cycle.ended_at) == ("closed", LATER)
    assert written.verbs == [
        "decided",
        "cycle_ended",
        "cycle_started",
        "replaced_agreement_chosen",
        "records_carried_over",
        "records_carried_over",
        "successor_opened",
    ]
    assert {kind for kind, _ in written.told} == {"gate_decided", "cycle_opened"}


def test_conditions_are_set_and_their_owners_told(bench: Council) -> None:
    submission = waiting(bench, partly=["AN-RES-1"])
    with watching(bench) as written:
        decision = rule(bench, submission, conditional(submission, promise(bench, "AN-RES-1")))
    condition = Condition.objects.get()
    assert (condition.decision, condition.state, condition.text) == (decision, "open", "Ask the other half")
    assert (condition.owner, condition.due, condition.verifier) == (bench["member"], DUE, bench["head"])
    assert condition.question is not None
    assert condition.question.code == "AN-RES-1"
    assert written.verbs == ["decided", "condition_set", "stage_entered"]
    assert ("condition_set", "member") in written.told
    assert Cycle.objects.get().stage == "plan"


def test_only_the_deciders_own_draft_goes(bench: Council) -> None:
    submission = waiting(bench)
    step = submission.steps.get()
    for name in ("head", "director"):
        DecisionDraft.objects.create(step=step, user=bench[name], saved_at=NOW)
    rule(bench, submission, play.ruling(submission))
    assert [draft.user for draft in DecisionDraft.objects.all()] == [bench["director"]]


# Whether a ruling is complete

PARTLY_ONLY = "A mandatory answer is partly met (AN-RES-1), so the gate can only pass with conditions"


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"outcome": ""}, {"outcome": "Select your decision"}),
        ({"outcome": "approve"}, {"outcome": "Select your decision"}),
        ({"reasons": "  "}, {"reasons": "Enter the reasons for your decision"}),
        ({"interests": ""}, {"interests": "Say which interests you declare, or that you have none"}),
        ({"due_regard": []}, {"due_regard_PSED": "Confirm that you have considered the duty: Equality"}),
        (
            {"outcome": "stop", "due_regard": ["S17"]},
            {"due_regard_PSED": "Confirm that you have considered the duty: Equality"},
        ),
        (
            {"accepted": []},
            {"accept_AN-RES-1": "Accept that “Residents AN” does not apply, or return the gate"},
        ),
        (
            {"outcome": "pass_with_conditions"},
            {"conditions": "Enter at least one condition, or select Pass"},
        ),
        (
            {"outcome": "return"},
            {"reopened": "Select the questions that the team must answer again"},
        ),
        ({"outcome": "return", "reopened": ["PL-RES-1"]}, {"reopened": "Select questions of this gate"}),
        (
            {"outcome": "", "reasons": "", "interests": ""},
            {
                "outcome": "Select your decision",
                "reasons": "Enter the reasons for your decision",
                "interests": "Say which interests you declare, or that you have none",
            },
        ),
    ],
)
def test_an_incomplete_ruling_says_what_is_missing(
    change: dict[str, Any], faults: dict[str, str], bench: Council
) -> None:
    submission = waiting(bench, not_applicable=["AN-RES-1"])
    with finds(faults):
        rule(bench, submission, replace(play.ruling(submission), **change))


def test_a_return_needs_no_due_regard_and_no_acceptance(bench: Council) -> None:
    submission = waiting(bench, not_applicable=["AN-RES-1"])
    ruling = play.ruling(submission, Outcome.RETURN, reopened=["AN-RES-1"])
    decision = rule(bench, submission, replace(ruling, due_regard=[], accepted=[]))
    assert (decision.due_regard, decision.accepted_not_applicable) == ([], [])


def test_each_answer_that_does_not_apply_is_accepted_by_itself(bench: Council) -> None:
    submission = waiting(bench, not_applicable=["AN-RES-1"])
    decision = rule(bench, submission, play.ruling(submission))
    assert decision.accepted_not_applicable == ["AN-RES-1"]


def test_a_partly_met_gate_passes_only_with_its_condition(bench: Council) -> None:
    submission = waiting(bench, partly=["AN-RES-1"])
    with finds({"outcome": PARTLY_ONLY}):
        rule(bench, submission, play.ruling(submission))
    with finds({"conditions": "Enter a condition for each partly met answer: AN-RES-1"}):
        rule(bench, submission, conditional(submission, promise(bench)))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"text": " "}, "enter what must be done"),
        ({"text": "x" * 501}, "what must be done must be 500 characters or fewer"),
        ({"verifier": "member"}, "choose somebody other than the owner to check it"),
        ({"owner": "gone"}, "choose people who can still sign in"),
        ({"verifier": "gone"}, "choose people who can still sign in"),
        ({"due": TODAY - timedelta(days=1)}, "the date must be today or later, and within ten years"),
        ({"due": date(2036, 12, 31)}, "the date must be today or later, and within ten years"),
    ],
)
def test_an_incomplete_condition_says_what_is_missing(change: dict[str, Any], fault: str, bench: Council) -> None:
    bench.add("gone", "Ivy Long", {"kind": "commissioner"}, is_active=False)
    change = {key: bench[value] if key in ("owner", "verifier") else value for key, value in change.items()}
    submission = waiting(bench)
    with finds({"conditions": f"Condition 2: {fault}"}):
        rule(bench, submission, conditional(submission, promise(bench), promise(bench, **change)))


def test_a_pass_on_what_is_no_longer_in_order_is_refused(bench: Council) -> None:
    """A cycle that was started early inherits a promise when its predecessor closes after it was submitted."""
    submission = waiting(bench)
    cycle = submission.cycle
    before = bench.cycle_at(CycleStage.REVIEW, service_name="Parks")
    Cycle.objects.filter(pk=cycle.pk).update(previous=before)
    last = play.put(play.ready(before, at=NOW), at=NOW)
    rule(bench, last, conditional(last, promise(bench)))
    with refuses("The condition “Ask the other half” is open: waiting for Leanne Cooper, due 29 January 2027."):
        rule(bench, submission, play.ruling(submission))
    returned = rule(bench, submission, play.ruling(submission, Outcome.RETURN, reopened=["AN-RES-1"]))
    assert returned.outcome == Outcome.RETURN


def test_who_is_waited_for_is_named_to_everybody_else(bench: Council) -> None:
    submission = waiting(bench)
    waits = "This gate is waiting for Grace Holland, head of service, since 23 November 2026, due 26 November 2026."
    with refuses(f"{waits} From 3 December 2026 the next grade may sign in their place."):
        rule(bench, submission, play.ruling(submission), by="assistant")


# Two signatures


def test_the_first_of_two_signatures_passes_nothing(bench: Council) -> None:
    submission = waiting(bench, LARGE, CycleStage.PLAN)
    with watching(bench) as written:
        rule(bench, submission, play.ruling(submission), by="assistant")
    assert Cycle.objects.get().stage == "plan"
    assert Submission.objects.get(stage="plan").state == "pending"
    assert submission.steps.get(position=2).opened_at == LATER
    assert written.verbs == ["decided"]
    assert written.told == {("gate_waiting", "director"), ("gate_signed", "lead"), ("gate_signed", "member")}


def test_the_last_of_two_signatures_passes_the_gate(bench: Council) -> None:
    submission = waiting(bench, LARGE, CycleStage.PLAN)
    rule(bench, submission, play.ruling(submission), by="assistant")
    with watching(bench) as written:
        rule(bench, submission, play.ruling(submission), by="director")
    assert Cycle.objects.get().stage == "do"
    assert written.told == {("gate_decided", name) for name in ("lead", "member", "assistant")}


def test_only_the_last_signature_stops(bench: Council) -> None:
    submission = waiting(bench, LARGE, CycleStage.PLAN)
    with finds({"outcome": "Only the last signature of the route can stop the cycle"}):
        rule(bench, submission, play.ruling(submission, Outcome.STOP), by="assistant")
    rule(bench, submission, play.ruling(submission), by="assistant")
    rule(bench, submission, play.ruling(submission, Outcome.STOP), by="director")
    assert Cycle.objects.get().stage == "stopped"


@pytest.mark.parametrize("step", [1, 2])
def test_a_return_at_any_step_ends_the_submission(step: int, bench: Council) -> None:
    submission = waiting(bench, LARGE, CycleStage.PLAN)
    if step == 2:
        rule(bench, submission, play.ruling(submission), by="assistant")
    ruling = play.ruling(submission, Outcome.RETURN, reopened=["PL-RES-1"])
    rule(bench, submission, ruling, by="assistant" if step == 1 else "director")
    assert Submission.objects.get(stage="plan").state == "returned"
    assert row(submission.cycle, 1, "plan").sent_back_by is not None


def test_conditions_add_up_over_the_signatures(bench: Council) -> None:
    submission = waiting(bench, LARGE, CycleStage.PLAN, partly=["PL-RES-1"])
    with watching(bench) as written:
        rule(bench, submission, conditional(submission, promise(bench, "PL-RES-1")), by="assistant")
    assert ("condition_set", "member") not in written.told
    last = submission.steps.get(position=2)
    assert closed_outcomes(Submission.objects.get(pk=submission.pk), last)["pass"] == ""
    ruling = conditional(submission, promise(bench, text="Publish it", owner=bench["lead"]))
    with watching(bench) as written:
        rule(bench, submission, replace(ruling, step=2), by="director")
    assert {condition.text for condition in Condition.objects.all()} == {"Ask the other half", "Publish it"}
    assert {("condition_set", "member"), ("condition_set", "lead")} <= written.told
    assert Cycle.objects.get().stage == "do"


def test_an_earlier_signers_condition_lapses_when_the_gate_does_not_pass(bench: Council) -> None:
    submission = waiting(bench, LARGE, CycleStage.PLAN, partly=["PL-RES-1"])
    rule(bench, submission, conditional(submission, promise(bench, "PL-RES-1")), by="assistant")
    with watching(bench) as written:
        rule(bench, submission, play.ruling(submission, Outcome.RETURN, reopened=["PL-RES-1"]), by="director")
    assert Condition.objects.get().state == "lapsed"
    assert written.verbs == ["decided", "condition_lapsed"]
    assert written.told == {("gate_decided", name) for name in ("lead", "member", "assistant")}
