"""The hands of the machine: reading the cycle, trying a service, and comparing with the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine, invariant

from accounts.refusals import Refused, Stale
from approvals.models import Condition, Submission
from approvals.selectors.gate_facts import evaluate_gate
from approvals.selectors.signing import current_step
from approvals.selectors.stage_outcomes import pending_submission
from approvals.services.submitting import NotReady
from audit import services as trail
from checklists.models import Answer, Confirmation
from checklists.selectors.answers import answer_facts, answers_with_details
from cycles.models import Cycle
from tests.approvals import signers
from tests.council import NOW, Council
from tests.cycles.machine.model import STAGES, Model
from tests.cycles.participation import from_sources, stored

Wrong = type[Exception] | None
REFUSALS = (ValidationError, Refused, NotReady, Stale)


class Driver(RuleBasedStateMachine):
    """One cycle and its successors beside their model. Everything an example writes is undone."""

    council: ClassVar[Council]
    steps: ClassVar[Counter[str]] = Counter()
    reached: ClassVar[Counter[str]] = Counter()
    cycle: Cycle
    model: Model
    changed = False  # since services and model were last compared
    version = 0

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()

    def teardown(self) -> None:
        broken = trail.verify(f"cycle:{self.cycle.pk}")
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)
        assert broken is None

    def attempt(self, name: str, wrong: Wrong, service: Callable[..., object], /, *args: Any, **how: Any) -> bool:
        """Call a service that must succeed, or raise exactly that; whether it succeeded."""
        self.steps[f"{name}: {wrong.__name__}" if wrong else name] += 1
        try:
            service(*args, at=NOW, **how)
        except REFUSALS as refusal:
            if not (wrong and isinstance(refusal, wrong)):
                raise AssertionError(f"{name}: {refusal!r}, expected {wrong}") from refusal
            return False
        assert wrong is None, f"{name} went through, expected {wrong}"
        self.changed = True
        return True

    # What there is

    def fresh(self) -> Cycle:
        return Cycle.objects.get(pk=self.cycle.pk)

    def row(self, stage: str, number: int) -> Answer:
        return self.cycle.answers.get(question__stage=stage, question__code__endswith=f"-{number}")

    def word(self, stage: str, number: int, state: str) -> Confirmation:
        return self.row(stage, number).confirmations.get(state=state)

    def pending(self) -> Submission | None:
        return pending_submission(self.cycle)

    def conditions(self) -> list[Condition]:
        """Those that bind the cycle, in the order in which they were set."""
        bound = [self.cycle.pk]
        if self.cycle.previous and self.cycle.previous.stage == "closed":
            bound.append(self.cycle.previous.pk)
        return list(
            Condition.objects.filter(cycle__in=bound, decision__submission__state="passed").order_by("cycle", "pk")
        )

    def pick(self, stage: str, place: int) -> int:
        """One of the questions that the cycle has a row for, asked or set aside."""
        numbers = [1, 2, *([3, 4] if self.model.large else []), *([5, 6] if stage == "plan" else [])]
        return numbers[place % len(numbers)]

    # What the rules say of an answer's surroundings

    def ahead(self, stage: str) -> bool:
        """Whether the stage's gate is still to be passed."""
        return self.model.live and STAGES.index(stage) >= STAGES.index(self.model.stage)

    def heard(self, stage: str, number: int) -> bool:
        """Whether an adviser's word on the answer can come or go."""
        return self.ahead(stage) and number in self.model.asked(stage)

    def open(self, stage: str, number: int) -> bool:
        """Whether the answer can be changed."""
        return self.heard(stage, number) and not (self.model.sealed and stage == self.model.stage)

    # Comparing

    @invariant()
    def the_services_agree_with_the_model(self) -> None:
        """After a change everything is compared; after a refusal, that nothing was written."""
        if not hasattr(self, "model"):
            return
        cycle = Cycle.objects.select_related("edition", "lead").get(pk=self.cycle.pk)
        if self.changed:
            self.compare(cycle)
        else:
            assert cycle.version == self.version
        self.changed, self.version = False, cycle.version
        self.reached[self.model.stage + (" sealed" if self.model.sealed else "")] += 1

    def compare(self, cycle: Cycle) -> None:
        model, submission = self.model, self.pending()
        step = current_step(submission) if submission else None
        assert (cycle.stage, cycle.visit) == (model.stage, model.visit)
        assert (submission is not None, step.position - 1 if step else 0) == (model.sealed, model.signed)
        assert [condition.state for condition in self.conditions()] == model.binding
        assert stored() == from_sources()
        self.compare_is_met(cycle)
        assert signers.stored() == signers.by_the_rule()
        assert signers.sealed() == signers.pending()
        if model.live:
            gaps = [gap.kind for gap in evaluate_gate(cycle, cycle.stage, NOW.date()).gaps]
            assert gaps == model.gaps()

    def compare_is_met(self, cycle: Cycle) -> None:
        """What is stored is what the rule makes of the rows now, and what the model says."""
        live = list(answers_with_details().filter(cycle=cycle))
        stored = {answer.pk for answer in Answer.objects.filter(cycle=cycle, is_met=True)}
        assert stored == {answer.pk for answer in live if answer_facts(answer, cycle).counts_as_met}
        assert all(answer.gap == answer_facts(answer, cycle).gap_kind for answer in live)
        assert all(answer.evidence_count == answer.evidence.count() for answer in live)
        met = {(answer.question.stage, int(answer.question.code[-1])) for answer in live if answer.pk in stored}
        assert met == {(stage, number) for stage in STAGES for number in self.model.met(stage)}
