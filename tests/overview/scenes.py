"""What cycles of the test council ask of people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from approvals.models import Condition, Outcome
from approvals.services.deciding import ConditionInput
from checklists.models import Answer, AnswerState
from checklists.selectors.answers import live_answers
from checklists.services.answering import AnswerInput, save_answer
from cycles.models import Cycle
from demo import play
from tests.council import NOW, Council


def partly_met(council: Council, cycle: Cycle, owner: str, due: date) -> Answer:
    """The first answer of the cycle, partly met; somebody owns the missing part."""
    row = live_answers(cycle, "analyse")[0]
    said = AnswerInput(AnswerState.PARTLY_MET, "The main part is done", owner=council[owner], due=due)
    return save_answer(row, said, actor=council["lead"], at=cycle.started_at, seen_version=row.version)


def with_condition(council: Council, due: date) -> Condition:
    """A cycle in Plan whose lead owes the head of service a promise made at the Analyse gate."""
    submission = play.put(play.ready(council.cycle(), at=NOW), at=NOW)
    promise = ConditionInput("Publish the findings", council["lead"], due, council["head"])
    play.sign(
        submission, at=NOW, ruled=replace(play.ruling(submission, Outcome.PASS_WITH_CONDITIONS), conditions=[promise])
    )
    return Condition.objects.get()
