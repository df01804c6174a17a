"""Who records what became of notices: of agreements whoever may change them, of running procurements the keepers."""

from __future__ import annotations

from datetime import date

from accounts.models import User
from accounts.verdict import Verdict
from contracts.models import Agreement
from contracts.policies.register import may_change_agreement, may_keep_register
from cycles.models import Cycle
from cycles.policies import may
from cycles.policies.case import Case


def record_notice(case: Case) -> Verdict:
    """At any stage: a notice may be published, or its record put right, after the gate has passed."""
    return may_keep_register(case.actor)


ACTIONS = {"record_notice": record_notice}


def may_record_notices(actor: User, subject: Agreement | Cycle, today: date) -> Verdict:
    if isinstance(subject, Cycle):
        return may("record_notice", actor, subject, today)
    return may_change_agreement(actor, subject, today)
