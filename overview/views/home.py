from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from accounts.models import RoleKind
from accounts.roles import roles_of
from accounts.views.access import person


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The page that somebody chose, or where each role begins: with several roles, with the parts of all of them."""
    user = person(request)
    held = roles_of(user).kinds
    if not held:
        return redirect("no-role")
    chosen = next(filter(None, (import_string(name)(user) for name in settings.START_PAGES)), None)
    if chosen:
        return redirect(chosen)
    if held == {RoleKind.COUNCILLOR}:
        return redirect("dashboard")
    return redirect("manage-people" if held == {RoleKind.ADMINISTRATOR} else "my-work")
