"""Writing to the record and proving it whole."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction

from accounts.models import User
from audit.models import Event

SYSTEM = "system"
START = "0" * 64


def known_verbs() -> dict[str, str]:
    """Each verb with the sentence that tells it, from the modules that settings name."""
    verbs: dict[str, str] = {}
    for module in settings.AUDIT_VERBS:
        verbs.update(import_module(module).VERBS)
    return verbs


def record(
    chain: str,
    verb: str,
    *,
    actor: User | None,
    at: datetime,
    about: models.Model | None = None,
    authority: str = "",
    **facts: Any,
) -> Event:
    """Add one event to the end of a chain, in the caller's transaction.

    A cycle's chain is ordered by the lock on the cycle's row that every change holds; the system chain takes its own.
    Raises KeyError for a verb that has no sentence.
    """
    if verb not in known_verbs():
        raise KeyError(f"The audit verb {verb} has no sentence")
    with transaction.atomic():
        if chain == SYSTEM:
            _lock_system_chain()
        last = Event.objects.filter(chain=chain).order_by("-seq").first()
        event = Event(
            chain=chain,
            seq=last.seq + 1 if last else 1,
            at=at,
            actor=actor,
            authority=authority,
            verb=verb,
            object_type=about._meta.model_name or "" if about else "",
            object_id=about.pk if about else None,
            facts=json.loads(json.dumps(facts, default=str)),
            prev_hash=last.hash if last else START,
        )
        event.hash = digest_of(event)
        event.save(force_insert=True)
    return event


def digest_of(event: Event) -> str:
    """SHA-256 over the hash before and the row in canonical JSON."""
    row = [
        event.chain,
        event.seq,
        event.at.astimezone(UTC).isoformat(),
        event.actor_id,
        event.authority,
        event.verb,
        event.object_type,
        event.object_id,
        event.facts,
    ]
    text = event.prev_hash + json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Fault:
    """The first row of a chain that does not fit, and what is wrong with it."""

    chain: str
    seq: int
    what: str


def verify(chain: str) -> Fault | None:
    """Recompute one chain; the first fault, or None."""
    before, place = START, 0
    for event in Event.objects.filter(chain=chain).order_by("seq").iterator():
        place += 1
        if event.seq != place:
            return Fault(chain, place, "an event is missing")
        if event.prev_hash != before:
            return Fault(chain, place, "it does not follow the event before it")
        if event.hash != digest_of(event):
            return Fault(chain, place, "it was changed after it was written")
        before = event.hash
    return None


def verify_all() -> list[Fault]:
    chains = Event.objects.order_by("chain").values_list("chain", flat=True).distinct()
    return [fault for fault in map(verify, chains) if fault]


def _lock_system_chain() -> None:
    """On SQLite the transaction itself is the only writer."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('audit.system'))")
