"""Carrying the dates of agreements into the cycles that replace them or put them in place.

Locks are taken in one order: the agreement, then the cycle. Who opens a successor holds the lock of the cycle before
and not the agreement's, so the linked cycles are read again once theirs are held.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from accounts.follow_ups import follow_ups
from accounts.models import User
from contracts.models import Agreement
from cycles.models import LIVE_STAGES, Cycle
from cycles.services.arrangements import ArrangementDates, set_own_arrangement, set_replaced_arrangement
from cycles.services.changing import Change, following


def carry_to_cycles(
    agreement: Agreement, *, former_cycle: int | None, actor: User, at: datetime, reason: str = ""
) -> None:
    """Bring every live cycle that is linked to a locked and saved agreement up to date.

    `former_cycle` is the cycle that had put it in place before the change.
    """
    linked = Q(pk__in={agreement.cycle_id, former_cycle} - {None}) | Q(replaced_agreement__agreement=agreement)
    cycles, done = Cycle.objects.filter(linked, stage__in=LIVE_STAGES), set[int]()
    while pending := sorted(set(cycles.values_list("pk", flat=True)) - done):
        for pk in pending:
            done.add(pk)
            with following(pk, actor=actor, at=at) as change:
                renew_dates(change, reason)


def renew_dates(change: Change, reason: str = "") -> None:
    """Set the dates of a locked cycle as its agreements say, and what apps above keep of the one that it replaces.

    A cycle that has ended is left as it is.
    """
    cycle = change.cycle
    if not cycle.is_live:
        return
    replaced = Agreement.objects.filter(replaced_in__cycle=cycle).first()
    set_replaced_arrangement(change, dates_of_agreement(replaced), reason=reason)
    own = first_to_end(Agreement.objects.filter(cycle=cycle), change.on)
    set_own_arrangement(change, dates_of_agreement(own), reason=reason)
    for follow_up in follow_ups("replaced_agreement_renewed"):
        follow_up(change, replaced)


def dates_of_agreement(agreement: Agreement | None) -> ArrangementDates | None:
    """What it sets in cycles; None where it is not signed, or goes on without an end or with one that is not known."""
    if agreement is None or not agreement.is_signed or agreement.current_end is None:
        return None
    return ArrangementDates(agreement.reference, agreement.current_end, agreement.notice_by)


def first_to_end(agreements: QuerySet[Agreement], today: date) -> Agreement | None:
    """Of several that are signed the one that ends first; what is over counts only where nothing else runs."""
    is_over = Case(When(ended_on__lt=today, then=Value(1)), default=Value(0), output_field=IntegerField())
    in_order = agreements.filter(is_signed=True).order_by(is_over, F("current_end").asc(nulls_last=True), "serial")
    return in_order.first()
