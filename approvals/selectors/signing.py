"""Who can sign a step today: holders of the grade, who covers for them, or the next grade up.

The next grade up signs where nobody else can, and may sign in place of the expected decider of an escalated step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import prefetch_related_objects

from accounts.models import Grade, User
from accounts.roles import GRADES, managers_on
from approvals.models import Decision, Outcome, Step, Submission, SubmissionState
from checklists.models import AnswerRevision, AnswerState
from checklists.selectors.answers import answers_of_gates_sql
from cycles.models import Cycle
from cycles.selectors.stages import Stages
from principles.edition_cache import parts_of
from principles.figures import signing_route
from principles.models import Question


@dataclass(frozen=True)
class Signer:
    """Somebody who can sign, at which grade, for whom if they stand in, and in whose place if the step is escalated."""

    user: User
    grade: str
    cover_for: User | None = None
    in_place_of: User | None = None

    def bars(self, barred: Collection[int]) -> set[int]:
        """Who is barred from a later step once this person has signed: one person signs one step."""
        return {*barred, self.user.pk} | ({self.cover_for.pk} if self.cover_for else set())


@dataclass
class Roster:
    """The active managers and the covers in force on one day."""

    managers: dict[tuple[int, str], list[User]] = field(default_factory=lambda: defaultdict(list))
    stand_ins: dict[int, list[User]] = field(default_factory=lambda: defaultdict(list))
    away: set[int] = field(default_factory=set)  # stand-ins who are away themselves

    @classmethod
    def on(cls, day: date, directorates: Collection[int] | None = None) -> Roster:
        """Of all directorates or of some."""
        roster = cls()
        for row in managers_on(day, directorates):
            roster._add(roster.managers[row.directorate_id, row.grade], row.user)
            if row.stand_in:
                roster._add(roster.stand_ins[row.user.pk], row.stand_in)
                if row.is_away:
                    roster.away.add(row.stand_in.pk)
        return roster

    @classmethod
    def of(cls, cycle: Cycle, day: date) -> Roster:
        """The roster of the cycle's directorate, read once for each object of the cycle; writers have their own."""
        read: dict[date, Roster] = cycle.__dict__.setdefault("_rosters", {})
        if day not in read:
            read[day] = cls.on(day, [cycle.directorate_id])
        return read[day]

    @staticmethod
    def _add(people: list[User], person: User) -> None:
        if person not in people:
            people.append(person)

    def highest_grade(self, user: User, directorate_id: int) -> str:
        """The highest grade that this person holds there; "" where they are no manager of that directorate."""
        held = [grade for grade in GRADES if user in self.managers[directorate_id, grade]]
        return held[-1] if held else ""

    def signers(self, grade: str, cycle: Cycle, barred: Collection[int]) -> list[Signer]:
        """The expected decider first: the sponsor where the grade fits, then holders by name, then stand-ins.

        Without an eligible active holder the next grade up signs; an empty list when there is none at all. So it does
        where every holder is away and their stand-ins are barred, or away as well: all who may still sign come last.
        """
        away: list[Signer] = []
        for level in GRADES[GRADES.index(grade) :]:
            holders = [user for user in self.managers[cycle.directorate_id, level] if user.pk not in barred]
            if holders:
                holders.sort(key=lambda user: user.pk != cycle.sponsor_id)
                covers = [
                    Signer(stand_in, level, cover_for=holder)
                    for holder in holders
                    for stand_in in self.stand_ins[holder.pk]
                    if stand_in.pk not in barred
                ]
                covered = [signer.cover_for for signer in covers if signer.user.pk not in self.away]
                absent = [user for user in holders if self.stand_ins[user.pk] and user not in covered]
                there = [Signer(user, level) for user in holders if user not in absent]
                there += [signer for signer in covers if signer.cover_for not in absent]
                away += [Signer(user, level) for user in absent]
                away += [signer for signer in covers if signer.cover_for in absent]
                if len(absent) < len(holders):
                    return there + away
        return away

    def first_signers(self, grades: Sequence[str], cycle: Cycle, barred: Collection[int]) -> list[Signer]:
        """Who can sign the first of these steps so that the later ones can still be signed by others.

        Where they can't be in any case, everybody who can sign the first.
        """
        signers = self.signers(grades[0], cycle, barred)
        if len(grades) == 1:
            return signers
        return [signer for signer in signers if self.first_signers(grades[1:], cycle, signer.bars(barred))] or signers

    def next_grade(self, signers: Sequence[Signer], cycle: Cycle, barred: Collection[int]) -> list[Signer]:
        """Who holds the grade above that of these signers or covers there, in place of the expected decider."""
        above = GRADES[GRADES.index(signers[0].grade) + 1 :] if signers else ()
        people = {signer.user for signer in signers}
        return [
            replace(signer, in_place_of=signers[0].user)
            for signer in (self.signers(above[0], cycle, barred) if above else [])
            if signer.user not in people
        ]

    def escalated_signers(
        self, grades: Sequence[str], cycle: Cycle, barred: Collection[int], signers: Sequence[Signer]
    ) -> list[Signer]:
        """Who else can sign the first of these steps once it is escalated, `signers` being those who can in any case.

        Nobody whom a later step needs: those are signed at the same grades with and without them.
        """

        def signed_at(barred: Collection[int]) -> list[str]:
            route = self.route_signers(grades[1:], cycle, barred)
            return [later[0].grade if later else "" for later in route]

        needed = signed_at(barred)
        above = self.next_grade(signers, cycle, barred)
        return [signer for signer in above if signed_at(signer.bars(barred)) == needed]

    def route_signers(self, grades: Sequence[str], cycle: Cycle, barred: Collection[int]) -> list[list[Signer]]:
        """Who can sign each of these steps, when the expected decider signs every step before it."""
        route = []
        for position in range(len(grades)):
            signers = self.first_signers(grades[position:], cycle, barred)
            if signers:
                barred = signers[0].bars(barred)
            route.append(signers)
        return route


