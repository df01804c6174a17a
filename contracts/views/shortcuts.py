"""What every page of an agreement starts with: the agreement, if the person may see it."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils import timezone

from accounts.views.access import member
from contracts.models import Agreement
from contracts.selectors.visibility import visible_agreements


def agreement_or_404(request: HttpRequest, reference: str) -> Agreement:
    """The agreement with what its pages name. One that does not exist and an invisible one are alike."""
    rows = visible_agreements(member(request), timezone.localdate())
    rows = rows.select_related("directorate", "service", "cycle", "framework", "contract_manager", "deputy")
    agreement = rows.filter(reference=reference).first()
    if agreement is None:
        raise Http404("There is no such agreement")
    return agreement
