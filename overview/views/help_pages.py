"""Pages that need no sign-in: help, and what the service promises to everybody who uses it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return _page(request, "help")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return _page(request, "accessibility")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return _page(request, "privacy")


@login_not_required
@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    return _page(request, "cookies")


def _page(request: HttpRequest, name: str) -> HttpResponse:
    return render(
        request,
        f"overview/help/{name}.html",
        {"contact": settings.SERVICE_CONTACT, "security_record_days": settings.SECURITY_RECORD_DAYS},
    )
