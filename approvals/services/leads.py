"""A change of people while a gate waits: the new lead decides nothing, and signers follow."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from approvals.models import Involved
from approvals.selectors.stage_outcomes import pending_submission
from approvals.services.recipients import notify_signers
from approvals.services.signers import renew_signers
from cycles.services.changing import Change


def renew_after_people_changed(change: Change) -> None:
    """Follow-up of `cycle_people_changed`.

    The sponsor is expected to sign where the grade fits. The pack is sealed with the lead before; the new one is added
    to those who may not decide it, so nobody who has signed a step of it can become the lead.
    """
    cycle = change.cycle
    submission = pending_submission(cycle) if cycle.sealed_at else None
    if submission is None:
        return
    if any(cycle.lead_id in (row.decider_id, row.cover_for_id) for row in submission.decisions.all()):
        raise ValidationError({"lead": f"{cycle.lead} has signed a step of the gate that waits: choose somebody else"})
    Involved.objects.get_or_create(submission=submission, user=cycle.lead, defaults={"because": "leads this cycle"})
    submission.cycle = cycle
    notify_signers(change, submission, renew_signers(submission, change.on))
