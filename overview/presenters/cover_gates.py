"""The gates of a manager that their stand-in may not decide, and who is asked instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse

from accounts.models import Cover, User
from accounts.roles import load_roles, roles_of
from approvals.models import Submission
from approvals.presenters.routes import DONE, NOW, RouteStep, route_of
from approvals.selectors.pending_signers import pending_submissions
from approvals.selectors.signing import Roster, barred_from, grade_name
from cycles.models import Cycle
from cycles.selectors.visibility import not_visible_to
from ui.wording import day


@dataclass(frozen=True)
class BarredGate:
    """A signature that waits for the person covered, or comes up after others, and is not the stand-in's to give."""

    submission: Submission
    because: str  # to follow the stand-in's name
    instead: str
    waits_now: bool

    @property
    def cycle(self) -> Cycle:
        return self.submission.cycle

    @property
    def title(self) -> str:
        return f"{self.submission.get_stage_display()} gate: {self.cycle.title}"

    @property
    def url(self) -> str:
        return reverse("gate", args=[self.cycle.reference, self.submission.stage])


def barred_gates(covers: Sequence[Cover], reader: User, today: date) -> list[list[BarredGate]]:
    """Of each cover, the gates that are pending today, in cycles that the reader may see.

    The statements do not grow with the covers: one roster serves all, with the covers of today and the one in question.
    """
    people = {user.pk: user for cover in covers for user in (cover.person, cover.stand_in)}
    load_roles(list(people.values()))
    directorates = {directorate for user in people.values() for directorate, _ in roles_of(user).grades}
    pending = pending_submissions().filter(cycle__directorate__in=directorates).select_related("cycle__service")
    submissions = list(pending.order_by("submitted_at", "pk")) if covers else []
    if restricted := [submission.cycle_id for submission in submissions if submission.cycle.restricted]:
        hidden = set(not_visible_to(reader, today).filter(pk__in=restricted).values_list("pk", flat=True))
        submissions = [submission for submission in submissions if submission.cycle_id not in hidden]
    roster = Roster.on(today, directorates) if submissions else Roster()
    rows = []
    for cover in covers:
        manages = roles_of(people[cover.person_id]).manages
        stand_ins = roster.stand_ins | {cover.person_id: [people[cover.stand_in_id]]}
        assumed = replace(roster, stand_ins=stand_ins)
        rows.append(
            [
                gate
                for submission in submissions
                if manages(submission.cycle.directorate_id)
                for gate in _barred(cover, submission, assumed, today)
            ]
        )
    return rows


def _barred(cover: Cover, submission: Submission, roster: Roster, today: date) -> Iterator[BarredGate]:
    reasons = barred_from(submission)
    for step in route_of(submission, today, roster):
        signers = {signer.user.pk for signer in step.signers}
        if step.state != DONE and cover.person_id in signers and cover.stand_in_id not in signers:
            because = reasons.get(cover.stand_in_id, "is to sign another step of this gate")
            yield BarredGate(
                submission, because, _asked_instead(cover, submission, step, roster), waits_now=step.state == NOW
            )


def _asked_instead(cover: Cover, submission: Submission, step: RouteStep, roster: Roster) -> str:
    """Who is expected to sign where the person is away, in words."""
    signer = next((signer for signer in step.signers if signer.user.pk != cover.person_id), None)
    if signer:
        covered = f" for {signer.cover_for}" if signer.cover_for else ""
        return f"{signer.user}{covered}, {grade_name(signer.grade)}"
    grades = [later.grade for later in submission.steps.all() if later.position >= step.position]
    barred = barred_from(submission)
    if step.escalates_on and (above := roster.escalated_signers(grades, submission.cycle, barred, step.signers)):
        return f"{above[0].user}, {grade_name(above[0].grade)}, from {day(step.escalates_on)}"
    return "nobody, so select somebody else or ask an administrator of people"
