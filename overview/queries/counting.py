"""What the frame of every page counts: messages that are not read yet, and gates to decide now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, QuerySet, Value, When

from accounts.models import User
from commissioning.prepared import prepared
from cycles.models import Submission
from cycles.queries.turns import Grades, signing_for, turns_of, with_certainty
from notifications.selectors import unread_of
from overview.queries.waiting import can_sign

UNREAD, GATES = 99, 20  # beyond them nobody counts on


@dataclass(frozen=True)
class Counted:
    """Each up to one more than is counted."""

    unread: int
    gates: int


def counted(user: User, on: date) -> Counted:
    """In one statement, but for gates of which only the roster can tell."""
    people, grades = signing_for(user, on)
    found = dict(_numbers(user.pk, people, grades=grades))
    gates: int = found.get("sure", 0)
    if found.get("unsure"):
        unsure = _some_turns(people, grades).filter(sure=False).values("submission")
        gates += can_sign(user, Submission.objects.filter(pk__in=unsure), on)
    return Counted(found.get("unread", 0), gates)


@prepared
def _numbers(user: int, people: Sequence[int], *, grades: tuple[Grades, ...]) -> QuerySet[Any, tuple[str, int]]:
    unread = _number(_some(unread_of(user), UNREAD), Value("unread"))
    if not people:
        return unread
    sure = Case(When(sure=True, then=Value("sure")), default=Value("unsure"))
    return unread.union(_number(_some_turns(people, grades), sure), all=True)


def _some_turns(people: Sequence[int], grades: tuple[Grades, ...]) -> QuerySet[Any]:
    return with_certainty(_some(turns_of(people, grades), GATES), people)


def _some(rows: QuerySet[Any], most: int) -> QuerySet[Any]:
    """One more of them than are counted."""
    some: QuerySet[Any] = rows.model._default_manager.filter(pk__in=rows.order_by().values("pk")[: most + 1])
    return some


def _number(rows: QuerySet[Any], name: Any) -> QuerySet[Any, tuple[str, int]]:
    """How many there are, under a name."""
    named: Any = rows.order_by().annotate(name=name).values("name").annotate(number=Count("pk"))
    found: QuerySet[Any, tuple[str, int]] = named.values_list("name", "number")
    return found
