"""Who manages an agreement, and who stands in."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError

from accounts.models import User
from contracts.models import Agreement
from contracts.services.changing import changing_agreement


def assign_people(
    agreement: Agreement, contract_manager: User | None, deputy: User | None, *, actor: User, at: datetime
) -> Agreement:
    """Name the contract manager and the deputy, or nobody. Raises Refused, or ValidationError naming the field."""
    with changing_agreement(agreement, actor=actor, at=at) as change:
        fresh = change.agreement
        if contract_manager is not None and contract_manager == deputy:
            raise ValidationError({"deputy": "Select somebody other than the contract manager"})
        before = {"contract_manager_id": fresh.contract_manager_id, "deputy_id": fresh.deputy_id}
        fresh.contract_manager, fresh.deputy = contract_manager, deputy
        after = {"contract_manager_id": fresh.contract_manager_id, "deputy_id": fresh.deputy_id}
        if before != after:
            change.record("agreement_people_changed", before=before, after=after)
        return fresh
