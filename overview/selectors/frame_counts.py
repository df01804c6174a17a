"""What the frame of every page counts: messages that are not read yet, and gates to decide now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from approvals.models import PendingSigner
from notifications.models import Notification


@dataclass(frozen=True)
class Counted:
    unread: int
    gates: int


def counted(user: User) -> Counted:
    """Both in one statement."""
    unread = Notification.objects.filter(person=OuterRef("pk"), read_at__isnull=True)
    gates = PendingSigner.objects.filter(user=OuterRef("pk"))
    row = User.objects.filter(pk=user.pk).values_list(_number(unread, "person"), _number(gates, "user")).get()
    return Counted(*row)


def _number(rows: QuerySet[Any], person: str) -> Coalesce:
    """How many rows there are of one person."""
    numbers = rows.order_by().values(person).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(numbers), 0)
