"""Pages for what went wrong. None of them needs the database."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page("400.html", 400)


def server_error(request: HttpRequest) -> HttpResponse:
    return _page("500.html", 500)


def busy(request: HttpRequest) -> HttpResponse:
    response = _page("503.html", 503)
    response["Retry-After"] = "10"
    return response


def full(request: HttpRequest) -> HttpResponse:
    response = _page("503_full.html", 503)
    response["Retry-After"] = "600"
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    return _page("413.html", 413)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page("403_csrf.html", 403)


def _page(template: str, status: int) -> HttpResponse:
    context = {"council_name": settings.COUNCIL_NAME, "contact": settings.SERVICE_CONTACT}
    return HttpResponse(render_to_string(template, context), status=status)
