"""The site without lock, transaction and comparison: it must record extra decisions, else the race proves nothing."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace

from commissioning.wsgi import application  # isort: split

from approvals.services import deciding
from cycles.models import Cycle
from cycles.services import changing


def unlocked(cycle_id: int) -> Cycle:
    return Cycle.objects.get(pk=cycle_id)


vars(changing)["lock_cycle"] = unlocked
vars(changing)["transaction"] = SimpleNamespace(atomic=nullcontext)
deciding.require_current = lambda *seen: None

__all__ = ["application"]
