"""Publishing what councillors should know."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.refusals import Refused
from audit import services as trail
from dashboard.models import Commentary
from dashboard.policies import may_comment
from dashboard.selectors.commentary import REFERENCE, public_references

MAX_LINES = 5


@transaction.atomic
def publish_commentary(text: str, *, actor: User, at: datetime) -> Commentary:
    """Replace the last commentary. Raises Refused, or ValidationError naming the field.

    Everybody reads it, so it names no cycle that only some may know of.
    """
    verdict = may_comment(actor)
    if not verdict:
        raise Refused(verdict.reason)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise ValidationError({"text": "Enter what councillors should know"})
    if len(lines) > MAX_LINES:
        raise ValidationError({"text": f"Write at most {MAX_LINES} lines: there are {len(lines)}"})
    references = REFERENCE.findall(text)
    public = public_references(references)
    missing = next((reference for reference in references if reference not in public), None)
    if missing:
        raise ValidationError({"text": f"There is no cycle {missing} that everybody may read: leave it out"})
    commentary = Commentary.objects.create(text="\n".join(lines), author=actor, at=at)
    trail.record(trail.SYSTEM, "commentary_written", actor=actor, at=at, about=commentary)
    return commentary
