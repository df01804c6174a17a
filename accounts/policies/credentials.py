"""Who may send links and change passwords, and who has to confirm a change before they decide again."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from accounts.models import RoleKind, User
from accounts.policies.people import may_manage_people
from accounts.verdict import YES, Verdict, first_no, no
from audit.models import Event
from ui.wording import day


def may_send_link(actor: User | None, person: User) -> Verdict:
    """To the person's own address; nobody else ever sees it."""
    return first_no(may_manage_people(actor), _is_active(person))


def may_set_password(actor: User | None, person: User) -> Verdict:
    """`None` is the command line."""
    if actor is not None and actor != person:
        return no(f"Only {person} can set this password.")
    return _is_active(person) if actor else YES


def has_confirmed(person: User) -> Verdict:
    """Whether nothing of the person's sign-in details, changed by somebody else, waits for their confirmation."""
    if person.to_confirm_since is None:
        return YES
    return no(
        f"{change_to_confirm(person)} Confirm it by the link sent to {masked(person.to_confirm_at)} before you decide."
    )


def change_to_confirm(person: User, whose: str = "Your") -> str:
    """What waits for confirmation, in a sentence."""
    assert person.to_confirm_since
    changed = "sign-in details were" if person.email == person.to_confirm_at else "e-mail address was"
    by = person.to_confirm_by or "whoever runs this service"
    return f"{whose} {changed} changed by {by} on {day(timezone.localdate(person.to_confirm_since))}."


def masked(address: str) -> str:
    return f"{address[:1]}...@{address.rpartition('@')[2]}"


def may_resend_confirmation(actor: User, person: User) -> Verdict:
    waits = YES if person.to_confirm_since else no("There is nothing to confirm.")
    allowed = YES if actor == person else may_manage_people(actor)
    return first_no(allowed, waits)


def may_confirm_in_place(actor: User, person: User) -> Verdict:
    """Where nobody reads the former address any more: an administrator who had no part in the change.

    Nor somebody whom the one who made the change may have made an administrator for it.
    """
    since = person.to_confirm_since
    if since is None:
        return first_no(may_manage_people(actor), no("There is nothing to confirm."))
    return first_no(
        may_manage_people(actor),
        YES if actor != person else no("You cannot confirm this for yourself. Ask another administrator."),
        has_confirmed(actor),
        no("You changed this yourself. Another administrator can confirm it.")
        if _changed_address(actor, person, since)
        else YES,
        no("Only somebody who was an administrator before the change can confirm it.")
        if _became_administrator(actor, since)
        else YES,
    )


def _is_active(person: User) -> Verdict:
    return YES if person.is_active else no(f"{person} is inactive, so cannot sign in.")


def _changed_address(actor: User, person: User, since: datetime) -> bool:
    changes = Event.objects.filter(
        verb="person_changed", actor=actor, object_type="user", object_id=person.pk, at__gte=since
    )
    return any("email address" in event.facts["changed"] for event in changes)


def _became_administrator(person: User, since: datetime) -> bool:
    grants = Event.objects.filter(verb="role_given", object_type="user", object_id=person.pk, at__gte=since)
    return any(event.facts["role"] == RoleKind.ADMINISTRATOR.label for event in grants)
