"""Reading requests to confirm an answer."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Role
from checklists.models import Confirmation, ConfirmationState
from cycles.models import LIVE_STAGES


def open_requests() -> QuerySet[Any]:
    """Requests to advisers that wait for an answer, of questions that are asked in live cycles.

    `advises` is whether the adviser may still confirm: they are active and hold the specialism.
    """
    roles = Role.objects.filter(
        user=OuterRef("asked_of"), specialism__code=OuterRef("answer__question__confirmer__code"), user__is_active=True
    )
    rows = Confirmation.objects.filter(
        state=ConfirmationState.ASKED,
        asked_of__isnull=False,
        answer__set_aside_because="",
        answer__cycle__stage__in=LIVE_STAGES,
    )
    return rows.annotate(advises=Exists(roles))
