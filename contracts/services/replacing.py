"""Which agreement a cycle replaces: chosen by its team, as it starts, or taken over from the cycle before."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from calendars.days import ONE_DAY
from contracts.models import Agreement, ReplacedAgreement
from contracts.selectors.visibility import may_see_agreement
from contracts.services.changing import locked_agreement
from contracts.services.cycle_dates import dates_of_agreement, first_to_end, renew_dates
from cycles.models import LIVE_STAGES, Cycle, Running
from cycles.selectors.arrangement_end import replaced_by_successor
from cycles.services.changing import changing, following
from cycles.services.editing import require_unchanged
from cycles.services.starting import NewCycleInput, start_cycle


def set_replaced_agreement(
    cycle: Cycle, agreement: Agreement | None, reason: str, *, actor: User, at: datetime, seen_version: int
) -> Cycle:
    """Say which agreement the cycle replaces, or None. Raises Refused, Stale, or ValidationError naming the field.

    `seen_version` is the cycle's details_version.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Say why"})
    with transaction.atomic():
        fresh = locked_agreement(agreement.pk) if agreement else None
        with changing(cycle.pk, actor=actor, action="edit", at=at) as change:
            require_unchanged(change.cycle, seen_version)
            _require_replaceable(fresh, actor, at, change.cycle)
            link = ReplacedAgreement.objects.filter(cycle=change.cycle).select_related("agreement").first()
            if fresh == (link.agreement if link else None):
                raise ValidationError({"agreement": "The cycle says so already: select another"})
            change.cycle.details_version += 1
            if fresh is None:
                assert link is not None
                link.delete()
                change.record("replaced_agreement_cleared", agreement=str(link.agreement), reason=reason.strip())
            else:
                ReplacedAgreement.objects.update_or_create(cycle=change.cycle, defaults={"agreement": fresh})
                change.record("replaced_agreement_chosen", agreement=str(fresh), reason=reason.strip())
            renew_dates(change, reason.strip())
            return change.cycle


def start_cycle_replacing(new: NewCycleInput, agreement: Agreement | None, *, actor: User, at: datetime) -> Cycle:
    """Start a cycle that replaces an agreement of the register, whose end then says when it is needed."""
    if agreement is None:
        return start_cycle(new, actor=actor, at=at)
    with transaction.atomic():
        fresh = locked_agreement(agreement.pk)
        _require_replaceable(fresh, actor, at)
        if dates := dates_of_agreement(fresh):
            new = replace(
                new,
                need_by=dates.ends + ONE_DAY,
                running=Running.ARRANGEMENT,
                running_ends=dates.ends,
                running_notice_by=dates.notice_by,
            )
        cycle = start_cycle(new, actor=actor, at=at)
        _link(cycle, fresh, actor=actor, at=at)
    cycle.refresh_from_db()
    return cycle


def take_agreement_of_previous(successor: Cycle, previous: Cycle, *, actor: User, at: datetime) -> None:
    """Follow-up of `successor_opened`: the next cycle replaces what this one has put in place.

    Where that was stopped before its own began, what it would have replaced.
    """
    today = timezone.localdate(at)
    own = previous.is_live or replaced_by_successor(previous, today).is_own
    mine = Agreement.objects.filter(cycle=previous) if own else Agreement.objects.filter(replaced_in__cycle=previous)
    agreement = first_to_end(mine, today)
    if agreement is None:
        return
    # Who changes the agreement waits for the lock of a live cycle before it looks for cycles; of an ended one nobody.
    if not Cycle.objects.filter(pk=previous.pk, stage__in=LIVE_STAGES).exists():
        agreement = locked_agreement(agreement.pk)
    _link(successor, agreement, actor=actor, at=at)


def _link(cycle: Cycle, agreement: Agreement, *, actor: User, at: datetime) -> None:
    ReplacedAgreement.objects.create(cycle=cycle, agreement=agreement)
    with following(cycle.pk, actor=actor, at=at) as change:
        change.record("replaced_agreement_chosen", agreement=str(agreement))
        renew_dates(change)


def _require_replaceable(agreement: Agreement | None, actor: User, at: datetime, cycle: Cycle | None = None) -> None:
    if agreement is None:
        return
    if not may_see_agreement(actor, agreement, timezone.localdate(at)):
        raise ValidationError({"agreement": "There is no such agreement in the register"})
    if not agreement.is_signed:
        raise ValidationError({"agreement": f"{agreement.reference} is not signed, so it can't be what runs today"})
    if cycle is not None and agreement.cycle_id == cycle.pk:
        raise ValidationError({"agreement": f"This cycle itself puts {agreement.reference} in place: select another"})
