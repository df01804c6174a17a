"""Signing an agreement, ending it, and saying what happened to one whose end has passed."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.refusals import Refused
from contracts.models import Agreement
from contracts.policies.changes import may_end, may_reopen, may_say_running_on, may_sign
from contracts.services.changing import changing_agreement
from ui.wording import day


def sign_agreement(agreement: Agreement, on: date, *, actor: User, at: datetime) -> Agreement:
    """From now on it is in the register for everybody. Raises Refused, or ValidationError naming the field."""
    with changing_agreement(agreement, actor=actor, at=at) as change:
        fresh = change.agreement
        if not (verdict := may_sign(fresh, change.on)):
            raise Refused(verdict.reason)
        if on > change.on:
            raise ValidationError({"on": "Enter the day on which it was signed: it can’t be in the future"})
        fresh.is_signed, fresh.signed_on = True, on
        change.record("agreement_signed", on=on, before={"is_signed": False}, after={"is_signed": True})
        return fresh


def end_agreement(agreement: Agreement, on: date, *, reason: str, actor: User, at: datetime) -> Agreement:
    """`on` is its last day, which may be to come: by notice, by a break, or because its end has passed."""
    with changing_agreement(agreement, actor=actor, at=at) as change:
        fresh = change.agreement
        if not (verdict := may_end(fresh)):
            raise Refused(verdict.reason)
        faults: dict[str, str] = {}
        if fresh.start and on < fresh.start:
            faults["on"] = f"Enter {day(fresh.start)} or a later day: it started then"
        if fresh.current_end and on > fresh.current_end and on > change.on:
            faults["on"] = f"It ends on {day(fresh.current_end)} already: enter that day or an earlier one"
        if not reason.strip():
            faults["reason"] = "Enter the reason"
        if faults:
            raise ValidationError(faults)
        before = {"current_end": fresh.current_end, "running_on_since": fresh.running_on_since}
        fresh.ended_on, fresh.end_reason, fresh.running_on_since = on, reason, None
        after = {"current_end": on, "running_on_since": None}
        change.record("agreement_ended", on=on, reason=reason, before=before, after=after)
        return fresh


def say_running_on(agreement: Agreement, since: date, *, reason: str, actor: User, at: datetime) -> Agreement:
    """Its end has passed and it runs on without an agreement: said, so that somebody puts it right."""
    with changing_agreement(agreement, actor=actor, at=at) as change:
        fresh = change.agreement
        if not (verdict := may_say_running_on(fresh, change.on)):
            raise Refused(verdict.reason)
        assert fresh.current_end is not None  # may_say_running_on
        faults: dict[str, str] = {}
        if since <= fresh.current_end:
            faults["since"] = f"Enter a day after {day(fresh.current_end)}, its last day"
        elif since > change.on:
            faults["since"] = "Enter today or an earlier day"
        if not reason.strip():
            faults["reason"] = "Enter the reason"
        if faults:
            raise ValidationError(faults)
        before = {"running_on_since": fresh.running_on_since}
        fresh.running_on_since = since
        after = {"running_on_since": since}
        change.record("agreement_runs_on", since=since, reason=reason, before=before, after=after)
        return fresh


def reopen_agreement(agreement: Agreement, *, reason: str, actor: User, at: datetime) -> Agreement:
    """Take back what was said of its end: it was recorded in error."""
    with changing_agreement(agreement, actor=actor, at=at) as change:
        fresh = change.agreement
        if not (verdict := may_reopen(fresh)):
            raise Refused(verdict.reason)
        if not reason.strip():
            raise ValidationError({"reason": "Enter the reason"})
        before = {"ended_on": fresh.ended_on, "running_on_since": fresh.running_on_since}
        fresh.ended_on, fresh.end_reason, fresh.running_on_since = None, "", None
        after = {"ended_on": None, "running_on_since": None}
        change.record("agreement_reopened", reason=reason, before=before, after=after)
        return fresh
