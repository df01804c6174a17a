"""The rule of a met answer: every state with every combination of what it looks at. No database."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from approvals.gates import GateFacts, evaluate
from checklists.met import AnswerFacts, ConfirmationFacts, is_confirmed, is_met

TODAY = date(2026, 11, 23)
STATES = ("unanswered", "met", "partly_met", "not_met", "not_applicable")
# whether somebody has to confirm, the state of the current confirmation, whether the answer is confirmed
CONFIRMATIONS = (
    (False, "", True),
    (True, "", False),
    (True, "asked", False),
    (True, "given", True),
    (True, "refused", False),
    (True, "withdrawn", False),
    (True, "superseded", False),
)


@pytest.mark.parametrize(("needed", "confirmation", "confirmed"), CONFIRMATIONS)
def test_only_a_confirmation_that_was_given_confirms(needed: bool, confirmation: str, confirmed: bool) -> None:
    assert is_confirmed(confirmation, needed=needed) is confirmed


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("needed", "confirmation", "confirmed"), CONFIRMATIONS)
def test_an_answer_is_met_in_one_case_alone(state: str, needed: bool, confirmation: str, confirmed: bool) -> None:
    for evidence, sent_back, set_aside in product((0, 1), (False, True), (False, True)):
        met = is_met(
            state,
            evidenced=evidence > 0,
            confirmed=is_confirmed(confirmation, needed=needed),
            sent_back=sent_back,
            set_aside=set_aside,
        )
        expected = (state, evidence, confirmed, sent_back, set_aside) == ("met", 1, True, False, False)
        assert met is expected, (evidence, sent_back, set_aside)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("needed", "confirmation", "confirmed"), CONFIRMATIONS)
def test_the_gate_counts_by_the_same_rule(state: str, needed: bool, confirmation: str, confirmed: bool) -> None:
    for evidence, sent_back in product((0, 1), ("", "Daniel Okafor")):
        answer = AnswerFacts(
            code="AN-RES-1",
            title="Residents",
            mandatory=True,
            conditional_pass=True,
            state=state,
            since=TODAY,
            evidence=evidence,
            confirmer="Finance" if needed else "",
            confirmation=ConfirmationFacts(confirmation, "Ruth Adeyemi", TODAY) if confirmation else None,
            sent_back_by=sent_back,
        )
        met = is_met(state, evidenced=evidence > 0, confirmed=confirmed, sent_back=bool(sent_back))
        result = evaluate(GateFacts(stage="analyse", lead="Priya Nair", stage_since=TODAY, answers=[answer]))
        assert result.met == met
        if met:
            assert result.ready
