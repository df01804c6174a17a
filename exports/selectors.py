"""The files that a person asked for."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import User
from exports.models import Export


def exports_of(user: User) -> QuerySet[Export]:
    """Newest first. Nobody else's is ever among them."""
    return Export.objects.filter(asked_by=user)
