"""Starting the cycle of a draft, once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from contracts.models import Agreement
from contracts.services.replacing import start_cycle_replacing
from cycles.models import Cycle
from cycles.services.starting import NewCycleInput
from unsaved.models import KeptDraft


def start_drafted(
    draft: KeptDraft, new: NewCycleInput, agreement: Agreement | None, *, actor: User, at: datetime
) -> tuple[Cycle, bool]:
    """The cycle of the draft, and whether it was started now: every further press leads to the same cycle."""
    with transaction.atomic():
        fresh = KeptDraft.objects.select_for_update().get(pk=draft.pk)
        if fresh.made:
            return Cycle.objects.get(reference=fresh.made), False
        cycle = start_cycle_replacing(new, agreement, actor=actor, at=at)
        fresh.made = cycle.reference
        fresh.save(update_fields=["made"])
    return cycle, True
