"""Pages for what went wrong. None of them needs the database, but for keeping what was typed."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from commissioning.database_faults import DatabaseFault
from ui.form_marks import FIELD, read_mark
from unsaved.middleware import keep_sent
from unsaved.models import Because


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page("400.html", 400)


def server_error(request: HttpRequest) -> HttpResponse:
    return _page("500.html", 500)


def unavailable(request: HttpRequest, fault: DatabaseFault, *, nothing_saved: bool = False) -> HttpResponse:
    """The database can't be used just now. What was sent stands on the page, and one press sends it again."""
    words = _words_sent(request)
    context = {"fault": str(fault), "nothing_saved": nothing_saved, "path": request.get_full_path(), "words": words}
    if request.method == "POST":
        context |= {"is_sent": True, "has_files": bool(words and request.FILES), "csrf_token": get_token(request)}
    response = _page("503.html", 503, **context)
    response["Retry-After"] = "10" if fault == DatabaseFault.LOCKED else "60"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    add_never_cache_headers(response)
    return response


@dataclass(frozen=True)
class SentWord:
    """One value of a form; those that people typed are shown, the others are only sent again."""

    name: str
    value: str

    @property
    def is_typed(self) -> bool:
        """Roughly: the values of buttons, radio buttons and dates are short and in small letters or figures."""
        has_words = any(character.isspace() or not character.isascii() for character in self.value)
        return has_words or "://" in self.value or (self.value != self.value.lower() and len(self.value) <= 60)

    @property
    def label(self) -> str:
        return self.name.rpartition("-")[2].replace("_", " ").capitalize()


def _words_sent(request: HttpRequest) -> list[SentWord]:
    """Nothing of a form with a password, of one that another site sent, and of one that can't be read."""
    try:
        if request.method != "POST" or CsrfViewMiddleware(bad_request).process_view(request, bad_request, (), {}):
            return []
        values = [SentWord(name, value) for name, all_of in request.POST.lists() for value in all_of]
    except (OSError, MultiPartParserError, SuspiciousOperation):
        return []
    if any("password" in word.name for word in values):
        return []
    return [word for word in values if word.name != "csrfmiddlewaretoken"]


def full(request: HttpRequest) -> HttpResponse:
    response = _page("503_full.html", 503)
    response["Retry-After"] = "600"
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    return _page("413.html", 413)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Keep what was typed, where the form is one of this site's own, drawn before somebody signed in again."""
    mark = read_mark(request.POST.get(FIELD, ""))
    if mark is None:
        return _page("403_csrf.html", 403)
    return keep_sent(request, mark, Because.OTHER_SIGN_IN if request.user.is_authenticated else Because.SIGNED_OUT)


def _page(template: str, status: int, **more: object) -> HttpResponse:
    context = {"council_name": settings.COUNCIL_NAME, "contact": settings.SERVICE_CONTACT, **more}
    return HttpResponse(render_to_string(template, context), status=status)
