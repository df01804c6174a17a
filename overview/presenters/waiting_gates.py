"""Gates that wait for a decision, and for whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from approvals.models import Decision, PendingSigner, Step, Submission
from approvals.selectors.pending_signers import open_steps, pending_signers
from approvals.selectors.signing import current_step, grade_name
from approvals.selectors.stage_outcomes import pending_submission
from calendars.days import working_days
from cycles.models import Cycle


@dataclass(frozen=True)
class Waiting:
    """The open step of a pending submission, with who is expected to sign it; None where nobody can."""

    step: Step
    expected: PendingSigner | None
    on: date
    proposed: int = 0  # conditions that the team proposes
    can_sign: bool = False  # whether the reader can sign it, expected or not

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
    return _with_gate(rows.select_related("on_behalf_of"), "step__")


def gates_for_others(user: User, cycles: QuerySet[Cycle]) -> QuerySet[Any]:
    """The open steps of these cycles that somebody can't sign, the longest waiting first."""
    return gates_of(user, cycles).filter(can_sign=False)


def gates_of(user: User, cycles: QuerySet[Cycle] | Collection[Cycle]) -> QuerySet[Any]:
    """The open steps of these cycles, the longest waiting first, and whether somebody can sign them."""
    can_sign = Exists(PendingSigner.objects.filter(step=OuterRef("pk"), user=user))
    steps = open_steps().filter(submission__cycle__in=cycles).annotate(can_sign=can_sign)
    return _with_gate(steps.order_by("opened_at", "pk"), "")


def _with_gate(rows: QuerySet[Any], step: str) -> QuerySet[Any]:
    """With all that a line says of the gate, `step` being the way to it. The packs stay in the database."""
    submission = f"{step}submission"
    first = Q(**{f"{step}pending_signers__position": 0})
    named: QuerySet[Any] = rows.annotate(
        expected=FilteredRelation(f"{step}pending_signers", condition=first),
        proposed=F(f"{submission}__pack__conditions_proposed"),
    )
    return named.select_related(
        "expected__user",
        f"{submission}__cycle__service",
        f"{submission}__cycle__directorate",
        f"{submission}__submitted_by",
    ).defer(f"{submission}__pack")


def for_me(rows: Iterable[Any], on: date) -> list[ForMe]:
    """Rows of `gates_for`."""
    return [ForMe(_waiting(signer.step, signer, on, can_sign=True), signer) for signer in rows]


def for_others(rows: Iterable[Any], on: date) -> list[Waiting]:
    """Rows of `gates_of`."""
    return [_waiting(step, step, on, can_sign=step.can_sign) for step in rows]


def _waiting(step: Step, row: Any, on: date, *, can_sign: bool) -> Waiting:
    # Django leaves a filtered relation out where it leads to nothing.
    return Waiting(step, getattr(row, "expected", None), on, len(row.proposed or []), can_sign)


def waiting_at(cycle: Cycle, user: User, on: date) -> Waiting | None:
    """The gate of one cycle, where it waits for a decision."""
    submission = pending_submission(cycle) if cycle.sealed_at else None
    step = current_step(submission) if submission else None
    if submission is None or step is None:
        return None
    step.submission = submission
    signers = pending_signers(submission)
    can_sign = any(signer.user_id == user.pk for signer in signers)
    return Waiting(step, next(iter(signers), None), on, can_sign=can_sign)
