"""Gates that wait for a decision, and for whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cycles.days import working_days
from cycles.models import Cycle, Decision, Step, Submission, SubmissionState
from cycles.policies import pending_submission, signers_of
from cycles.queries.signing import Roster, Signer, current_step, grade_name
from cycles.queries.visible import visible_to


@dataclass(frozen=True)
class Waiting:
    """One submission at its current step: who can sign it now, the expected decider first."""

    submission: Submission
    step: Step
    signers: list[Signer]
    on: date

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
    def expected(self) -> Signer | None:
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
    def proposed(self) -> int:
        """How many conditions the team proposes."""
        found: list[object] | None = self.submission.proposed  # type: ignore[attr-defined]
        return len(found or [])

    @property
    def signed(self) -> list[Decision]:
        """The signatures that this submission has already."""
        return list(self.submission.decisions.all())

    def signer(self, user: User) -> Signer | None:
        """How somebody can sign it, or None."""
        return next((signer for signer in self.signers if signer.user.pk == user.pk), None)


ASKED = {
    "analyse": "Pass to Plan",
    "plan": "Pass to Do",
    "do": "Pass to Review",
    "review": "Close this cycle",
}


@dataclass(frozen=True)
class ForMe:
    """A gate that somebody can sign: as whom, and whether it is them who is expected to."""

    waiting: Waiting
    signer: Signer

    @property
    def expected(self) -> bool:
        first = self.waiting.expected
        return first is not None and first.user.pk in {self.signer.user.pk, self._covered_id}

    @property
    def says(self) -> str:
        """Who submitted it, and for whom it is decided where that is not simply them."""
        submitted = f"Submitted by {self.waiting.submission.submitted_by}"
        if self.signer.cover_for:
            return f"{submitted}. For {self.signer.cover_for}"
        return submitted if self.expected else f"{submitted}. {self.waiting.holder} is expected to decide it"

    @property
    def _covered_id(self) -> int | None:
        return self.signer.cover_for.pk if self.signer.cover_for else None


def waiting(cycles: QuerySet[Cycle], on: date) -> list[Waiting]:
    """Every submission of these cycles that waits for a decision, the longest first. The packs stay in the database."""
    roster = Roster.on(on)
    return sorted(_waiting(pending_submissions(cycles), on, roster), key=lambda row: row.since)


def pending_submissions(cycles: QuerySet[Cycle]) -> QuerySet[Submission]:
    return (
        Submission.objects.filter(state=SubmissionState.PENDING, cycle__in=cycles)
        .select_related("cycle__service", "cycle__directorate", "cycle__lead", "cycle__sponsor", "submitted_by")
        .prefetch_related("steps", "decisions__decider", "involved")
        .annotate(proposed=F("pack__conditions_proposed"))
        .defer("pack")
    )


def _waiting(submissions: Iterable[Submission], on: date, roster: Roster) -> Iterator[Waiting]:
    for submission in submissions:
        step = current_step(submission)
        if step is not None:
            yield Waiting(submission, step, signers_of(submission, on, roster), on)


def waiting_at(cycle: Cycle, on: date) -> Waiting | None:
    """The gate of one cycle, where it waits for a decision."""
    submission = pending_submission(cycle)
    return next(_waiting([submission], on, Roster.of(cycle, on)), None) if submission else None


def for_me(rows: Iterable[Waiting], user: User) -> list[ForMe]:
    """Those that somebody can sign, theirs to decide before those that they only could."""
    found = [ForMe(row, signer) for row in rows if (signer := row.signer(user))]
    return sorted(found, key=lambda row: not row.expected)


def for_others(rows: Iterable[Waiting], user: User) -> list[Waiting]:
    return [row for row in rows if not row.signer(user)]


def can_sign(user: User, submissions: QuerySet[Submission], on: date) -> int:
    """How many of these gates somebody can decide now, by the whole roster."""
    rows = (
        submissions.select_related("cycle")
        .prefetch_related("steps", "decisions", "involved")
        .only("state", "cycle__directorate_id", "cycle__sponsor_id")
    )
    return len(for_me(_waiting(rows, on, Roster.on(on)), user))


def waiting_for(user: User, on: date) -> list[Waiting]:
    """Every gate that waits for a decision among the cycles that somebody may see."""
    return waiting(visible_to(user, on), on)
