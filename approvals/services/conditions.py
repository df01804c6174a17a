"""Conditions set at gates: claimed as done by the owner, checked by the verifier, handed over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from approvals.models import UNMET, Condition, ConditionState
from approvals.selectors.conditions import checker_or_replacements
from cycles.models import Cycle
from cycles.models.participants import ParticipantReason
from cycles.services.changing import Change, changing, require_version, team_to_notify
from cycles.services.participants import set_participants


def claim(condition: Condition, *, note: str, actor: User, at: datetime, seen_version: int) -> Condition:
    """Record that the owner has done it, and ask the verifier to check."""
    if not note.strip():
        raise ValidationError({"note": "Say what was done and where it can be seen"})
    return _move(condition, ConditionState.CLAIMED, note, actor, at, seen_version, action="claim_condition")


def accept(condition: Condition, *, note: str, actor: User, at: datetime, seen_version: int) -> Condition:
    """Record that the verifier found the condition met."""
    return _move(condition, ConditionState.MET, note, actor, at, seen_version, action="check_condition")


def send_back(condition: Condition, *, note: str, actor: User, at: datetime, seen_version: int) -> Condition:
    """Record that the verifier found it not done: the condition is open again."""
    if not note.strip():
        raise ValidationError({"note": "Say what is still missing"})
    return _move(condition, ConditionState.OPEN, note, actor, at, seen_version, action="check_condition")


def hand_over(
    condition: Condition, *, owner: User, verifier: User, actor: User, at: datetime, seen_version: int
) -> Condition:
    """Name another owner or verifier. Text and due date stay as the decision set them.

    With a new owner a condition that was claimed as done is open again.
    """
    faults = {
        field: f"{person} can no longer sign in: choose somebody else"
        for field, person in (("owner", owner), ("verifier", verifier))
        if not person.is_active
    }
    if owner == verifier:
        faults["verifier"] = "Choose somebody other than the owner to check it"
    if faults:
        raise ValidationError(faults)
    with changing(condition.cycle_id, actor=actor, action="hand_over_condition", at=at, row=condition) as change:
        fresh: Condition = change.row
        require_version(fresh, seen_version)
        former_people = [fresh.owner, fresh.verifier]
        reassign(change, fresh, owner, verifier)
        renew_condition_participants(change.cycle)
        notify_of_condition(change, fresh, "condition_handed_over", [owner, verifier, *former_people])
        return fresh


def reassign(change: Change, condition: Condition, owner: User, verifier: User) -> None:
    """Name another owner or verifier, in the transaction of a change of the cycle."""
    before = {"owner_id": condition.owner_id, "verifier_id": condition.verifier_id}
    if condition.owner != owner and condition.state == ConditionState.CLAIMED:
        condition.state, condition.state_since = ConditionState.OPEN, change.at
    condition.owner, condition.verifier = owner, verifier
    condition.version += 1
    condition.save()
    after = {"owner_id": owner.pk, "verifier_id": verifier.pk}
    change.record("condition_handed_over", about=condition, text=condition.text, before=before, after=after)


def renew_condition_participants(cycle: Cycle) -> None:
    """Store the present owners and checkers of the cycle's conditions; once it has ended, of those not met alone."""
    conditions = Condition.objects.filter(cycle=cycle.pk)
    if not cycle.is_live:
        conditions = conditions.filter(state__in=UNMET)
    people = list(conditions.order_by().values_list("owner", "verifier"))
    owners, checkers = {owner for owner, _ in people}, {checker for _, checker in people}
    set_participants(cycle, {ParticipantReason.CONDITION_OWNER: owners, ParticipantReason.CONDITION_CHECKER: checkers})


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
        if state == ConditionState.CLAIMED:
            recipients = checker_or_replacements(fresh, change.cycle)
        else:
            recipients = [fresh.owner, *team_to_notify(change.cycle)]
        notify_of_condition(change, fresh, verb, recipients)
        if not change.cycle.is_live:
            renew_condition_participants(change.cycle)
        return fresh


def notify_of_condition(change: Change, condition: Condition, kind: str, people: Iterable[User]) -> None:
    change.notify(
        kind,
        people,
        about=condition,
        occasion=f"condition:{condition.pk}:{condition.version}",
        address=reverse("conditions", args=[change.cycle.reference]),
        text=condition.text,
    )
