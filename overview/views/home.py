from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from accounts.models import RoleKind
from accounts.standing import standing
from cycles.views.reading import person


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where each role begins. Somebody with several roles has one home with the parts of all of them."""
    user = person(request)
    held = standing(user).kinds
    if not held:
        return redirect("no-role")
    if held == {RoleKind.COUNCILLOR}:
        return redirect("dashboard")
    return redirect("manage-people" if held == {RoleKind.ADMINISTRATOR} else "my-work")
