"""Adding events to the audit trail, and verifying its chains."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models, transaction
from django.utils.module_loading import import_string

from audit.models import Event

SYSTEM = "system"
START = "0" * 64


def history_sentences() -> Mapping[str, str]:
    """Each audit verb with its sentence, from the dictionaries that settings name."""
    return _merged(tuple(settings.HISTORY))


def history_labels() -> Mapping[str, str]:
    """What changed, in words, by its name in `before` and `after`; other names are read as they stand."""
    return _merged(tuple(settings.HISTORY_LABELS))


@cache
def _merged(names: tuple[str, ...]) -> Mapping[str, str]:
    merged: dict[str, str] = {}
    for name in names:
        texts: dict[str, str] = import_string(name)
        if twice := merged.keys() & texts.keys():
            raise ImproperlyConfigured(f"{name} declares what has a text already: {sorted(twice)}")
        merged |= texts
    return merged


def record(
    chain: str,
    verb: str,
    *,
    actor: AbstractBaseUser | None,
    at: datetime,
    about: models.Model | None = None,
    authority: str = "",
    follows: Event | None = None,
    **facts: Any,
) -> Event:
    """Add one event to the end of a chain, in the caller's transaction.

    `follows` is the last event of the chain, where the caller added it under the lock that it still holds.
    A cycle's chain is ordered by the lock on the cycle's row that every change holds; the system chain takes its own.
    Facts hold ids and plain values: a person stands as an id under a key that ends in `_id`, so that the record
    holds no names. Raises KeyError for a verb that has no sentence.
    """
    if verb not in history_sentences():
        raise KeyError(f"The audit verb {verb} has no sentence")
    if at.tzinfo is None:
        raise ValueError("An event needs a time with its time zone")
    with transaction.atomic(savepoint=False):
        if chain == SYSTEM:
            _lock_system_chain()
        last = follows or Event.objects.filter(chain=chain).order_by("-seq").first()
        event = Event(
            chain=chain,
            seq=last.seq + 1 if last else 1,
            at=at,
            actor_id=actor.pk if actor else None,
            authority=_plain(authority),
            verb=verb,
            object_type=(about._meta.model_name or "") if about else "",
            object_id=about.pk if about else None,
            facts=_plain(facts),
            prev_hash=last.hash if last else START,
        )
        event.hash = digest_of(event)
        event.save(force_insert=True)
    return event


def _plain(value: Any) -> Any:
    """The value in the few types that every database gives back exactly as they went in.

    PostgreSQL rewrites floats (1e22 comes back as a whole number) and refuses NUL and lone surrogates.
    """
    match value:
        case None | bool() | int():
            return value
        case models.Model() | models.QuerySet():
            raise TypeError(f"Facts hold ids, not objects: {value!r}")
        case Mapping():
            return {_plain(str(key)): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case set() | frozenset():
            return sorted(str(_plain(item)) for item in value)
        case datetime():
            return value.isoformat()
    return str(value).replace("\0", "").encode("utf-8", "replace").decode()


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
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class BrokenChain:
    """The first row of a chain that does not fit, and why."""

    chain: str
    seq: int
    reason: str


def verify(chain: str) -> BrokenChain | None:
    """Recompute one chain. Rows deleted from its end leave no trace within the chain."""
    return _first_break(chain, Event.objects.filter(chain=chain).order_by("seq", "pk").iterator())


def verify_all() -> Iterator[BrokenChain]:
    """The first broken row of each chain that has one; the table is read once."""
    events = Event.objects.order_by("chain", "seq", "pk").iterator()
    for chain, members in groupby(events, key=lambda event: event.chain):
        if broken := _first_break(chain, members):
            yield broken


def _first_break(chain: str, events: Iterable[Event]) -> BrokenChain | None:
    before = START
    for place, event in enumerate(events, start=1):
        if event.seq != place:
            return BrokenChain(chain, place, "an event is missing or out of place")
        if event.prev_hash != before:
            return BrokenChain(chain, place, "it does not follow the event before it")
        if event.hash != digest_of(event):
            return BrokenChain(chain, place, "it was changed after it was written")
        before = event.hash
    return None


def _lock_system_chain() -> None:
    """On SQLite the transaction itself is the only writer."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('audit.system'))")
