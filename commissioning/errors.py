"""Pages for what went wrong. None of them needs the database, but for keeping what was typed."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from ui.form_marks import FIELD, read_mark
from unsaved.middleware import keep_sent
from unsaved.models import Because


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page("400.html", 400)


def server_error(request: HttpRequest) -> HttpResponse:
    return _page("500.html", 500)


def busy(request: HttpRequest) -> HttpResponse:
    response = _page("503.html", 503)
    response["Retry-After"] = "10"
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    return _page("413.html", 413)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Keep what was typed, where the form is one of this site's own, drawn before somebody signed in again."""
    mark = read_mark(request.POST.get(FIELD, ""))
    if mark is None:
        return _page("403_csrf.html", 403)
    return keep_sent(request, mark, Because.OTHER_SIGN_IN if request.user.is_authenticated else Because.SIGNED_OUT)


def _page(template: str, status: int) -> HttpResponse:
    context = {"council_name": settings.COUNCIL_NAME, "contact": settings.SERVICE_CONTACT}
    return HttpResponse(render_to_string(template, context), status=status)
