"""The signing route of a gate: what was signed, who signs now, and who is expected after them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from accounts.models import User
from approvals.models import Decision, Submission
from approvals.selectors.signing import Roster, Signer, barred_from, current_step, grade_name, involved_in_all
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
    due: date | None = None
    escalates_on: date | None = None

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
        return [signer.user for signer in self.signers[1:] if not (signer.cover_for or signer.in_place_of)]

    @property
    def escalated(self) -> list[User]:
        """Who may sign in place of the expected decider, because the step is escalated."""
        return [signer.user for signer in self.signers if signer.in_place_of]

    def waiting(self, today: date) -> int:
        """For how many working days the step has been open."""
        return working_days(self.since, today) if self.since else 0


def route_ahead(
    cycle: Cycle, stage: str, today: date, submitter: User | None = None, roster: Roster | None = None
) -> list[RouteStep]:
    """Who would sign if the gate were submitted today. A submitter can't sign, and one person signs one step."""
    barred = involved_in_all({cycle: stage})[cycle.pk] | ({submitter.pk} if submitter else set())
    grades = signing_route(cycle.edition.figures, cycle.tier, stage)
    route = (roster or Roster.of(cycle, today)).route_signers(grades, cycle, barred)
    return [
        RouteStep(position, grade_name(grade), TO_COME, signers)
        for position, (grade, signers) in enumerate(zip(grades, route, strict=True), start=1)
    ]


def route_of(submission: Submission, today: date, roster: Roster | None = None) -> list[RouteStep]:
    """The route of a submission: signed steps with the decision that counts today, then what is still to be signed.

    Where a step was corrected, the newest decision counts.
    """
    decisions = sorted(submission.decisions.all(), key=lambda decision: (decision.at, decision.pk))
    counted = {decision.step_id: decision for decision in decisions}
    steps, current = list(submission.steps.all()), current_step(submission)
    signed = [
        RouteStep(step.position, grade_name(step.grade), DONE, decision=counted[step.pk])
        for step in steps
        if step.pk in counted
    ]
    if current is None:
        return signed
    cycle, open_steps = submission.cycle, [step for step in steps if step.position >= current.position]
    grades, barred = [step.grade for step in open_steps], set(barred_from(submission))
    roster = roster or Roster.of(cycle, today)
    route = roster.route_signers(grades, cycle, barred)
    if current.is_escalated(today):
        route[0] += roster.escalated_signers(grades, cycle, barred, route[0])
    return signed + [
        RouteStep(
            step.position,
            grade_name(step.grade),
            NOW if step.opened_at else TO_COME,
            signers,
            since=timezone.localdate(step.opened_at) if step.opened_at else None,
            due=step.due,
            escalates_on=step.escalates_on,
        )
        for step, signers in zip(open_steps, route, strict=True)
    ]
