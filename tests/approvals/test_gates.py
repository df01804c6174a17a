"""What blocks a gate, in whole sentences, and which outcomes a step offers. No database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from approvals.gates import ConditionFacts, GateFacts, Result, evaluate, outcomes_open
from checklists.met import AnswerFacts, ConfirmationFacts, Finding, Gap
from ui.wording import day

MONDAY, TUESDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 12, 4)
DECEMBER = date(2026, 12, 1)


def answer(state: str = "met", **more: Any) -> AnswerFacts:
    """A mandatory answer that is in order: met, with evidence, needing nobody's word."""
    facts: dict[str, Any] = {
        "code": "AN-RES-1",
        "title": "Residents",
        "mandatory": True,
        "conditional_pass": True,
        "state": state,
        "since": MONDAY,
        "evidence": 1,
    }
    return AnswerFacts(**(facts | more))


def gate(*answers: AnswerFacts, **more: Any) -> GateFacts:
    facts: dict[str, Any] = {"stage": "plan", "lead": "Priya Nair", "stage_since": TUESDAY, "answers": answers}
    return GateFacts(**(facts | more))


def gap(kind: str, sentence: str, holder: str = "Priya Nair", **more: Any) -> Gap:
    facts: dict[str, Any] = {"about": "Residents", "since": MONDAY, "question": "AN-RES-1", "due": None}
    return Gap(kind=kind, sentence=sentence, holder=holder, **(facts | more))


ASKED = ConfirmationFacts("asked", "Ruth Adeyemi", TUESDAY)
REFUSED = ConfirmationFacts("refused", "Ruth Adeyemi", TUESDAY)
WITHDRAWN = ConfirmationFacts("withdrawn", "Ruth Adeyemi", TUESDAY)
GIVEN = ConfirmationFacts("given", "Ruth Adeyemi", TUESDAY)
PARTLY: dict[str, Any] = {"owner": "Leanne Cooper", "due": FRIDAY, "evidence": 0}

BLOCKED = {
    "unanswered": (
        answer("unanswered"),
        gap("unanswered", "“Residents” is not answered yet: waiting for Priya Nair, since 23 November 2026."),
    ),
    "not met": (
        answer("not_met"),
        gap("not_met", "“Residents” is not met: waiting for Priya Nair, since 23 November 2026."),
    ),
    "met without evidence": (
        answer(evidence=0),
        gap(
            "no_evidence",
            "“Residents” has no evidence: waiting for Priya Nair to add some, since 23 November 2026.",
        ),
    ),
    "nobody asked to confirm": (
        answer(confirmer="Finance"),
        gap(
            "not_asked",
            "“Residents” is answered: waiting for Priya Nair to ask Finance to confirm it, since 23 November 2026.",
        ),
    ),
    "outside word not recorded": (
        answer(confirmer="Provider", outside=True),
        gap(
            "not_asked",
            "“Residents” is answered: waiting for Priya Nair to record what the Provider says, since 23 November 2026.",
        ),
    ),
    "adviser asked": (
        answer(confirmer="Finance", confirmation=ASKED),
        gap(
            "asked",
            "“Residents” is waiting for Ruth Adeyemi, Finance, to confirm it, since 24 November 2026.",
            holder="Ruth Adeyemi",
            since=TUESDAY,
        ),
    ),
    "adviser asked by a day": (
        answer("partly_met", confirmer="Finance", confirmation=replace(ASKED, due=DECEMBER), **PARTLY),
        gap(
            "asked",
            "“Residents” is waiting for Ruth Adeyemi, Finance, to confirm it, since 24 November 2026,"
            " due 1 December 2026.",
            holder="Ruth Adeyemi",
            since=TUESDAY,
            due=DECEMBER,
        ),
    ),
    "adviser refused": (
        answer(confirmer="Finance", confirmation=REFUSED),
        gap(
            "refused",
            "“Residents” was not confirmed by Ruth Adeyemi, Finance: waiting for Priya Nair to answer it again,"
            " since 24 November 2026.",
            since=TUESDAY,
        ),
    ),
    "adviser withdrew their word": (
        answer(confirmer="Finance", confirmation=WITHDRAWN),
        gap(
            "withdrawn",
            "“Residents” is no longer confirmed by Ruth Adeyemi, Finance: waiting for Priya Nair to answer it again,"
            " since 24 November 2026.",
            since=TUESDAY,
        ),
    ),
    "hard stop partly met": (
        answer("partly_met", conditional_pass=False, **PARTLY),
        gap(
            "hard_stop",
            "“Residents” is partly met and cannot pass with a condition: waiting for Leanne Cooper,"
            " due 4 December 2026.",
            holder="Leanne Cooper",
            due=FRIDAY,
        ),
    ),
    "partly met and not confirmed": (
        answer("partly_met", confirmer="Finance", confirmation=ASKED, **PARTLY),
        gap(
            "asked",
            "“Residents” is waiting for Ruth Adeyemi, Finance, to confirm it, since 24 November 2026.",
            holder="Ruth Adeyemi",
            since=TUESDAY,
            due=FRIDAY,
        ),
    ),
    "sent back": (
        answer(sent_back_by="Daniel Okafor"),
        gap(
            "sent_back",
            "“Residents” was sent back by Daniel Okafor: waiting for Priya Nair to answer it again,"
            " since 23 November 2026.",
        ),
    ),
    "sent back and not applicable": (
        answer("not_applicable", sent_back_by="Daniel Okafor"),
        gap(
            "sent_back",
            "“Residents” was sent back by Daniel Okafor: waiting for Priya Nair to answer it again,"
            " since 23 November 2026.",
        ),
    ),
    "sent back and optional": (
        answer(mandatory=False, sent_back_by="Daniel Okafor"),
        gap(
            "sent_back",
            "“Residents” was sent back by Daniel Okafor: waiting for Priya Nair to answer it again,"
            " since 23 November 2026.",
        ),
    ),
}

