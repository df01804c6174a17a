"""Whose turn it is at a gate, asked of the database: for a count on every page, however many gates wait.

`cycles.queries.signing` has the rule; the tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Role, RoleKind, User
from accounts.standing import GRADES, covered_by, standing
from cycles.models import Decision, Involved, Step, SubmissionState

Grades = Collection[tuple[int, str]]  # (directorate id, grade), as `Standing` has them


def signing_for(user: User, on: date) -> tuple[list[int], tuple[Grades, ...]]:
    """Who `user` can sign for that day, first of all themselves, and the grades of each; nobody where none has any."""
    people = [user, *(person for person in covered_by(user, on) if standing(person).grades)]
    grades = tuple(standing(person).grades for person in people)
    return ([person.pk for person in people], grades) if any(grades) else ([], ())


def turns_of(people: Sequence[int], grades: Sequence[Grades]) -> QuerySet[Any]:
    """The open steps that the first of these people can sign, for themselves or for one of the others."""
    free = _open_steps().filter(~_barred(OuterRef("submission"), people[0]))
    wanted = _of_grades(grades[0])
    for person, theirs in zip(people[1:], grades[1:], strict=True):
        wanted |= _of_grades(theirs) & ~_barred(OuterRef("submission"), person)
    return free.filter(wanted)


def with_certainty(steps: QuerySet[Any], people: Sequence[int]) -> QuerySet[Any]:
    """Each has `sure`: false where only the roster tells whether a signature would leave nobody for a later step."""
    told: QuerySet[Any] = steps.annotate(sure=_leaves_somebody(people))
    return told


def _open_steps() -> QuerySet[Step]:
    signed = Decision.objects.filter(step=OuterRef("pk"))
    return Step.objects.filter(~Exists(signed), submission__state=SubmissionState.PENDING, opened_at__isnull=False)


def _of_grades(grades: Grades) -> Q:
    """Steps of somebody's own grades in their directorates, and lower ones that nobody below them can sign."""
    found = Q(pk__in=[])
    for place, held in enumerate(GRADES):
        there = [directorate for directorate, grade in grades if grade == held]
        if not there:
            continue
        found |= Q(grade=held, submission__cycle__directorate__in=there)
        for lower in range(place):
            below = _holders(OuterRef("submission__cycle__directorate"), grade__in=GRADES[lower:place])
            nobody = ~Exists(below.exclude(_barred(OuterRef(OuterRef("submission")), OuterRef("user"))))
            found |= Q(nobody, grade=GRADES[lower], submission__cycle__directorate__in=there)
    return found


def _leaves_somebody(signing: Collection[int]) -> Q:
    """No step follows, or one of a grade that somebody else holds who may sign it."""
    after = Step.objects.filter(submission=OuterRef("submission"), position__gt=OuterRef("position"))
    others = _holders(OuterRef("submission__cycle__directorate"), grade=OuterRef("grade")).exclude(user__in=signing)
    free = Exists(others.exclude(_barred(OuterRef(OuterRef("submission")), OuterRef("user"))))
    one = Exists(after.filter(free)) & ~Exists(after.filter(position__gt=OuterRef("position") + 1))
    return ~Exists(after) | Q(one)


def _holders(directorate: OuterRef, **grades: Any) -> QuerySet[Role]:
    return Role.objects.filter(kind=RoleKind.MANAGER, directorate=directorate, user__is_active=True, **grades)


def _barred(submission: OuterRef, person: OuterRef | int) -> Q:
    """Whether the person may not sign the submission's next step."""
    signed = Decision.objects.filter(Q(decider=person) | Q(cover_for=person), submission=submission, replaces=None)
    return Q(Exists(Involved.objects.filter(submission=submission, user=person))) | Q(Exists(signed))
