"""Who may send links and change passwords, and who has to confirm a change before they decide again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import RoleKind, User
from accounts.policies.people import may_manage_people
from accounts.verdict import YES, Verdict, first_no, no
from audit.models import Event
from ui.wording import day

# For how long somebody must have been an administrator, at the same address, to vouch for what another one changed.
ADMINISTRATOR_FOR = timedelta(days=30)
LINKS_AN_HOUR = 3  # that others may have sent to one person
LINKS_SENT = ("invitation_sent", "password_link_sent", "confirmation_sent")


def may_send_link(actor: User | None, person: User) -> Verdict:
    """To the person's own address; nobody else ever sees it."""
    return first_no(may_manage_people(actor), _is_active(person))


def may_set_password(actor: User | None, person: User) -> Verdict:
    """`None` is the command line."""
    if actor is not None and actor != person:
        return no(f"Only {person} can set this password.")
    return _is_active(person) if actor else YES


def has_confirmed(person: User | None) -> Verdict:
    """Whether nothing of the person's sign-in details, changed by somebody else, waits for their confirmation.

    `None` is the command line.
    """
    if person is None or person.to_confirm_since is None:
        return YES
    return no(
        f"{change_to_confirm(person)} Confirm it by the link sent to {masked(person.to_confirm_at)} before you decide."
    )


def may_be_covered(person: User) -> Verdict:
    """Whether cover may be given now: not while who may sign as the person is in question."""
    if person.to_confirm_since is None:
        return YES
    change = change_to_confirm(person, f"{person}'s")
    return no(f"{change} Until that is confirmed nobody can be named to cover.")


def is_not_too_often(person: User, at: datetime) -> Verdict:
    """Whether another link may be sent to the person now, who is locked."""
    sent = Event.objects.filter(
        at__gt=at - timedelta(hours=1), verb__in=LINKS_SENT, object_type="user", object_id=person.pk
    )
    if sent.count() < LINKS_AN_HOUR:
        return YES
    return no(f"{LINKS_AN_HOUR} links were sent to {person} within an hour. Wait before you send another.")


def change_to_confirm(person: User, whose: str = "Your") -> str:
    """What waits for confirmation, in a sentence."""
    assert person.to_confirm_since
    changed = "sign-in details were" if person.email == person.to_confirm_at else "email address was"
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

    Nor an account that whoever made the change may have prepared for it: made an administrator, or given an address
    of their own. What the command line did is no such preparation: it needs none.
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
        if _was_set_up(actor, since)
        else YES,
        no(
            "Only somebody who was an administrator, with the same email address, for"
            f" {ADMINISTRATOR_FOR.days} days before the change can confirm it."
        )
        if _was_set_up(actor, since - ADMINISTRATOR_FOR)
        else YES,
    )


def _is_active(person: User) -> Verdict:
    return YES if person.is_active else no(f"{person} is inactive, so cannot sign in.")


def _changed_address(actor: User, person: User, since: datetime) -> bool:
    changes = Event.objects.filter(
        verb="person_changed", actor=actor, object_type="user", object_id=person.pk, at__gte=since
    )
    return any("email address" in event.facts["changed"] for event in changes)


def _was_set_up(person: User, since: datetime) -> bool:
    """Whether another administrator has made the person one, or changed their address."""
    events = Event.objects.filter(
        verb__in=("role_given", "person_changed"), object_type="user", object_id=person.pk, at__gte=since
    )
    return any(
        event.facts.get("role") == RoleKind.ADMINISTRATOR.label or "email address" in event.facts.get("changed", ())
        for event in events.exclude(actor=None).exclude(actor=person)
    )
