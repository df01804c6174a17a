"""The page of an agreement."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contracts.views.shortcuts import agreement_or_404


@require_safe
def agreement(request: HttpRequest, reference: str) -> HttpResponse:
    return render(request, "contracts/agreement.html", {"agreement": agreement_or_404(request, reference)})
