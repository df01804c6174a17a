"""The page of a supplier."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.views.access import member
from contracts.models import Supplier


@require_safe
def supplier(request: HttpRequest, pk: int) -> HttpResponse:
    member(request)
    return render(request, "contracts/supplier.html", {"supplier": get_object_or_404(Supplier, pk=pk)})
