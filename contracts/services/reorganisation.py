"""What becomes of an agreement when other councils take over, where the edition switches that on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.refusals import Refused
from contracts.models import Agreement
from contracts.policies.reorganisation import may_plan_reorganisation
from contracts.services.changing import changing_agreement
from principles.selectors import edition_in_force


@dataclass(frozen=True)
class ReorganisationInput:
    """`treatment` is a ReorganisationTreatment or "". `consent` says whose consent it is, and where it is kept."""

    treatment: str = ""
    consented_on: date | None = None
    consent: str = ""


def plan_reorganisation(agreement: Agreement, values: ReorganisationInput, *, actor: User, at: datetime) -> Agreement:
    """Raises Refused, or ValidationError naming the field."""
    with changing_agreement(agreement, actor=actor, at=at) as change:
        fresh = change.agreement
        if not (verdict := may_plan_reorganisation(edition_in_force(change.on).figures)):
            raise Refused(verdict.reason)
        if values.consented_on and values.consented_on > change.on:
            raise ValidationError({"consented_on": "Enter the day of the consent: it can’t be in the future"})
        if values.consented_on and not values.consent.strip():
            raise ValidationError({"consent": "Enter whose consent it is, and where it is kept"})
        before = _recorded(fresh)
        fresh.reorganisation = values.treatment
        fresh.consented_on, fresh.consent = values.consented_on, values.consent
        if before != (after := _recorded(fresh)):
            change.record("agreement_reorganisation_planned", before=before, after=after)
        return fresh


def _recorded(agreement: Agreement) -> dict[str, object]:
    return {
        "reorganisation": agreement.get_reorganisation_display(),
        "consented_on": agreement.consented_on,
        "consent": agreement.consent,
    }
