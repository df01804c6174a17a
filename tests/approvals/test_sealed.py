"""While a submission stands, what it holds is read-only; everything else goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from approvals.services.submitting import SubmissionInput, submit
from checklists.services.answering import AnswerInput, attach_evidence, detach_evidence, save_answer
from checklists.services.confirming import ask_confirmation
from cycles.models import Cycle
from cycles.services.editing import change_people, edit_cycle, restrict
from demo import play
from tests.checklists.test_answering import row
from tests.council import NOW, Council
from tests.cycles.assertions import refuses

SEALED = (
    "Submission 1 to the Analyse gate is waiting for a decision since 23 November 2026, so what it holds is read-only."
    " Withdraw it to make changes."
)


def _answer(council: Council, cycle: Cycle) -> None:
    answer = row(cycle)
    save_answer(answer, AnswerInput("not_met", "No."), actor=council["lead"], at=NOW, seen_version=answer.version)


def _detach(council: Council, cycle: Cycle) -> None:
    detach_evidence(row(cycle), row(cycle).evidence.all()[0], actor=council["lead"], at=NOW)


def _ask(council: Council, cycle: Cycle) -> None:
    ask_confirmation(row(cycle, 2), council["adviser2"], actor=council["lead"], at=NOW)


def _edit(council: Council, cycle: Cycle) -> None:
    edit_cycle(cycle, {"purpose": "Other"}, actor=council["lead"], at=NOW, seen_version=cycle.details_version)


def _people(council: Council, cycle: Cycle) -> None:
    change_people(
        cycle,
        lead=council["other"],
        sponsor=cycle.sponsor,
        team=[],
        actor=council["lead"],
        at=NOW,
        seen_version=cycle.details_version,
    )


def _restrict(council: Council, cycle: Cycle) -> None:
    restrict(cycle, restricted=True, reason="Staff", actor=council["lead"], at=NOW)


def _submit(council: Council, cycle: Cycle) -> None:
    submit(cycle, SubmissionInput(), actor=council["lead"], at=NOW)


@pytest.mark.parametrize("change", [_answer, _detach, _ask, _edit, _people, _restrict, _submit])
def test_what_is_sealed_is_read_only(change: Callable[[Council, Cycle], None], bench: Council) -> None:
    cycle = play.ready(bench.cycle(), at=NOW)
    play.put(cycle, at=NOW)
    with refuses(SEALED):
        change(bench, cycle)


def test_evidence_can_be_added_but_not_attached(bench: Council) -> None:
    cycle = play.ready(bench.cycle(), at=NOW)
    play.put(cycle, at=NOW)
    evidence = play.add_evidence(cycle, "Late", at=NOW)
    with refuses(SEALED):
        attach_evidence(row(cycle), evidence, actor=bench["lead"], at=NOW)


def test_stages_to_come_are_not_sealed(bench: Council) -> None:
    cycle = play.ready(bench.cycle(), at=NOW)
    play.put(cycle, at=NOW)
    answer = row(cycle, 1, "plan")
    save_answer(answer, AnswerInput("not_met", "No."), actor=bench["lead"], at=NOW, seen_version=0)
    assert row(cycle, 1, "plan").state == "not_met"
