"""Gates that wait for a decision, and for whom."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import roles_of
from approvals.models import Decision, PendingSigner, Step, Submission
from approvals.selectors.pending_signers import open_steps, pending_signers
from approvals.selectors.signing import current_step, grade_name
from approvals.selectors.stage_outcomes import pending_submission
from calendars.days import working_days
from cycles.models import Cycle
from cycles.selectors.visibility import not_visible_to


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


SHOWN_OF_STEP = (
    "grade",
    "opened_at",
    "submission__stage",
    "submission__number",
    "submission__submitted_at",
    "submission__submitted_by__name",
    "submission__cycle__reference",
    "submission__cycle__stage",
    "submission__cycle__key_decision",
    "submission__cycle__whole_life_value",
    "submission__cycle__service__name",
    "submission__cycle__directorate__name",
)


def gates_for(user: User, on: date) -> QuerySet[PendingSigner]:
    """What somebody can sign: the gates that they are expected to decide first, then the oldest."""
    rows = PendingSigner.objects.filter(user=user).exclude(step__submission__cycle__in=_hidden(user, on))
    return rows.order_by("-is_expected", "step__opened_at", "step_id")


def for_me(signers: QuerySet[PendingSigner], on: date) -> list[ForMe]:
    """One page of `gates_for`, with all that a line says of a gate."""
    page: QuerySet[Any] = PendingSigner.objects.filter(pk__in=signers.values("pk")).order_by(*signers.query.order_by)
    rows = (
        _with_gate(page.annotate(proposed=F("step__submission__pack__conditions_proposed")), "step__")
        .select_related("on_behalf_of")
        .only("grade", "is_expected", "user", "on_behalf_of__name", *(f"step__{name}" for name in SHOWN_OF_STEP))
    )
    return [ForMe(Waiting(row.step, row.expected, on, len(row.proposed or []), can_sign=True), row) for row in rows]


def gates_for_others(user: User, on: date) -> QuerySet[Step]:
    """Open steps that somebody can't sign, of the directorates that they manage if any; the longest waiting first."""
    rows = open_steps().exclude(submission__cycle__in=_hidden(user, on))
    if directorates := {directorate for directorate, _ in roles_of(user).grades}:
        rows = rows.filter(submission__cycle__directorate__in=directorates)
    can_sign = PendingSigner.objects.filter(step=OuterRef("pk"), user=user)
    return rows.exclude(Exists(can_sign)).order_by("opened_at", "pk")


def for_others(steps: QuerySet[Step], on: date) -> list[Waiting]:
    """One page of `gates_for_others`."""
    page: QuerySet[Any] = Step.objects.filter(pk__in=steps.values("pk")).order_by(*steps.query.order_by)
    rows = _with_gate(page.annotate(proposed=F("submission__pack__conditions_proposed")))
    # Django leaves a filtered relation out where it leads to nothing.
    return [Waiting(step, getattr(step, "expected", None), on, len(step.proposed or [])) for step in rows]


def gates_near(user: User, cycles: Collection[Cycle], on: date, most: int) -> tuple[list[ForMe], int, list[Waiting]]:
    """In one query: the first gates that somebody can sign, the number of all, and the gates of their own cycles."""
    signers = gates_for(user, on)
    number = signers.order_by().values("user").annotate(number=Count("pk")).values("number")
    mine = Q(pending_signers__user=user)
    near = Q(pk__in=signers.values("step")[:most]) | Q(submission__cycle__in=cycles)
    rows: QuerySet[Any] = (
        open_steps()
        .filter(near)
        .annotate(mine=FilteredRelation("pending_signers", condition=mine), number=Subquery(number))
    )
    rows = _with_gate(rows).select_related("mine__on_behalf_of")
    steps = list(rows.order_by("opened_at", "pk"))
    own = {cycle.pk for cycle in cycles}
    signed = {step.pk: signer for step in steps if (signer := getattr(step, "mine", None))}
    waiting = [Waiting(step, getattr(step, "expected", None), on, can_sign=step.pk in signed) for step in steps]
    decisions = [ForMe(row, signed[row.step.pk]) for row in waiting if row.can_sign]
    decisions.sort(key=lambda row: not row.signer.is_expected)
    return decisions[:most], (steps[0].number or 0) if steps else 0, [row for row in waiting if row.cycle.pk in own]


def _hidden(user: User, on: date) -> QuerySet[Cycle]:
    """Cycles that somebody may not see are few, so leaving them out costs less than looking up each visible one."""
    return not_visible_to(user, on).order_by()


def _with_gate(rows: QuerySet[Any], step: str = "") -> QuerySet[Any]:
    """With all that a line says of the gate, `step` being the way to it. The packs stay in the database."""
    submission = f"{step}submission"
    first = Q(**{f"{step}pending_signers__position": 0})
    named: QuerySet[Any] = rows.annotate(expected=FilteredRelation(f"{step}pending_signers", condition=first))
    return named.select_related(
        "expected__user",
        f"{submission}__cycle__service",
        f"{submission}__cycle__directorate",
        f"{submission}__submitted_by",
    ).only(*(f"{step}{name}" for name in SHOWN_OF_STEP))


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
