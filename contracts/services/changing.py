"""How every service changes an agreement: lock it, ask the policy, change, record and save in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from accounts.models import Directorate, User
from accounts.refusals import Refused, Stale
from audit import services as trail
from audit.models import Event
from contracts.models import Agreement, Supplier
from contracts.policies.register import may_change_agreement
from contracts.services.cycle_dates import carry_to_cycles
from contracts.services.derived import DerivedBasis, renew_derived
from contracts.services.outlook import neighbours_of, renew_outlooks
from cycles.models import Service


@dataclass
class AgreementChange:
    """A change in progress: the locked agreement, who changes it, and when."""

    agreement: Agreement
    actor: User
    at: datetime
    reason: str = ""  # why, as cycles that follow say it: that of the last event that had one
    _last: Event | None = None  # the last event of the agreement's chain, once this change has added one

    @property
    def on(self) -> date:
        return timezone.localdate(self.at)

    def record(self, verb: str, about: models.Model | None = None, **facts: Any) -> None:
        """Add one event to the agreement's chain, in this transaction."""
        self.reason = str(facts.get("reason") or self.reason)
        self._last = trail.record(
            self.agreement.chain,
            verb,
            actor=self.actor,
            at=self.at,
            about=about or self.agreement,
            follows=self._last,
            reference=self.agreement.reference,
            **facts,
        )


@contextmanager
def changing_agreement(
    agreement: Agreement, *, actor: User, at: datetime, seen_version: int | None = None
) -> Iterator[AgreementChange]:
    """Open a transaction with the agreement locked and the policy asked on the fresh row; save it at the end.

    What follows from it is stored anew, in cycles too. Raises Refused with the policy's sentence, or Stale where it was
    saved after the page with `seen_version` was made.
    """
    with transaction.atomic():
        fresh = locked_agreement(agreement.pk)
        verdict = may_change_agreement(actor, fresh, timezone.localdate(at))
        if not verdict:
            raise Refused(verdict.reason)
        if seen_version is not None and fresh.version != seen_version:
            raise Stale("This was changed while you were working on it", row=fresh)
        change = AgreementChange(fresh, actor, at)
        yield change
        save_agreement(fresh, change.at, actor=actor, reason=change.reason)
        renew_outlooks(change.on, neighbours_of(fresh))


def locked_agreement(pk: int) -> Agreement:
    """The agreement's row, locked until the transaction ends (on SQLite the transaction is the only writer).

    Raises Refused where it is gone.
    """
    rows = Agreement.objects.select_for_update(of=("self",), no_key=True)  # rows that point to it don't wait
    locked = rows.select_related("service", "directorate", "cycle").filter(pk=pk).first()
    if locked is None:
        raise Refused("It is not in the register any more: the file that brought it in was taken back.")
    return locked


def save_agreement(
    agreement: Agreement, at: datetime, *, actor: User, reason: str = "", basis: DerivedBasis | None = None
) -> None:
    """Store a locked or new agreement with what follows from it, in cycles too, in the caller's transaction."""
    is_new = not agreement.version
    rows = Agreement.objects.filter(pk=agreement.pk)
    former_cycle = None if is_new else rows.values_list("cycle", flat=True).first()
    renew_derived(agreement, timezone.localdate(at), basis)
    agreement.version += 1
    agreement.changed_at = at
    agreement.save()
    if agreement.cycle_id or not is_new:
        carry_to_cycles(agreement, former_cycle=former_cycle, actor=actor, at=at, reason=reason)


def recorded(value: Any) -> Any:
    """What the record, which all officers read, keeps of a value: nothing by which a restricted cycle is known."""
    match value:
        case Agreement():
            return value.reference if value.is_signed else "one that is not signed yet"
        case Service():
            open_to_all = value.cycles.filter(restricted=False).exists() or not value.cycles.exists()
            return value.name if open_to_all else "one of a restricted cycle"
        case Directorate() | Supplier():
            return value.name
    return value
