from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from accounts.roles import roles_of
from accounts.views.access import signed_in


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the page that somebody chose, or to the start page of their roles."""
    user = signed_in(request)
    roles = roles_of(user)
    if not roles.kinds:
        return redirect("no-role")
    chosen = next(filter(None, (import_string(name)(user) for name in settings.START_PAGES)), None)
    return redirect(chosen or roles.start_page)
