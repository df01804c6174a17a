"""Which answers and evidence a person reads of the cycles that they see.

Officers read all of them. Councillors read answers of stages that the lead has published, and the evidence of these:
never an answer that the edition keeps from them, nor anything that such an answer rests on too.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from accounts.roles import roles_of
from accounts.verdict import YES, Verdict, no
from checklists.models import Answer, Confirmation, Evidence
from cycles.models import Cycle


def publishable() -> Q:
    """The answers that councillors read once their stage is published."""
    return Q(question__never_to_councillors=False, set_aside_because="")


def readable_answers(user: User) -> Q:
    if roles_of(user).is_officer:
        return Q()
    return publishable() & Cycle.published_in("question__stage", "cycle__")


def may_read_answer(user: User, answer: Answer) -> Verdict:
    """Of a stage whose work the person may read."""
    if roles_of(user).is_officer:
        return YES
    if answer.question.never_to_councillors:
        return no("Councillors never read this answer: it is advice to one member, or a commercial matter.")
    if answer.set_aside_because:
        return no("Councillors read the answers that a gate has asked for. This question was set aside.")
    return YES


def evidence_for(answers: Q) -> Q:
    """The evidence of these answers that no answer rests on which councillors never read."""
    never = Answer.objects.filter(question__never_to_councillors=True, evidence=OuterRef("pk"))
    confirmed = Confirmation.objects.filter(
        answer__question__never_to_councillors=True, outside_evidence=OuterRef("pk")
    )
    serves = Answer.objects.filter(answers, evidence=OuterRef("pk"))
    return Q(Exists(serves), ~Exists(never), ~Exists(confirmed))


def readable_evidence(user: User) -> Q:
    if roles_of(user).is_officer:
        return Q()
    return Q(evidence_for(readable_answers(user)), confidential=False)


def may_read_evidence(user: User, evidence: Evidence) -> Verdict:
    if roles_of(user).is_officer or Evidence.objects.filter(readable_evidence(user), pk=evidence.pk).exists():
        return YES
    return no(
        "Councillors read the evidence of answers that are published,"
        " unless it is confidential or an answer rests on it that they never read."
    )
