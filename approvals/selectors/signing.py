"""Who can sign a step today: holders of the grade, their stand-ins, or the next grade up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet, prefetch_related_objects

from accounts.models import Grade, User
from accounts.roles import GRADES, managers_on
from approvals.models import Decision, Outcome, Step, Submission, SubmissionState
from checklists.models import AnswerRevision, AnswerState
from cycles.models import Cycle
from cycles.once import once
from cycles.selectors.stages import Stages, of_stages
from principles.figures import signing_route


@dataclass(frozen=True)
class Signer:
    """Somebody who can sign, at which grade, and for whom if they stand in."""

    user: User
    grade: str
    cover_for: User | None = None

    def bars(self, barred: Collection[int]) -> set[int]:
        """Who is barred from a later step once this person has signed: one person signs one step."""
        return {*barred, self.user.pk} | ({self.cover_for.pk} if self.cover_for else set())


@dataclass
class Roster:
    """Every active manager and every cover in force on one day: read once, asked for many gates."""

    managers: dict[tuple[int, str], list[User]] = field(default_factory=lambda: defaultdict(list))
    stand_ins: dict[int, list[User]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def on(cls, day: date, directorates: Collection[int] | None = None) -> Roster:
        """In one statement; of some directorates alone where a page needs no others."""
        roster = cls()
        for role, stand_in in managers_on(day, directorates):
            assert role.directorate_id is not None  # manager_has_grade_and_directorate
            roster._add(roster.managers[role.directorate_id, role.grade], role.user)
            if stand_in:
                roster._add(roster.stand_ins[role.user_id], stand_in)
        return roster

    @classmethod
    def of(cls, cycle: Cycle, day: date) -> Roster:
        """Of the cycle's directorate."""
        where = cycle.directorate_id
        return once(cycle, f"roster of {where} on {day}", lambda: cls.on(day, [where]), outside=True)

    @staticmethod
    def _add(people: list[User], person: User) -> None:
        if person not in people:
            people.append(person)

    def signers(self, grade: str, cycle: Cycle, barred: Collection[int]) -> list[Signer]:
        """The expected decider first: the sponsor where the grade fits, then holders by name, then stand-ins.

        Without an eligible active holder the next grade up signs; an empty list when there is none at all.
        """
        for level in GRADES[GRADES.index(grade) :]:
            holders = [user for user in self.managers[cycle.directorate_id, level] if user.pk not in barred]
            if holders:
                holders.sort(key=lambda user: user.pk != cycle.sponsor_id)
                return [Signer(user, level) for user in holders] + self._covers(holders, level, barred)
        return []

    def first_signers(self, grades: Sequence[str], cycle: Cycle, barred: Collection[int]) -> list[Signer]:
        """Who can sign the first of these steps so that the later ones can still be signed by others.

        Where they can't be in any case, everybody who can sign the first.
        """
        signers = self.signers(grades[0], cycle, barred)
        if len(grades) == 1:
            return signers
        return [one for one in signers if self.first_signers(grades[1:], cycle, one.bars(barred))] or signers

    def _covers(self, holders: Iterable[User], level: str, barred: Collection[int]) -> list[Signer]:
        return [
            Signer(stand_in, level, cover_for=holder)
            for holder in holders
            for stand_in in self.stand_ins[holder.pk]
            if stand_in.pk not in barred
        ]


def involved_in(cycle: Cycle, stage: str) -> dict[int, str]:
    """Who may not decide that stage's gate, whatever they hold, with the reason in words."""
    return once(cycle, f"involved in {stage}", lambda: _reasons({cycle: stage}, _authors_at(cycle.pk, stage))[cycle.pk])


def involved_in_all(stages: Stages) -> dict[int, dict[int, str]]:
    """The same of many gates in one query, by cycle."""
    where = of_stages(stages, cycle="answer__cycle", stage="answer__question__stage")
    return _reasons(stages, _authors(where))


Author = tuple[int, int, str]  # the cycle, who wrote an answer, and the question's title


def _authors_at(cycle: int, stage: str) -> list[Author]:
    return list(_authors(Q(answer__cycle=cycle, answer__question__stage=stage)))


