"""Who signs a gate, step by step: what was signed, whose turn it is, and who is expected after them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from accounts.models import User
from approvals.models import Decision, Step, Submission
from approvals.selectors.signing import Roster, Signer, barred_from, current_step, grade_name, involved_in
from calendars.days import working_days
from cycles.models import Cycle
from principles.figures import signing_route

DONE, NOW, TO_COME = "done", "now", "to_come"


@dataclass(frozen=True)
class RouteStep:
    """One signature of a route. `signers` are all who could give it, the expected decider first."""

    position: int
    grade: str
    state: str
    signers: list[Signer] = field(default_factory=list)
    decision: Decision | None = None
    since: date | None = None

    @property
    def expected(self) -> Signer | None:
        return self.signers[0] if self.signers else None

    @property
    def signs_as(self) -> str:
        """The grade of the expected decider: higher than the step's where nobody holds that one."""
        return grade_name(self.expected.grade) if self.expected else ""

    @property
    def stand_ins(self) -> list[Signer]:
        """Who covers for the expected decider."""
        return [signer for signer in self.signers if self.expected and signer.cover_for == self.expected.user]

    @property
    def others(self) -> list[User]:
        """Who else holds the grade and may sign."""
        return [signer.user for signer in self.signers[1:] if signer.cover_for is None]

    def waiting(self, today: date) -> int:
        """For how many working days it has been this step's turn."""
        return working_days(self.since, today) if self.since else 0


def route_ahead(cycle: Cycle, stage: str, on: date, submitter: User | None = None) -> list[RouteStep]:
    """Who would sign if the gate were submitted today. A submitter can't sign, and one person signs one step."""
    barred = set(involved_in(cycle, stage)) | ({submitter.pk} if submitter else set())
    grades = enumerate(signing_route(cycle.edition.figures, cycle.tier, stage), start=1)
    return list(_expected(grades, cycle, Roster.of(cycle, on), barred))


def route_of(submission: Submission, on: date) -> list[RouteStep]:
    """The route of a submission: signed steps with the decision that counts today, then what is still to be signed."""
    counted = decisions_that_count(submission)
    now = current_step(submission)
    steps = list(submission.steps.all())
    signed = [
        RouteStep(step.position, grade_name(step.grade), DONE, decision=counted[step.pk])
        for step in steps
        if step.pk in counted
    ]
    if now is None:
        return signed
    open_steps = [step for step in steps if step.position >= now.position]
    barred = set(barred_from(submission))
    ahead = _expected(
        ((step.position, step.grade) for step in open_steps), submission.cycle, Roster.of(submission.cycle, on), barred
    )
    return signed + [_of_step(step, planned) for step, planned in zip(open_steps, ahead, strict=True)]


def decisions_that_count(submission: Submission) -> dict[int, Decision]:
    """The decision of each signed step, the newest where one was corrected."""
    rows = sorted(submission.decisions.all(), key=lambda row: (row.at, row.pk))
    return {decision.step_id: decision for decision in rows}


def _of_step(step: Step, planned: RouteStep) -> RouteStep:
    state = NOW if step.opened_at else TO_COME
    since = timezone.localdate(step.opened_at) if step.opened_at else None
    return RouteStep(planned.position, planned.grade, state, planned.signers, since=since)


def _expected(grades: Iterable[tuple[int, str]], cycle: Cycle, roster: Roster, barred: set[int]) -> Iterable[RouteStep]:
    route = list(grades)
    for place, (position, grade) in enumerate(route):
        signers = roster.first_signers([later for _, later in route[place:]], cycle, barred)
        yield RouteStep(position, grade_name(grade), TO_COME, signers)
        if signers:
            barred = signers[0].bars(barred)
