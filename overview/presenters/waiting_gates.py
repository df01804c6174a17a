"""Gates that wait for a decision, and for whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Directorate, User
from accounts.roles import covered_people, roles_of
from approvals.models import Decision, PendingSigner, Step, Submission
from approvals.selectors.pending_signers import open_steps, pending_signers
from approvals.selectors.signing import current_step, grade_name
from approvals.selectors.stage_outcomes import pending_submission
from calendars.days import working_days
from cycles.models import Cycle, Service
from cycles.selectors.visibility import not_visible_to
from overview.selectors.waiting_gates import signable_gates, waiting_gate_rows
from ui.written_rows import as_moment, as_money, row_of


@dataclass(frozen=True)
class Waiting:
    """The open step of a pending submission, with who is expected to sign it; None where nobody can."""

    step: Step
    expected: PendingSigner | None
    on: date
    proposed: int = 0  # conditions that the team proposes
    can_sign: bool = False  # whether the reader can sign it, expected or not

    @classmethod
    def of_row(cls, row: Any, on: date) -> Waiting:
        """One row of `waiting_gate_rows`, with its submission, its cycle and its people."""
        cycle = row_of(
            Cycle,
            id=row.cycle_id,
            reference=row.reference,
            number=row.cycle_number,
            edition_id=row.edition_id,
            stage=row.cycle_stage,
            key_decision=bool(row.key_decision),
            whole_life_value=as_money(row.whole_life_value),
            service_id=row.service_id,
            directorate_id=row.directorate_id,
        )
        cycle.service = row_of(Service, id=row.service_id, name=row.service_name)
        cycle.directorate = row_of(Directorate, id=row.directorate_id, name=row.directorate_name)
        submission = row_of(
            Submission,
            id=row.submission_id,
            cycle_id=row.cycle_id,
            stage=row.submission_stage,
            number=row.submission_number,
            submitted_by_id=row.submitted_by_id,
            submitted_at=as_moment(row.submitted_at),
        )
        submission.cycle = cycle
        submission.submitted_by = row_of(User, id=row.submitted_by_id, name=row.submitted_by_name)
        row.submission = submission
        if row.expected_id is None:
            return cls(row, None, on, len(row.proposed))
        expected = row_of(PendingSigner, step_id=row.pk, user_id=row.expected_id, grade=row.expected_grade)
        expected.user = row_of(User, id=row.expected_id, name=row.expected_name)
        return cls(row, expected, on, len(row.proposed))

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
    def due(self) -> date | None:
        return self.step.due

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
    is_expected: bool
    on_behalf_of: str  # the name of whom they cover for
    in_place_of: str  # the name of the expected decider of an escalated step

    @property
    def signs_as(self) -> str:
        """For whom it is decided, or in whose place, where that is not simply them: "For Grace Holland"."""
        covered = f"for {self.on_behalf_of}" if self.on_behalf_of else ""
        place = f"in place of {self.in_place_of}" if self.in_place_of else ""
        words = ", ".join(filter(None, (covered, place)))
        return words[:1].upper() + words[1:]

    @property
    def says(self) -> str:
        """Who submitted it, and for whom it is decided where that is not simply them."""
        submitted = f"Submitted by {self.waiting.submission.submitted_by}"
        if self.signs_as:
            return f"{submitted}. {self.signs_as}"
        return submitted if self.is_expected else f"{submitted}. {self.waiting.holder} is expected to decide it"


def gates_for(user: User, on: date) -> QuerySet[PendingSigner]:
    """What somebody can sign: the gates that they are expected to decide first, then the oldest."""
    rows = PendingSigner.objects.filter(~_is_hidden(user, on, "step__submission__cycle"), user=user)
    return rows.order_by("-is_expected", "step__opened_at", "step_id")


def for_me(signers: QuerySet[PendingSigner], on: date) -> list[ForMe]:
    """One page of `gates_for`, with all that a line says of a gate."""
    rows = list(signers.values_list(*SIGNER))
    gates = gates_of({cycle for cycle, *_ in rows}, on, proposals=True)
    return [
        ForMe(replace(gates[cycle], can_sign=True), is_expected, covered or "", place or "")
        for cycle, is_expected, covered, place, _ in rows
        if cycle in gates
    ]


def gates_for_others(user: User, on: date) -> QuerySet[Step]:
    """Open steps that somebody can't sign, of the directorates that they manage if any; the longest waiting first."""
    rows = open_steps().filter(~_is_hidden(user, on, "submission__cycle"))
    if directorates := {directorate for directorate, _ in roles_of(user).grades}:
        rows = rows.filter(submission__cycle__directorate__in=directorates)
    can_sign = PendingSigner.objects.filter(step=OuterRef("pk"), user=user)
    return rows.exclude(Exists(can_sign)).order_by("opened_at", "pk")


def for_others(steps: QuerySet[Step], on: date) -> list[Waiting]:
    """One page of `gates_for_others`."""
    cycles = list(steps.values_list("submission__cycle_id", flat=True))
    gates = gates_of(cycles, on, proposals=True)
    return [gates[cycle] for cycle in cycles if cycle in gates]


def gates_near(
    user: User, cycles: Iterable[Cycle], on: date, most: int
) -> tuple[list[ForMe], list[date | None], dict[int, Waiting]]:
    """The first gates that somebody can sign, the due days of all, and by cycle the gates of their own cycles."""
    own = {cycle.pk for cycle in cycles if cycle.sealed_at}
    signs = roles_of(user).grades or covered_people(user, on)  # only managers and who covers for one ever can
    signers = signable_gates(user, on) if signs else []
    gates = gates_of({*own, *(cycle for cycle, *_ in signers[:most])}, on)
    for cycle, *_ in signers:
        if cycle in gates:
            gates[cycle] = replace(gates[cycle], can_sign=True)
    decisions = [
        ForMe(gates[cycle], is_expected, covered or "", place or "")
        for cycle, is_expected, covered, place, _ in signers[:most]
        if cycle in gates
    ]
    return decisions, [due for *_, due in signers], {cycle: gate for cycle, gate in gates.items() if cycle in own}


def _is_hidden(user: User, on: date, cycle: str) -> Exists:
    """Of rows with the way to their cycle. Hidden cycles are few, so PostgreSQL makes an anti-join of their absence."""
    return Exists(not_visible_to(user, on).filter(pk=OuterRef(cycle)).order_by())


SIGNER = ("step__submission__cycle_id", "is_expected", "on_behalf_of__name", "in_place_of__name", "step__due")


def gates_of(cycles: Collection[int], on: date, *, proposals: bool = False) -> dict[int, Waiting]:
    """The gates of these cycles that wait for a decision, with all that a line says of them. The packs are not read.

    `proposals` says that the conditions which the teams propose are counted.
    """
    rows = waiting_gate_rows(cycles, proposals=proposals)
    return {row.cycle_id: Waiting.of_row(row, on) for row in rows}


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