def _authors(where: Q) -> QuerySet[AnswerRevision, Author]:
    """Who wrote to a mandatory question; of somebody's several answers the first in the checklist last."""
    return (
        AnswerRevision.objects.filter(where, answer__question__mandatory=True, answer__set_aside_because="")
        .exclude(answer__state=AnswerState.UNANSWERED)
        .order_by("-answer__question__position", "-version")
        .values_list("answer__cycle_id", "author_id", "answer__question__title")
    )


def _reasons(stages: Stages, authors: Iterable[Author]) -> dict[int, dict[int, str]]:
    reasons: dict[int, dict[int, str]] = {cycle.pk: {} for cycle in stages}
    for cycle_id, author_id, title in authors:
        reasons[cycle_id][author_id] = f"wrote the answer to “{title}”"
    for cycle in stages:
        reasons[cycle.pk][cycle.lead_id] = "leads this cycle"
    return reasons


def expected_signers_all(
    stages: Stages, on: date, submitter: User | None = None
) -> dict[int, list[tuple[str, Signer | None]]]:
    """Of each cycle, every grade of the route with who is expected to sign it, or None where nobody can."""
    also = {submitter.pk} if submitter else set()
    if len(stages) == 1:
        ((cycle, stage),) = stages.items()
        return {cycle.pk: _expected(cycle, stage, Roster.of(cycle, on), also | involved_in(cycle, stage).keys())}
    roster, involved = Roster.on(on), involved_in_all(stages)
    return {
        cycle.pk: _expected(cycle, stage, roster, also | involved[cycle.pk].keys()) for cycle, stage in stages.items()
    }


def _expected(cycle: Cycle, stage: str, roster: Roster, barred: set[int]) -> list[tuple[str, Signer | None]]:
    """One person signs one step, so each step takes a person away."""
    expected: list[tuple[str, Signer | None]] = []
    grades = signing_route(cycle.edition.figures, cycle.tier, stage)
    for place, grade in enumerate(grades):
        signer = next(iter(roster.first_signers(grades[place:], cycle, barred)), None)
        if signer:
            barred = signer.bars(barred)
        expected.append((grade, signer))
    return expected


def barred_from(submission: Submission) -> dict[int, str]:
    """Who may not sign the next step of this submission, with the reason in words."""
    reasons = _involved_in(submission)
    for decision in submission.decisions.all():
        if decision.replaces_id is None:
            reasons.setdefault(decision.decider_id, "signed another step of this gate")
            if decision.cover_for_id:
                reasons.setdefault(decision.cover_for_id, "had another step of this gate signed for them")
    return reasons


def barred_from_correcting(decision: Decision) -> dict[int, str]:
    """Who may not correct this decision: as for deciding, and whoever leads the cycle by now."""
    submission = decision.submission
    reasons = _involved_in(submission)
    reasons.setdefault(submission.cycle.lead_id, "leads this cycle")
    for other in submission.decisions.exclude(step=decision.step_id):
        reasons.setdefault(other.decider_id, "signed another step of this gate")
        if other.cover_for_id:
            reasons.setdefault(other.cover_for_id, "had another step of this gate signed for them")
    return reasons


def _involved_in(submission: Submission) -> dict[int, str]:
    """They are sealed with the pack, so they are read once."""
    prefetch_related_objects([submission], "involved")
    return {person.user_id: person.because for person in submission.involved.all()}


def current_step(submission: Submission) -> Step | None:
    """The first step without a signature while the submission is pending."""
    if submission.state != SubmissionState.PENDING:
        return None
    signed = {decision.step_id for decision in submission.decisions.all() if decision.outcome != Outcome.RETURN}
    return next((step for step in submission.steps.all() if step.pk not in signed), None)


def signers_of(submission: Submission, on: date, roster: Roster | None = None) -> list[Signer]:
    """Everybody who can sign the current step, the expected decider first."""
    step = current_step(submission)
    if step is None:
        return []
    grades = [later.grade for later in submission.steps.all() if later.position >= step.position]
    return (roster or Roster.of(submission.cycle, on)).first_signers(grades, submission.cycle, barred_from(submission))


def grade_name(grade: str) -> str:
    return Grade(grade).label.lower()
