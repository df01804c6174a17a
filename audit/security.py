"""The security record: who came in, who was refused, from where. Nothing secret is kept, and nothing for ever."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from audit.client_address import client_address, network_of
from audit.models import SecurityEvent, SecurityKind
from audit.secret_paths import mask_secrets

# Programs repeat these as fast as they can, so the same within a minute is one row with a count.
REPEATED = {SecurityKind.SIGN_IN_FAILED, SecurityKind.LOCKED_OUT, SecurityKind.REFUSED}
REPEATED_WITHIN = timedelta(minutes=1)
# As many rows within a minute of pages that one person is refused, or of accounts that one network is locked out of;
# all further ones share a row, which names none of them.
MOST_ROWS = 60


@transaction.atomic
def record_security(
    kind: str,
    *,
    person: AbstractBaseUser | None,
    at: datetime,
    actor: AbstractBaseUser | None = None,
    request: HttpRequest | None = None,
    address: str = "",
    path: str = "",
    **facts: Any,
) -> None:
    """Add a line to the security record, in the caller's transaction where there is one.

    `actor` is somebody else than the person, who did it for them. The network address is that of the request, unless
    it is passed; of a lockout the whole network, in which IPv6 has addresses for every attempt. Facts are plain values
    that anybody who reads the record may see: no secret, nothing of a cycle.
    """
    event: dict[str, Any] = {
        "kind": SecurityKind(kind),
        "person_id": person.pk if person else None,
        "actor_id": actor.pk if actor and actor != person else None,
        "address": address or (client_address(request) if request else ""),
        "path": mask_secrets(path)[:200],
        "facts": facts,
    }
    network = network_of(event["address"])
    if kind == SecurityKind.LOCKED_OUT:
        event["address"] = network
    if kind in REPEATED:  # two statements, whoever it is about: their number tells nobody which accounts exist
        source = {"person": person} if kind == SecurityKind.REFUSED else {"address": event["address"]}
        rows = SecurityEvent.objects.filter(**source, kind=kind, at__gt=at - REPEATED_WITHIN)
        recent = list(rows[: MOST_ROWS + 1])
        same = _same(recent, event)
        if same is None and len(recent) >= MOST_ROWS:
            event |= {"address": network, "path": "", "facts": {"further": True}}
            event["person_id"] = event["person_id"] if kind == SecurityKind.REFUSED else None
            same = _same(recent, event)
        if same:
            SecurityEvent.objects.filter(pk=same.pk).update(count=F("count") + 1)
            return
    SecurityEvent.objects.create(**event, at=at)


def _same(events: list[SecurityEvent], wanted: dict[str, Any]) -> SecurityEvent | None:
    return next((event for event in events if all(getattr(event, name) == wanted[name] for name in wanted)), None)


def delete_old_security_events(today: date) -> None:
    """Daily work: what is older than SECURITY_RECORD_DAYS."""
    first_day = today - timedelta(days=settings.SECURITY_RECORD_DAYS)
    SecurityEvent.objects.filter(at__lt=timezone.make_aware(datetime.combine(first_day, time.min))).delete()
