"""Asking somebody to get on with what others wait for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cycles.models import Cycle
from cycles.policies import may
from cycles.queries.held import Held, held
from cycles.services.changing import Change, Refused, locked


def nudge(cycle: Cycle, about: str, *, actor: User, at: datetime) -> Held:
    """Owe the holder a message, under the cycle's lock so that two at once make one. Not a change of the cycle.

    Raises Refused with a sentence when it is too soon, or nobody else holds the thing.
    """
    with transaction.atomic():
        fresh, on = locked(cycle.pk), timezone.localdate(at)
        thing = held(fresh, about, on)
        verdict = may("nudge", actor, fresh, on, thing)
        if not verdict or thing is None:
            raise Refused(verdict.reason)
        occasion = f"{thing.about}:{on}"
        Change(fresh, actor, at).tell("nudge", [thing.holder], occasion=occasion, address=thing.url, title=thing.title)
        return thing
