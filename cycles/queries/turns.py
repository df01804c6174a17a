"""Whose turn it is at a gate, asked of the database: for a count on every page, however many gates wait.

`cycles.queries.signing` has the rule; the tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Role, RoleKind, User
from accounts.standing import GRADES, covered_by, standing
from cycles.models import Decision, Involved, Step, SubmissionState


def turns_of(user: User, on: date) -> QuerySet[Any] | None:
    """The open steps that somebody can sign that day, for themselves or for whom they cover; None for who signs none.

    Each has `sure`: false where only the roster tells whether their signature would leave nobody for a later step.
    """
    people = [person for person in (user, *covered_by(user, on)) if standing(person).grades]
    if not people:
        return None
    free = _open_steps().filter(~_barred(OuterRef("submission"), user.pk))
    wanted = Q(pk__in=[])
    for person in people:
        theirs = _of_grades(person)
        wanted |= theirs if person == user else theirs & ~_barred(OuterRef("submission"), person.pk)
    return free.filter(wanted).annotate(sure=_leaves_somebody([user.pk, *(person.pk for person in people)]))


def _open_steps() -> QuerySet[Step]:
    signed = Decision.objects.filter(step=OuterRef("pk"))
    return Step.objects.filter(~Exists(signed), submission__state=SubmissionState.STANDING, opened_at__isnull=False)


def _of_grades(person: User) -> Q:
    """Steps of the person's own grades in their directorates, and lower ones that nobody below them can sign."""
    found = Q(pk__in=[])
    for place, held in enumerate(GRADES):
        there = [directorate for directorate, grade in standing(person).grades if grade == held]
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
