"""What councillors should know, in words that somebody stands for."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from audit import trail
from cycles.services.changing import Refused
from dashboard.models import Commentary
from dashboard.policies import may_comment
from dashboard.selectors.commentary import REFERENCE, everybody_may_read

MOST_LINES = 5


@transaction.atomic
def comment(text: str, *, actor: User, at: datetime) -> Commentary:
    """Put a commentary in the place of the last one. Raises Refused, or ValidationError naming the field."""
    verdict = may_comment(actor)
    if not verdict:
        raise Refused(verdict.reason)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise ValidationError({"text": "Enter what councillors should know"})
    if len(lines) > MOST_LINES:
        raise ValidationError({"text": f"Write at most {MOST_LINES} lines: there are {len(lines)}"})
    _must_be_open(REFERENCE.findall(text))
    row = Commentary.objects.create(text="\n".join(lines), author=actor, at=at)
    trail.record(trail.SYSTEM, "commentary_written", actor=actor, at=at, about=row)
    return row


def _must_be_open(references: list[str]) -> None:
    """Everybody reads the commentary, so it names no cycle that only some may know of."""
    readable = everybody_may_read(references)
    missing = next((reference for reference in references if reference not in readable), None)
    if missing:
        raise ValidationError({"text": f"There is no cycle {missing} that everybody may read: leave it out"})