CLEAR = {
    "met": answer(),
    "met and confirmed": answer(confirmer="Finance", confirmation=GIVEN),
    "met and confirmed from outside": answer(confirmer="Provider", outside=True, confirmation=GIVEN),
    "partly met": answer("partly_met", **PARTLY),
    "partly met and confirmed": answer("partly_met", confirmer="Finance", confirmation=GIVEN, **PARTLY),
    "not applicable": answer("not_applicable", evidence=0, confirmer="Finance"),
    "optional, unanswered": answer("unanswered", mandatory=False),
    "optional, not met": answer("not_met", mandatory=False),
    "optional, no evidence": answer(mandatory=False, evidence=0),
    "optional, refused": answer(mandatory=False, confirmer="Finance", confirmation=REFUSED),
    "optional, withdrawn": answer(mandatory=False, confirmer="Finance", confirmation=WITHDRAWN),
    "optional, partly met, a hard stop": answer("partly_met", mandatory=False, conditional_pass=False, **PARTLY),
}


@pytest.mark.parametrize("case", BLOCKED)
def test_an_answer_that_blocks_says_why_and_who_holds_it(case: str) -> None:
    facts, expected = BLOCKED[case]
    result = evaluate(gate(facts))
    assert result.gaps == (expected,)
    assert result.blocking == {"AN-RES-1"}
    assert not result.ready


@pytest.mark.parametrize("case", CLEAR)
def test_an_answer_that_is_in_order_blocks_nothing(case: str) -> None:
    result = evaluate(gate(CLEAR[case]))
    assert result.gaps == ()
    assert result.ready


def test_a_hard_stop_without_a_date_says_since_when() -> None:
    facts = answer("partly_met", conditional_pass=False, owner="Leanne Cooper")
    assert [gap.sentence for gap in evaluate(gate(facts)).gaps] == [
        "“Residents” is partly met and cannot pass with a condition: waiting for Leanne Cooper, since 23 November 2026."
    ]


def test_what_is_not_decided_yet_blocks() -> None:
    result = evaluate(gate(answer(), undecided=["the delivery route", "the legal regime"]))
    assert result.gaps == tuple(
        Gap(
            kind="undecided",
            about=name,
            sentence=f"{name} is not decided yet: waiting for Priya Nair, since 24 November 2026.",
            holder="Priya Nair",
            since=TUESDAY,
        )
        for name in ("The delivery route", "The legal regime")
    )


PROMISE = ConditionFacts(
    text="Publish the findings",
    owner="Leanne Cooper",
    verifier="Grace Holland",
    due=FRIDAY,
    claimed=False,
    since=MONDAY,
)


def test_an_open_condition_waits_for_its_owner() -> None:
    expected = Gap(
        kind="condition",
        about="Publish the findings",
        sentence="The condition “Publish the findings” is open: waiting for Leanne Cooper, due 4 December 2026.",
        holder="Leanne Cooper",
        since=MONDAY,
        due=FRIDAY,
    )
    assert evaluate(gate(conditions=[PROMISE])).gaps == (expected,)


def test_a_claimed_condition_waits_for_its_verifier() -> None:
    expected = Gap(
        kind="condition",
        about="Publish the findings",
        sentence="The condition “Publish the findings” is done, says Leanne Cooper: waiting for Grace Holland"
        " to check it, since 24 November 2026.",
        holder="Grace Holland",
        since=TUESDAY,
        due=FRIDAY,
    )
    claimed = replace(PROMISE, claimed=True, since=TUESDAY)
    assert evaluate(gate(conditions=[claimed])).gaps == (expected,)


def test_a_step_that_nobody_can_sign_blocks() -> None:
    expected = Gap(
        kind="nobody_can_sign",
        about="Signature of the executive director",
        sentence="Nobody can sign as executive director, nor at a higher grade: waiting for an administrator of people"
        " to name somebody, since 24 November 2026.",
        holder="an administrator of people",
        since=TUESDAY,
    )
    assert evaluate(gate(unsigned_grades=["executive director"])).gaps == (expected,)


