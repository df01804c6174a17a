"""Deciding on a page that was opened before something happened: refused with what changed, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.refusals import Stale
from approvals.models import Submission
from approvals.services.correcting import correct
from approvals.services.deciding import AlreadySigned, DecisionInput, decide
from approvals.services.submitting import withdraw
from checklists.services.answering import AnswerInput, save_answer
from checklists.services.confirming import withdraw_confirmation
from cycles.models import Cycle, CycleStage
from demo import play
from tests.approvals.test_deciding import LATER, rule, waiting
from tests.checklists.test_answering import row
from tests.council import LARGE, NOW, Council
from tests.cycles.assertions import nothing_written

MUCH_LATER = NOW + timedelta(days=2)


@contextmanager
def overtaken(says: str, changes: list[str], error: type[Stale] = Stale) -> Iterator[None]:
    """What is within meets what happened meanwhile, in these words, and writes nothing."""
    with nothing_written(), pytest.raises(Stale) as raised:
        yield
    assert (type(raised.value), str(raised.value), raised.value.changes) == (error, says, changes)


def try_both(
    council: Council, page: DecisionInput, old: Submission, says: str, changes: list[str], error: type[Stale]
) -> None:
    """The page is sent to the submission that it showed, and to the one that is there now."""
    newest = Submission.objects.filter(cycle=old.cycle_id, stage=old.stage).order_by("-number")[0]
    for submission in {old, newest}:
        with overtaken(says, changes, error):
            decide(submission, page, actor=council["head"], at=MUCH_LATER)


def answer_again(council: Council, cycle: Cycle, words: str) -> None:
    answer = row(cycle)
    save_answer(answer, AnswerInput("met", words), actor=council["lead"], at=LATER, seen_version=answer.version)


def put_again(cycle: Cycle) -> Submission:
    return play.put(Cycle.objects.get(pk=cycle.pk), at=LATER)


def test_a_page_opened_before_a_withdrawal(bench: Council) -> None:
    old = waiting(bench)
    page = play.ruling(old)
    withdraw(old, reason="A figure is wrong.", actor=bench["lead"], at=LATER)
    withdrawn = "Submission 1 to the Analyse gate was withdrawn by the team on 23 November 2026: A figure is wrong."
    try_both(bench, page, old, withdrawn, [], Stale)
    answer_again(bench, old.cycle, "We asked 300 people.")
    put_again(old.cycle)
    changes = ["Submission 2 was made on 23 November 2026.", "“Residents AN” has a new explanation."]
    try_both(bench, page, old, withdrawn, changes, Stale)


def test_a_page_opened_before_a_return(bench: Council) -> None:
    old = waiting(bench)
    page = play.ruling(old)
    rule(bench, old, play.ruling(old, "return", reopened=["AN-RES-1"]))
    returned = "Grace Holland recorded “Return for more work” on 23 November 2026 at 12:00pm."
    try_both(bench, page, old, returned, [], AlreadySigned)
    answer_again(bench, old.cycle, "We asked 300 people.")
    put_again(old.cycle)
    changes = ["Submission 2 was made on 23 November 2026.", "“Residents AN” has a new explanation."]
    try_both(bench, page, old, returned, changes, AlreadySigned)


def test_a_page_from_one_whole_round_earlier(bench: Council) -> None:
    """Passed, corrected into a return, put anew on a new visit: the state is as it was, the pack is not."""
    old = waiting(bench)
    page = play.ruling(old)
    decision = rule(bench, old, page)
    correct(
        decision,
        outcome="return",
        reasons="Wrong version",
        interests="None",
        reopened=["AN-RES-1"],
        actor=bench["head"],
        at=LATER,
    )
    answer_again(bench, old.cycle, "We asked 300 people.")
    put_again(old.cycle)
    changes = ["Submission 2 was made on 23 November 2026.", "“Residents AN” has a new explanation."]
    says = "Grace Holland recorded “Return for more work” on 23 November 2026 at 12:00pm."
    try_both(bench, page, old, says, changes, AlreadySigned)


def test_a_page_of_the_cycle_before(bench: Council) -> None:
    """The successor's Analyse gate waits; the page showed the same gate of its predecessor."""
    old = waiting(bench)
    page = play.ruling(old)
    rule(bench, old, page)
    cycle = Cycle.objects.get(pk=old.cycle_id)
    while cycle.stage != CycleStage.CLOSED:
        cycle = play.pass_gate(cycle, at=LATER)
    new = play.put(play.ready(cycle.successor, at=LATER), at=LATER)
    with overtaken("Grace Holland recorded “Pass” on 23 November 2026 at 12:00pm.", [], AlreadySigned):
        decide(old, page, actor=bench["head"], at=MUCH_LATER)
    with overtaken("Submission 1 to the Analyse gate is waiting for a decision.", []):
        decide(new, page, actor=bench["head"], at=MUCH_LATER)


def test_a_page_of_a_step_that_was_signed_meanwhile(bench: Council) -> None:
    submission = waiting(bench, LARGE, CycleStage.PLAN)
    page = play.ruling(submission)
    rule(bench, submission, page, by="assistant")
    says = "Daniel Okafor recorded “Pass” on 23 November 2026 at 12:00pm."
    with overtaken(says, [], AlreadySigned):
        decide(submission, page, actor=bench["assistant2"], at=MUCH_LATER)
    withdraw(submission, reason="Wrong.", actor=bench["lead"], at=LATER)
    withdrawn = "Submission 1 to the Plan gate was withdrawn by the team on 23 November 2026: Wrong."
    with overtaken(says, [withdrawn], AlreadySigned):
        decide(submission, page, actor=bench["assistant2"], at=MUCH_LATER)


def test_a_step_whose_turn_has_not_come(bench: Council) -> None:
    submission = waiting(bench, LARGE, CycleStage.PLAN)
    with overtaken("Submission 1 to the Plan gate is waiting for a decision.", []):
        decide(submission, replace(play.ruling(submission), step=2), actor=bench["director"], at=MUCH_LATER)


def test_a_pack_that_never_was(bench: Council) -> None:
    submission = waiting(bench)
    with overtaken("Submission 1 to the Analyse gate is waiting for a decision.", []):
        decide(submission, replace(play.ruling(submission), digest="0" * 64), actor=bench["head"], at=MUCH_LATER)


def test_a_page_opened_before_a_word_was_taken_back(bench: Council) -> None:
    old = waiting(bench)
    page = play.ruling(old)
    word = row(old.cycle, 2).confirmations.get()
    withdraw_confirmation(word, reason="Wrong year.", actor=bench["adviser"], at=LATER)
    void = (
        "Submission 1 to the Analyse gate became void on 23 November 2026:"
        " Ruth Adeyemi withdrew the confirmation of “Money AN”: Wrong year."
    )
    try_both(bench, page, old, void, [], Stale)
