"""What the frame of every page counts: messages that are not read yet, and gates to decide now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, QuerySet, Value, When

from accounts.models import User
from cycles.models import Submission
from cycles.queries.turns import turns_of
from notifications.inbox import unread_of
from overview.queries.waiting import can_sign


@dataclass(frozen=True)
class Counted:
    unread: int
    gates: int


def counted(user: User, on: date) -> Counted:
    """In one statement, but for gates of which only the roster can tell."""
    turns = turns_of(user, on)
    asked = _number(unread_of(user), Value("unread"))
    if turns is not None:
        sure = Case(When(sure=True, then=Value("sure")), default=Value("unsure"))
        asked = asked.union(_number(turns, sure), all=True)
    found = dict(asked)
    gates: int = found.get("sure", 0)
    if turns is not None and found.get("unsure"):
        unsure = turns.filter(sure=False).values("submission")
        gates += can_sign(user, Submission.objects.filter(pk__in=unsure), on)
    return Counted(found.get("unread", 0), gates)


def _number(rows: QuerySet[Any], name: Any) -> QuerySet[Any, tuple[str, int]]:
    """How many there are, under a name."""
    named: Any = rows.order_by().annotate(name=name).values("name").annotate(number=Count("pk"))
    found: QuerySet[Any, tuple[str, int]] = named.values_list("name", "number")
    return found