def test_gaps_come_in_the_order_in_which_they_are_put_right() -> None:
    facts = gate(
        answer("unanswered", code="B"),
        answer("not_met", code="A"),
        undecided=["the legal regime"],
        conditions=[PROMISE],
        unsigned_grades=["head of service"],
    )
    found = evaluate(facts)
    assert [gap.kind for gap in found.gaps] == ["undecided", "condition", "unanswered", "not_met", "nobody_can_sign"]
    assert found.blocking == {"A", "B"}


def test_what_a_decision_must_deal_with_is_counted() -> None:
    answers = (
        answer(code="met"),
        answer(code="unconfirmed", confirmer="Finance"),
        answer("partly_met", code="partly", **PARTLY),
        answer("partly_met", code="optional partly", mandatory=False, **PARTLY),
        answer("not_applicable", code="away"),
        answer("not_applicable", code="optional away", mandatory=False),
        answer(code="back", sent_back_by="Daniel Okafor"),
        answer("unanswered", code="empty", mandatory=False),
    )
    found = evaluate(gate(*answers))
    assert replace(found, gaps=()) == Result(
        gaps=(),
        needs_condition=("partly",),
        not_applicable=("away", "optional away"),
        met=1,
        partly=2,
        asked=6,
        blocking=frozenset({"unconfirmed", "back"}),
    )


def test_a_gate_that_asks_nothing_is_ready() -> None:
    assert evaluate(gate()) == Result(gaps=())


def test_lateness_counts_calendar_days() -> None:
    found = gap("hard_stop", "", due=FRIDAY)
    assert [found.late_by(today) for today in (MONDAY, FRIDAY, date(2026, 12, 9))] == [0, 0, 5]
    assert gap("not_met", "").late_by(FRIDAY) == 0


def test_days_are_written_out() -> None:
    assert [day(date(2026, 3, 1)), day(FRIDAY)] == ["1 March 2026", "4 December 2026"]


ONLY_LAST = "Only the last signature of the route can stop the cycle"


@pytest.mark.parametrize(
    ("needs", "so_far", "last", "passing", "stopping"),
    [
        ((), (), True, "", ""),
        ((), (), False, "", ONLY_LAST),
        (("A",), (), True, "A mandatory answer is partly met (A), so the gate can only pass with conditions", ""),
        (
            ("B", "A"),
            (),
            True,
            "A mandatory answer is partly met (A, B), so the gate can only pass with conditions",
            "",
        ),
        (
            ("A", "B"),
            ("B",),
            True,
            "A mandatory answer is partly met (A), so the gate can only pass with conditions",
            "",
        ),
        (("A", "B"), ("B", "A", "C"), True, "", ""),
    ],
)
def test_which_outcomes_a_step_offers(
    needs: tuple[str, ...], so_far: tuple[str, ...], last: bool, passing: str, stopping: str
) -> None:
    assert outcomes_open(needs, last_step=last, conditions_so_far=so_far) == {
        "pass": passing,
        "pass_with_conditions": "",
        "return": "",
        "stop": stopping,
    }


FAILING = Finding("fails", "The forward plan notice is not recorded as published.", ("Forward plan notice",))


def test_a_failing_check_of_a_hard_stop_blocks_with_its_sentence() -> None:
    facts = answer(conditional_pass=False, finding=FAILING)
    result = evaluate(gate(facts))
    assert result.gaps == (
        gap(
            "check",
            "“Residents” fails its check: The forward plan notice is not recorded as published."
            " Waiting for Priya Nair, since 23 November 2026.",
            finding=FAILING,
        ),
    )
    assert (result.blocking, result.failing_checks, result.ready) == (frozenset({"AN-RES-1"}), (), False)
    assert result.gaps[0].says == (
        "Fails its check: The forward plan notice is not recorded as published."
        " Waiting for Priya Nair, since 23 November 2026."
    )


def test_a_hard_stop_that_does_not_apply_is_checked_all_the_same() -> None:
    facts = answer("not_applicable", conditional_pass=False, finding=FAILING)
    assert [gap.kind for gap in evaluate(gate(facts)).gaps] == ["check"]


def test_what_people_have_to_do_comes_before_a_failing_check() -> None:
    facts = answer("unanswered", conditional_pass=False, finding=FAILING)
    assert [gap.kind for gap in evaluate(gate(facts)).gaps] == ["unanswered"]


@pytest.mark.parametrize("more", [{"conditional_pass": True}, {"conditional_pass": False, "mandatory": False}])
def test_a_failing_check_of_another_question_is_for_the_decider(more: dict[str, Any]) -> None:
    result = evaluate(gate(answer(finding=FAILING, **more)))
    assert (result.gaps, result.failing_checks) == ((), ("AN-RES-1",))


@pytest.mark.parametrize("found", ["holds", "unknown"])
def test_a_check_that_does_not_fail_changes_nothing(found: str) -> None:
    facts = answer(conditional_pass=False)
    result = evaluate(gate(replace(facts, finding=Finding(found, "It is so."))))
    assert result == evaluate(gate(facts))
