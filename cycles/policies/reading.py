"""Who may read the work of a cycle, besides seeing that it exists."""

from __future__ import annotations

from accounts.models import User
from accounts.standing import standing
from accounts.verdict import YES, Verdict, no
from cycles.models import Cycle, Evidence
from cycles.policies.case import is_past, past_stages


def may_read_work(user: User, cycle: Cycle, stage: str) -> Verdict:
    """Answers and evidence: officers always, councillors once the stage's gate was decided."""
    if standing(user).is_officer or is_past(cycle, stage):
        return YES
    return no("Councillors read a stage's answers and evidence once its gate has been passed.")


def may_read_evidence(user: User, evidence: Evidence) -> Verdict:
    """Officers read all of a cycle's evidence, councillors what is not confidential and stood behind a passed gate."""
    if standing(user).is_officer:
        return YES
    used = evidence.answers.filter(set_aside_because="", question__stage__in=past_stages(evidence.cycle))
    if not evidence.confidential and used.exists():
        return YES
    return no("Councillors read evidence once its gate has been passed, unless it is confidential.")