# Written out, as every page with a route asks.
AUTHORS = f"""
SELECT DISTINCT {{columns}}
FROM ({{answers}}) AS answer JOIN {AnswerRevision._meta.db_table} revision ON revision.answer_id = answer.id
WHERE answer.state <> %s
"""


def involved_in(cycle: Cycle, stage: str) -> dict[int, str]:
    """Who may not decide that stage's gate, whatever they hold, with the reason in words.

    That is who leads the cycle, and who wrote an answer to a mandatory question.
    """
    reasons, questions = {}, {question.pk: question for question in parts_of(cycle.edition, Question)}
    authors = _authors({cycle: stage}, "answer.question_id, revision.version, revision.author_id")
    for question_id, _, author_id in sorted(authors, key=lambda row: (-questions[row[0]].position, -row[1])):
        # of somebody's several answers the first in the checklist comes last and is named
        reasons[author_id] = f"wrote the answer to “{questions[question_id].title}”"
    reasons[cycle.lead_id] = "leads this cycle"
    return reasons


def involved_in_all(stages: Stages) -> dict[int, set[int]]:
    """The keys of the same people for many gates, by cycle, in one query."""
    involved = {cycle.pk: {cycle.lead_id} for cycle in stages}
    for cycle_id, author_id in _authors(stages, "answer.cycle_id, revision.author_id"):
        involved[cycle_id].add(author_id)
    return involved


def _authors(stages: Stages, columns: str) -> list[Any]:
    """The columns of every version of an answer to a mandatory question of these gates."""
    answers, values = answers_of_gates_sql(stages.items(), "id, cycle_id, question_id, state", mandatory=True)
    if not answers:
        return []
    with connection.cursor() as cursor:
        cursor.execute(AUTHORS.format(columns=columns, answers=answers), [*values, AnswerState.UNANSWERED])
        rows: list[Any] = cursor.fetchall()
    return rows


def expected_signers_all(
    stages: Stages, today: date, submitter: User | None = None
) -> dict[int, list[tuple[str, Signer | None]]]:
    """Of each cycle, every grade of the route with who is expected to sign it, or None where nobody can."""
    roster = Roster.on(today, {cycle.directorate_id for cycle in stages})
    involved = involved_in_all(stages)
    expected = {}
    for cycle, stage in stages.items():
        grades = signing_route(cycle.edition.figures, cycle.tier, stage)
        barred = involved[cycle.pk] | ({submitter.pk} if submitter else set())
        route = roster.route_signers(grades, cycle, barred)
        expected[cycle.pk] = [(grade, next(iter(signers), None)) for grade, signers in zip(grades, route, strict=True)]
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
    """Who is involved was stored with the pack and does not change."""
    prefetch_related_objects([submission], "involved")
    return {person.user_id: person.because for person in submission.involved.all()}


def current_step(submission: Submission) -> Step | None:
    """The first step without a signature while the submission is pending."""
    if submission.state != SubmissionState.PENDING:
        return None
    signed = {decision.step_id for decision in submission.decisions.all() if decision.outcome != Outcome.RETURN}
    return next((step for step in submission.steps.all() if step.pk not in signed), None)


def signers_of(submission: Submission, today: date, roster: Roster | None = None) -> list[Signer]:
    """Everybody who can sign the current step, the expected decider first."""
    step = current_step(submission)
    if step is None:
        return []
    grades = [later.grade for later in submission.steps.all() if later.position >= step.position]
    cycle, barred, roster = submission.cycle, barred_from(submission), roster or Roster.of(submission.cycle, today)
    signers = roster.first_signers(grades, cycle, barred)
    escalated = roster.escalated_signers(grades, cycle, barred, signers) if step.is_escalated(today) else []
    return signers + escalated


def grade_name(grade: str) -> str:
    return Grade(grade).label.lower()
