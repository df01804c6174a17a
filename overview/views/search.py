from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.views.access import member
from overview.selectors import search as searching


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """A whole reference goes straight to its cycle, agreement or waiver; anything else is looked for."""
    user, on, typed = member(request), timezone.localdate(), request.GET.get("q", "")
    named = searching.named(user, typed, on)
    if named:
        return redirect(named)
    return render(request, "overview/search.html", {"found": searching.search(user, typed, on)})
