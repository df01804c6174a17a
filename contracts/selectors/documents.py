"""Which documents of an agreement a person reads, and which evidence may be put beside it."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.roles import roles_of
from checklists.models import Evidence
from checklists.policies.reading import readable_evidence
from contracts.models import Agreement, Document
from cycles.selectors.visibility import not_visible_to


def evidence_read_by(user: User, today: date) -> QuerySet[Evidence]:
    """What somebody reads of the evidence of cycles that exist for them; confidential evidence is for officers."""
    return Evidence.objects.filter(readable_evidence(user)).exclude(cycle__in=not_visible_to(user, today).values("pk"))


def documents_of(agreement: Agreement, user: User, today: date) -> QuerySet[Document]:
    """Newest first. Links are for officers; evidence for whoever reads it in its cycle."""
    readable = Q(evidence__in=evidence_read_by(user, today).values("pk"))
    if roles_of(user).is_officer:
        readable |= Q(evidence__isnull=True)
    return agreement.documents.filter(readable).select_related("evidence__cycle", "added_by")


def evidence_to_choose(agreement: Agreement, user: User, today: date) -> QuerySet[Evidence]:
    """Evidence of the cycles that put the agreement in place, replace it, or are of its service."""
    near = Q(cycle=agreement.cycle_id) | Q(cycle__replaced_agreement__agreement=agreement)
    if agreement.service_id:
        near |= Q(cycle__service=agreement.service_id)
    return evidence_read_by(user, today).filter(near).select_related("cycle").order_by("-added_at", "-pk").distinct()
