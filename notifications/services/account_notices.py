"""Notifications about accounts: follow-ups of `link_requested` and `credentials_changed`, and links to sign in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.links import CONFIRMATION, SIGN_IN
from accounts.models import SignInLinkRequest, User
from accounts.policies.credentials import change_to_confirm
from notifications.services.notifying import notify
from ui.wording import day

KEEP_REQUESTS = timedelta(hours=1)  # as long as they count against the limit of an address


def notify_link(link: str, person: User, *, actor: User | None, at: datetime) -> None:
    """The e-mail that brings the link; the row leads to a page that anybody may open."""
    facts: dict[str, Any] = {"actor": actor.name if actor else settings.COUNCIL_NAME}
    mail_to = ""
    if link == CONFIRMATION:
        facts, mail_to = {"change": change_to_confirm(person)}, person.to_confirm_at
    notify(
        link,
        [person],
        occasion=f"{person.pk}:{at.isoformat()}",
        address=reverse("account"),
        at=at,
        mail_to=mail_to,
        read=link != CONFIRMATION,
        **facts,
    )


def notify_change(person: User, *, former_address: str, actor: User | None, at: datetime) -> None:
    """To the address, and to the former one unless that is asked to confirm the change.

    While a change waits to be confirmed, whoever has the new address may have set the password: the one that confirms
    hears of it.
    Both are written to as they are now: a further change must not lead the e-mail elsewhere.
    """
    kind, addresses = ("address_changed" if former_address else "password_changed"), [person.email]
    if former_address and not person.to_confirm_since:
        addresses.append(former_address)
    if not former_address and person.to_confirm_at not in ("", person.email):
        addresses.append(person.to_confirm_at)
    for number, address in enumerate(addresses):
        notify(
            kind,
            [person],
            occasion=f"{person.pk}:{at.isoformat()}:{number}",
            address=reverse("account"),
            at=at,
            mail_to=address,
            read=actor == person,
            actor="you" if actor == person else actor.name if actor else "whoever runs this service",
            day=day(timezone.localdate(at)),
        )


def notify_sign_in_links(at: datetime) -> None:
    """A link for everybody active whose address was entered since the last sweep; no trace of other addresses stays."""
    SignInLinkRequest.objects.filter(asked_at__lt=at - KEEP_REQUESTS).delete()
    requests = list(SignInLinkRequest.objects.filter(handled=False))
    people = User.objects.filter(is_active=True).in_bulk({request.address for request in requests}, field_name="email")
    for request in requests:
        if person := people.get(request.address):
            notify(
                SIGN_IN, [person], occasion=f"{request.pk}", address=reverse("account"), at=request.asked_at, read=True
            )
        request.handled = True
    SignInLinkRequest.objects.bulk_update(requests, ["handled"])
