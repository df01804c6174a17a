"""Recording that a cycle goes on although a check fails."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError

from accounts.models import User
from checklists.checks import FAILS, findings_of
from checklists.models import CheckException
from checklists.selectors.answers import live_answers
from cycles.models import Cycle
from cycles.services.changing import changing

LONGEST_GROUND, LONGEST_NAME = 500, 200


def record_exception(
    cycle: Cycle, check_name: str, *, ground: str, agreed_by: str, agreed_on: date, actor: User, at: datetime
) -> CheckException:
    """Record the exception to a check that fails at the present gate. Raises Refused, or ValidationError by field."""
    ground, agreed_by = ground.strip(), agreed_by.strip()
    with changing(cycle.pk, actor=actor, action="record_exception", at=at) as change:
        fresh = change.cycle
        asked = [answer for answer in live_answers(fresh, fresh.stage) if answer.question.check_name == check_name]
        findings = findings_of({fresh: fresh.stage}, asked, change.on)
        failing = [answer for answer in asked if answer.pk in findings and findings[answer.pk].result == FAILS]
        faults = exception_faults(ground, agreed_by, agreed_on, change.on)
        if not failing:
            faults["check_name"] = "Only a check that fails at this gate needs an exception"
        elif fresh.check_exceptions.filter(check_name=check_name).exists():
            faults["check_name"] = "An exception to this check is recorded already"
        if faults:
            raise ValidationError(faults)
        exception = CheckException.objects.create(
            cycle=fresh,
            check_name=check_name,
            ground=ground,
            agreed_by=agreed_by,
            agreed_on=agreed_on,
            recorded_by=actor,
            at=at,
        )
        change.record("exception_recorded", about=exception, title=failing[0].question.title, reason=ground)
        return exception


def exception_faults(ground: str, agreed_by: str, agreed_on: date | None, today: date) -> dict[str, str]:
    """What is missing from an exception, by field, in the words of the page."""
    faults = {}
    if not ground or len(ground) > LONGEST_GROUND:
        faults["ground"] = f"Say why this can no longer be put right, in {LONGEST_GROUND} characters or fewer"
    if not agreed_by or len(agreed_by) > LONGEST_NAME:
        faults["agreed_by"] = f"Say who agreed to it, in {LONGEST_NAME} characters or fewer"
    if agreed_on is None or agreed_on > today:
        faults["agreed_on"] = "Enter the day on which it was agreed: it can't be in the future"
    return faults
