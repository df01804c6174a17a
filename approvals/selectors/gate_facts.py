"""Reading the facts that `approvals.gates` evaluates, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from approvals.gates import ConditionFacts, GateFacts, Result, evaluate
from approvals.models import Condition, ConditionState
from approvals.selectors.conditions import conditions_by_cycle
from approvals.selectors.signing import expected_signers_all, grade_name
from checklists.checks import FAILS, findings_of, gate_check
from checklists.models import Answer
from checklists.selectors.answers import answer_facts, live_answers_of, read_for_gate
from cycles.models import Cycle, CycleStage
from cycles.selectors.stages import Stages
from cycles.selectors.visibility import whom_to_ask
from ui.wording import with_leaving


def gate_facts(
    cycle: Cycle,
    stage: str,
    today: date,
    answers: list[Answer] | None = None,
    submitter: User | None = None,
    *,
    signing: bool = True,
    viewer: User | None = None,
) -> GateFacts:
    """The facts of one gate, as `facts_of` reads them."""
    return facts_of({cycle: stage}, today, answers, submitter, signing=signing, viewer=viewer)[cycle.pk]


def facts_of(
    stages: Stages,
    today: date,
    answers: Iterable[Answer] | None = None,
    submitter: User | None = None,
    *,
    signing: bool = True,
    conditions: Iterable[Condition] | None = None,
    viewer: User | None = None,
) -> dict[int, GateFacts]:
    """The facts of many gates by cycle, in the same number of queries as of one.

    A page that has read the answers passes them in, and so with the conditions: the binding ones of the cycles and of
    the cycles that they follow, possibly among others. A submitter can't sign. The viewer sees the cycles, but perhaps
    not those that they follow; without a viewer no restricted one is seen.
    """
    answers_by_cycle: dict[int, list[Answer]] = defaultdict(list)
    answers = read_for_gate(live_answers_of(stages)) if answers is None else list(answers)
    findings = findings_of(stages, answers, today)
    for answer in answers:
        answers_by_cycle[answer.cycle_id].append(answer)
    conditions_of = conditions_by_cycle(stages, viewer, today, conditions)
    signers = expected_signers_all(stages, today, submitter) if signing else {}
    facts = {}
    for cycle, stage in stages.items():
        facts[cycle.pk] = GateFacts(
            stage=stage,
            lead=with_leaving(cycle.lead),
            stage_since=timezone.localdate(cycle.stage_since),
            answers=[answer_facts(answer, cycle, findings.get(answer.pk)) for answer in answers_by_cycle[cycle.pk]],
            conditions=[
                ConditionFacts(
                    text=condition.text,
                    owner=with_leaving(condition.owner),
                    verifier=with_leaving(condition.verifier),
                    due=condition.due,
                    claimed=condition.state == ConditionState.CLAIMED,
                    since=timezone.localdate(condition.state_since),
                )
                for condition in conditions_of[cycle.pk].visible
            ],
            ask_about_hidden=whom_to_ask(hidden[0].cycle, cycle, today)
            if (hidden := conditions_of[cycle.pk].hidden)
            else "",
            undecided=undecided_values(cycle, stage),
            unsigned_grades=[grade_name(grade) for grade, signer in signers.get(cycle.pk, []) if signer is None],
            failing=failing_checks(cycle, stage, today),
        )
    return facts


def failing_checks(cycle: Cycle, stage: str, today: date) -> list[str]:
    """What the checks of `settings.GATES_ASK` find wrong; none once the gate has passed.

    A check reads nothing where the cycle's edition does not switch its rule on.
    """
    if not cycle.is_live or cycle.has_passed(stage):
        return []
    checks = [check for name in settings.GATES_ASK.get(stage, ()) if (check := gate_check(name))]
    findings = [check(cycle, today) for check in checks]
    return [finding.sentence for finding in findings if finding.result == FAILS]


def undecided_values(cycle: Cycle, stage: str) -> list[str]:
    """What must be decided before this gate, in words."""
    if stage == CycleStage.ANALYSE:  # route and regime may wait until the Plan gate
        return []
    values = {"the delivery route": cycle.delivery_route_id, "the legal regime": cycle.legal_regime_id}
    if cycle.regime_routes:
        values[f"the route of the {cycle.legal_regime}"] = cycle.regime_route_id
    return [name for name, value in values.items() if value is None]


def evaluate_gate(
    cycle: Cycle,
    stage: str,
    today: date,
    answers: list[Answer] | None = None,
    submitter: User | None = None,
    *,
    signing: bool = True,
    viewer: User | None = None,
) -> Result:
    """The gaps of one gate in words for the viewer. `signing=False` leaves out whether every step can be signed."""
    return evaluate(gate_facts(cycle, stage, today, answers, submitter, signing=signing, viewer=viewer))
