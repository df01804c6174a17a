"""Keeping the promises made at gates: done, says the owner; met, says the verifier."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from approvals.models import Condition, ConditionState
from cycles.models import Cycle
from cycles.models.participants import ParticipantReason
from cycles.services.changing import Change, changing, require_version, team_of
from cycles.services.participants import set_participants


def claim(condition: Condition, *, note: str, actor: User, at: datetime, seen_version: int) -> Condition:
    """The owner says that it is done; the verifier is asked to check."""
    if not note.strip():
        raise ValidationError({"note": "Say what was done and where it can be seen"})
    return _move(condition, ConditionState.CLAIMED, note, actor, at, seen_version, action="claim_condition")


def accept(condition: Condition, *, note: str, actor: User, at: datetime, seen_version: int) -> Condition:
    """The verifier has checked it: the condition is met."""
    return _move(condition, ConditionState.MET, note, actor, at, seen_version, action="check_condition")


def send_back(condition: Condition, *, note: str, actor: User, at: datetime, seen_version: int) -> Condition:
    """The verifier found it not done: the condition is open again."""
    if not note.strip():
        raise ValidationError({"note": "Say what is still missing"})
    return _move(condition, ConditionState.OPEN, note, actor, at, seen_version, action="check_condition")


def hand_over(
    condition: Condition, *, owner: User, verifier: User, actor: User, at: datetime, seen_version: int
) -> Condition:
    """Name another owner or verifier. What was promised and by when stays as the decision says.

    A new owner answers for it anew: what the one before said is done is open again.
    """
    _check_people(owner, verifier)
    with changing(condition.cycle_id, actor=actor, action="hand_over_condition", at=at, row=condition) as change:
        fresh: Condition = change.row
        require_version(fresh, seen_version)
        before = {"owner_id": fresh.owner_id, "verifier_id": fresh.verifier_id}
        before_them = [fresh.owner, fresh.verifier]
        if fresh.owner != owner and fresh.state == ConditionState.CLAIMED:
            fresh.state, fresh.state_since = ConditionState.OPEN, at
        fresh.owner, fresh.verifier = owner, verifier
        fresh.version += 1
        fresh.save()
        renew_condition_participants(change.cycle)
        after = {"owner_id": owner.pk, "verifier_id": verifier.pk}
        change.record("condition_handed_over", about=fresh, text=fresh.text, before=before, after=after)
        _tell(change, fresh, "condition_handed_over", [owner, verifier, *before_them])
        return fresh


def renew_condition_participants(cycle: Cycle) -> None:
    """The owners and checkers of all its conditions, open or not, and nobody else, are stored as that."""
    people = list(Condition.objects.filter(cycle=cycle).order_by().values_list("owner", "verifier"))
    owners, checkers = {owner for owner, _ in people}, {checker for _, checker in people}
    set_participants(cycle, {ParticipantReason.CONDITION_OWNER: owners, ParticipantReason.CONDITION_CHECKER: checkers})


def _check_people(owner: User, verifier: User) -> None:
    faults = {
        field: f"{person} can no longer sign in: choose somebody else"
        for field, person in (("owner", owner), ("verifier", verifier))
        if not person.is_active
    }
    if owner == verifier:
        faults["verifier"] = "Choose somebody other than the owner to check it"
    if faults:
        raise ValidationError(faults)


def _move(
    condition: Condition, state: str, note: str, actor: User, at: datetime, seen_version: int, *, action: str
) -> Condition:
    with changing(condition.cycle_id, actor=actor, action=action, at=at, row=condition) as change:
        fresh: Condition = change.row
        require_version(fresh, seen_version)
        fresh.state, fresh.state_since, fresh.note = state, at, note.strip()
        fresh.version += 1
        fresh.save()
        verb = {
            ConditionState.CLAIMED: "condition_claimed",
            ConditionState.MET: "condition_met",
            ConditionState.OPEN: "condition_sent_back",
        }[ConditionState(state)]
        change.record(verb, about=fresh, text=fresh.text, reason=note.strip())
        told = [fresh.verifier] if state == ConditionState.CLAIMED else [fresh.owner, *team_of(change.cycle)]
        _tell(change, fresh, verb, told)
        return fresh


def _tell(change: Change, condition: Condition, kind: str, people: Iterable[User]) -> None:
    change.notify(
        kind,
        people,
        about=condition,
        occasion=f"condition:{condition.pk}:{condition.version}",
        address=reverse("conditions", args=[change.cycle.reference]),
        text=condition.text,
    )
