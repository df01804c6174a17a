"""Gathering what `gates` asks for from the rows, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from accounts.models import User
from approvals.gates import ConditionFacts, GateFacts, Result, evaluate
from approvals.models import Condition, ConditionState
from approvals.selectors.conditions import _binding, _conditions_of
from approvals.selectors.signing import expected_signers_all, grade_name
from checklists.checks import findings_of
from checklists.models import Answer
from checklists.selectors.answers import _answers, _by_cycle, _day, answer_facts
from cycles.models import Cycle, CycleStage
from cycles.selectors.stages import Stages


def gate_facts(
    cycle: Cycle,
    stage: str,
    on: date,
    answers: list[Answer] | None = None,
    submitter: User | None = None,
    *,
    signing: bool = True,
) -> GateFacts:
    """The facts of one gate. `answers` may be given when the page has them already; a submitter can't sign."""
    return facts_of({cycle: stage}, on, answers, submitter, signing=signing)[cycle.pk]


def facts_of(
    stages: Stages,
    on: date,
    answers: Iterable[Answer] | None = None,
    submitter: User | None = None,
    *,
    signing: bool = True,
    conditions: Iterable[Condition] | None = None,
) -> dict[int, GateFacts]:
    """The facts of many gates in the same number of queries as of one, by cycle.

    `conditions` may be given as well as answers: the binding ones of the cycles and of what they follow, and others.
    """
    answers = list(_answers(stages) if answers is None else answers)
    answered, findings = _by_cycle(answers), findings_of(stages, answers, on)
    promised = _conditions_of(stages) if conditions is None else _binding(stages, conditions)
    signers = expected_signers_all(stages, on, submitter) if signing else {}
    return {
        cycle.pk: GateFacts(
            stage=stage,
            lead=str(cycle.lead),
            stage_since=_day(cycle.stage_since),
            answers=[answer_facts(answer, cycle, findings.get(answer.pk)) for answer in answered[cycle.pk]],
            conditions=[_condition_facts(condition) for condition in promised[cycle.pk]],
            undecided=_undecided(cycle, stage),
            unsigned_grades=[grade_name(grade) for grade, signer in signers.get(cycle.pk, []) if signer is None],
        )
        for cycle, stage in stages.items()
    }


def evaluate_gate(
    cycle: Cycle,
    stage: str,
    on: date,
    answers: list[Answer] | None = None,
    submitter: User | None = None,
    *,
    signing: bool = True,
) -> Result:
    """What the gate says. Without `signing` nobody asks whether all its steps can be signed."""
    return evaluate(gate_facts(cycle, stage, on, answers, submitter, signing=signing))


def _condition_facts(condition: Condition) -> ConditionFacts:
    return ConditionFacts(
        text=condition.text,
        owner=str(condition.owner),
        verifier=str(condition.verifier),
        due=condition.due,
        claimed=condition.state == ConditionState.CLAIMED,
        since=_day(condition.state_since),
    )


def _undecided(cycle: Cycle, stage: str) -> list[str]:
    """Route and regime may wait until the Plan gate; from then on they must be set."""
    if stage == CycleStage.ANALYSE:
        return []
    missing = {"the delivery route": cycle.delivery_route_id, "the legal regime": cycle.legal_regime_id}
    return [name for name, value in missing.items() if value is None]
