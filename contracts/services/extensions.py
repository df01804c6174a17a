"""Deciding on the extensions of an agreement: take one, let it go, take a decision back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.refusals import Refused
from contracts.models import Agreement, Extension, ExtensionState
from contracts.policies.changes import may_decide_extension, may_reopen_extension
from contracts.policies.reorganisation import may_commit
from contracts.reorganisation import ReorganisationFacts
from contracts.services.changing import changing_agreement
from contracts.services.derived import renew_derived
from ui.wording import day


@dataclass(frozen=True)
class ExtensionDecisionInput:
    """Who decided on an extension, when, and why: a post or a body, not a signature."""

    decided_by: str
    on: date
    reason: str


def take_extension(
    agreement: Agreement,
    number: int,
    decision: ExtensionDecisionInput,
    *,
    actor: User,
    at: datetime,
    seen_version: int | None = None,
) -> Agreement:
    """The agreement lasts until the end of this extension.

    Raises Refused, ValidationError naming the field, or Stale where it is not `seen_version` any more.
    """
    with changing_agreement(agreement, actor=actor, at=at, seen_version=seen_version) as change:
        fresh = change.agreement
        extension, extensions = _to_decide(fresh, number)
        _require_decision(decision, extensions, change.on)
        before = fresh.current_end
        _store(extension, ExtensionState.TAKEN, decision)
        fresh.running_on_since = None
        renew_derived(fresh, change.on)
        now = ReorganisationFacts(fresh.current_end, fresh.current_end, fresh.value, fresh.is_capital)
        if not (verdict := may_commit(fresh, now, change.on)):
            raise Refused(verdict.reason)
        change.record(
            "extension_taken",
            about=extension,
            number=number,
            end=fresh.current_end,
            reason=decision.reason,
            before={"current_end": before, "decided_by": "", "decided_on": None},
            after={"current_end": fresh.current_end, "decided_by": decision.decided_by, "decided_on": decision.on},
        )
        return fresh


def decline_extension(
    agreement: Agreement,
    number: int,
    decision: ExtensionDecisionInput,
    *,
    actor: User,
    at: datetime,
    seen_version: int | None = None,
) -> Agreement:
    """The agreement ends where it ends now: later extensions follow on from this one, so they are not taken either."""
    with changing_agreement(agreement, actor=actor, at=at, seen_version=seen_version) as change:
        fresh = change.agreement
        extension, extensions = _to_decide(fresh, number)
        _require_decision(decision, extensions, change.on)
        before = fresh.last_end
        for each in extensions:
            if each.number >= number:
                _store(each, ExtensionState.NOT_TAKEN, decision)
        renew_derived(fresh, change.on)
        change.record(
            "extension_not_taken",
            about=extension,
            number=number,
            reason=decision.reason,
            before={"last_end": before, "decided_by": "", "decided_on": None},
            after={"last_end": fresh.last_end, "decided_by": decision.decided_by, "decided_on": decision.on},
        )
        return fresh


def reopen_extension(agreement: Agreement, number: int, *, reason: str, actor: User, at: datetime) -> Agreement:
    """Take back a decision that was recorded wrongly, with those on later extensions that were let go with it."""
    with changing_agreement(agreement, actor=actor, at=at) as change:
        fresh = change.agreement
        extension, extensions = _extension(fresh, number)
        if not (verdict := may_reopen_extension(fresh, extension, extensions)):
            raise Refused(verdict.reason)
        if not reason.strip():
            raise ValidationError({"reason": "Enter the reason"})
        before = {
            "current_end": fresh.current_end,
            "decided_by": extension.decided_by,
            "decided_on": extension.decided_on,
        }
        for each in extensions:
            if each.number >= number and each.state != ExtensionState.OPEN:
                _store(each, ExtensionState.OPEN, None)
        renew_derived(fresh, change.on)
        change.record(
            "extension_reopened",
            about=extension,
            number=number,
            reason=reason,
            before=before,
            after={"current_end": fresh.current_end, "decided_by": extension.decided_by, "decided_on": None},
        )
        return fresh


def _to_decide(agreement: Agreement, number: int) -> tuple[Extension, list[Extension]]:
    """The extension, asked of the policy, and all of the agreement."""
    extension, extensions = _extension(agreement, number)
    if not (verdict := may_decide_extension(agreement, extension, extensions)):
        raise Refused(verdict.reason)
    return extension, extensions


def _extension(agreement: Agreement, number: int) -> tuple[Extension, list[Extension]]:
    extensions = list(agreement.extensions.all())
    for extension in extensions:
        if extension.number == number:
            return extension, extensions
    raise Refused("There is no such extension any more.")


def _require_decision(decision: ExtensionDecisionInput, extensions: list[Extension], today: date) -> None:
    faults: dict[str, str] = {}
    earlier = max((each.decided_on for each in extensions if each.decided_on), default=None)
    if decision.on > today:
        faults["on"] = "Enter the day on which it was decided: it can’t be in the future"
    elif earlier and decision.on < earlier:
        faults["on"] = f"Enter {day(earlier)} or a later day: the extension before was decided then"
    if not decision.decided_by.strip():
        faults["decided_by"] = "Enter who decided"
    if not decision.reason.strip():
        faults["reason"] = "Enter the reason"
    if faults:
        raise ValidationError(faults)


def _store(extension: Extension, state: ExtensionState, decision: ExtensionDecisionInput | None) -> None:
    """Without a decision it is open again; who decides stays."""
    extension.state = state
    extension.decided_on = decision.on if decision else None
    extension.reason = decision.reason if decision else ""
    if decision:
        extension.decided_by = decision.decided_by
    extension.save()
