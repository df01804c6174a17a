"""Storing which advisers have a part in a cycle, in the transaction that changes it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Role, User
from checklists.models import Confirmation, ConfirmationState
from cycles.models import LIVE_STAGES, Cycle
from cycles.models.participants import ParticipantReason
from cycles.services.participants import set_participants


def renew_adviser_participants(cycle: Cycle) -> None:
    """Store whoever is asked to confirm an answer of the cycle, or may still withdraw a confirmation.

    Neither is so once the gate is passed, the cycle has ended, the question is set aside, or the adviser no longer
    holds the specialism that it asks.
    """
    advisers: set[int | None] = set()
    if cycle.is_live:
        passed = [stage for stage in LIVE_STAGES if cycle.has_passed(stage)]
        rows = _open_confirmations().filter(answer__cycle=cycle.pk).exclude(answer__question__stage__in=passed)
        advisers = set(rows.values_list("asked_of", flat=True))
    set_participants(cycle, {ParticipantReason.ADVISER_ASKED: {pk for pk in advisers if pk}})


@transaction.atomic
def renew_for_adviser(person: User, *, at: datetime) -> None:
    """Follow-up of `adviser_roles_changed`: in every live cycle that asked this person."""
    asked = Confirmation.objects.filter(asked_of=person, state__in=OPEN).order_by()
    live = Cycle.objects.filter(pk__in=asked.values("answer__cycle"), stage__in=LIVE_STAGES)
    for cycle in live.select_for_update(of=("self",)).order_by("pk"):
        renew_adviser_participants(cycle)


OPEN = (ConfirmationState.ASKED, ConfirmationState.GIVEN)


def _open_confirmations() -> QuerySet[Confirmation]:
    holds = Role.objects.filter(
        user=OuterRef("asked_of"), specialism__code=OuterRef("answer__question__confirmer__code")
    )
    rows = Confirmation.objects.filter(Exists(holds), state__in=OPEN, answer__set_aside_because="")
    return rows.order_by()
