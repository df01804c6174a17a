"""Gates that wait for a decision, and for whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cycles.days import working_days
from cycles.models import Cycle, Decision, PendingSigner, Step, Submission
from cycles.policies import pending_submission
from cycles.queries.signers import open_steps, pending_signers, signers_first_to_last
from cycles.queries.signing import current_step, grade_name


@dataclass(frozen=True)
class Waiting:
    """The open step of a pending submission, with who may sign it today, the expected decider first."""

    step: Step
    signers: Sequence[PendingSigner]
    on: date
    proposed: int = 0  # conditions that the team proposes

    @property
    def submission(self) -> Submission:
        return self.step.submission

    @property
    def cycle(self) -> Cycle:
        return self.submission.cycle

    @property
    def gate(self) -> str:
        return f"{self.submission.get_stage_display()} gate"

    @property
    def asked(self) -> str:
        """What the decider is asked for: "Pass to Do"."""
        return ASKED[self.submission.stage]

    @property
    def since(self) -> datetime:
        return self.step.opened_at or self.submission.submitted_at

    @property
    def days(self) -> int:
        return working_days(timezone.localdate(self.since), self.on)

    @property
    def expected(self) -> PendingSigner | None:
        return self.signers[0] if self.signers else None

    @property
    def holder(self) -> str:
        return str(self.expected.user) if self.expected else "an administrator of people"

    @property
    def grade(self) -> str:
        return grade_name(self.expected.grade if self.expected else self.step.grade)

    @property
    def url(self) -> str:
        return reverse("decide", args=[self.cycle.reference, self.submission.stage])

    @property
    def pack_url(self) -> str:
        return reverse("submission", args=[self.cycle.reference, self.submission.stage, self.submission.number])

    @property
    def signed(self) -> list[Decision]:
        """The signatures that this submission has already."""
        return list(self.submission.decisions.all())

    def signer(self, user: User) -> PendingSigner | None:
        """How somebody can sign it, or None."""
        return next((signer for signer in self.signers if signer.user_id == user.pk), None)


ASKED = {
    "analyse": "Pass to Plan",
    "plan": "Pass to Do",
    "do": "Pass to Review",
    "review": "Close this cycle",
}


@dataclass(frozen=True)
class ForMe:
    """A gate that somebody can sign, and as whom."""

    waiting: Waiting
    signer: PendingSigner

    @property
    def says(self) -> str:
        """Who submitted it, and for whom it is decided where that is not simply them."""
        submitted = f"Submitted by {self.waiting.submission.submitted_by}"
        if self.signer.on_behalf_of:
            return f"{submitted}. For {self.signer.on_behalf_of}"
        return submitted if self.signer.is_expected else f"{submitted}. {self.waiting.holder} is expected to decide it"


def gates_for(user: User, cycles: QuerySet[Cycle]) -> QuerySet[Any]:
    """What somebody can sign of these cycles: the gates that they are expected to decide first, then the oldest."""
    rows = PendingSigner.objects.filter(user=user, step__submission__cycle__in=cycles)
    rows = rows.order_by("-is_expected", "step__opened_at", "step")
    return _with_gate(rows.select_related("on_behalf_of"), "step__").prefetch_related(signers_first_to_last("step__"))


def gates_for_others(user: User, cycles: QuerySet[Cycle]) -> QuerySet[Any]:
    """The open steps of these cycles that somebody can't sign, the longest waiting first."""
    return gates_of(cycles).exclude(pending_signers__user=user)


def gates_of(cycles: QuerySet[Cycle] | Collection[Cycle]) -> QuerySet[Any]:
    """The open steps of these cycles, the longest waiting first."""
    rows = open_steps().filter(submission__cycle__in=cycles).order_by("opened_at", "pk")
    return _with_gate(rows, "").prefetch_related(signers_first_to_last())


def _with_gate(rows: QuerySet[Any], step: str) -> QuerySet[Any]:
    """With all that a line says of the gate, `step` being the way to it. The packs stay in the database."""
    submission = f"{step}submission"
    named: QuerySet[Any] = rows.select_related(
        f"{submission}__cycle__service", f"{submission}__cycle__directorate", f"{submission}__submitted_by"
    )
    return named.annotate(proposed=F(f"{submission}__pack__conditions_proposed")).defer(f"{submission}__pack")


def for_me(rows: Iterable[Any], on: date) -> list[ForMe]:
    """Rows of `gates_for`."""
    return [ForMe(_waiting(signer.step, signer.proposed, on), signer) for signer in rows]


def for_others(rows: Iterable[Any], on: date) -> list[Waiting]:
    """Rows of `gates_of`."""
    return [_waiting(step, step.proposed, on) for step in rows]


def _waiting(step: Step, proposed: list[object] | None, on: date) -> Waiting:
    return Waiting(step, list(step.pending_signers.all()), on, len(proposed or []))


def waiting_at(cycle: Cycle, on: date) -> Waiting | None:
    """The gate of one cycle, where it waits for a decision."""
    submission = pending_submission(cycle) if cycle.sealed_at else None
    step = current_step(submission) if submission else None
    if submission is None or step is None:
        return None
    step.submission = submission
    return Waiting(step, pending_signers(submission), on)
