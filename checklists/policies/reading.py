"""Who may read the evidence of a cycle, besides seeing that the cycle exists."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from accounts.roles import roles_of
from accounts.verdict import YES, Verdict, no
from checklists.models import Answer, Evidence
from cycles.models import Cycle


def behind_passed_gates() -> Q:
    """The evidence that a councillor reads of a cycle that they may see: not confidential, and in use."""
    passed = Cycle.passed("question__stage", "cycle__")
    answers = Answer.objects.filter(passed, evidence=OuterRef("pk"), set_aside_because="")
    return Q(Exists(answers), confidential=False)


def may_read_evidence(user: User, evidence: Evidence) -> Verdict:
    """Officers read all of a cycle's evidence, councillors what is not confidential and stood behind a passed gate."""
    if roles_of(user).is_officer or Evidence.objects.filter(behind_passed_gates(), pk=evidence.pk).exists():
        return YES
    return no("Councillors read evidence once its gate has been passed, unless it is confidential.")
