"""Rules for every request: its size, the length of sessions, the record of refusals, and no cache of private pages."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import get_user
from django.db import DatabaseError, Error
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from accounts.models import User
from accounts.services.people import note_visit
from audit.models import SecurityKind
from audit.security import record_security
from commissioning.database_faults import DatabaseFault, fault_of
from commissioning.errors import too_large, unavailable
from commissioning.postgresql import page_allowance

Handler = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger(__name__)

BEGAN, SEEN = "began_at", "seen_at"
SEEN_EVERY = 60  # seconds: a session is saved once a minute, not with every request


# The statement that failed belongs to a transaction that did not come to its end. A connection that breaks or is silent
# may have been committing.
NOTHING_SAVED = {DatabaseFault.LOCKED, DatabaseFault.READ_ONLY, DatabaseFault.FULL}
FAULT = "commissioning.fault"  # in a request's META: the error that no view answered


class DatabaseFaults:
    """Answer 503, with what to do, where the database is locked, full, read-only, silent or away.

    Waits for it add up to a few seconds at most. Errors of views come by `process_exception`; those of middleware are
    made into a response of status 500 by Django before they get here, and are found by `note_fault`.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with page_allowance():
            response = self.get_response(request)
        fault = fault_of(request.META.pop(FAULT, None))
        return unavailable(request, fault) if fault and response.status_code == 500 else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        fault = fault_of(exception)
        if not fault:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""  # a path may hold a secret
        log.warning("%s, at %s: %s", fault.sentence, name, exception)
        return unavailable(request, fault, nothing_saved=fault in NOTHING_SAVED)


def person_is_known(get_response: Handler) -> Handler:
    """Read who is signed in: the first statement of most requests, and where an unusable database is noticed."""

    def handle(request: HttpRequest) -> HttpResponse:
        try:
            request.user = get_user(request)  # itself, not the proxy that reads on first use: pages ask for it often
        except Error as error:
            if not (fault := fault_of(error)):
                raise
            log.warning("%s: %s", fault.sentence, error)
            return unavailable(request, fault, nothing_saved=True)
        return get_response(request)

    return handle


def note_fault(request: HttpRequest | None = None, **signal: object) -> None:
    """Keep the error that Django is about to make into a response of status 500."""
    if request is not None:
        request.META[FAULT] = sys.exc_info()[1]


def body_limit(get_response: Handler) -> Handler:
    """Refuse a body whose declared length is too large, before any of it is read."""

    def handle(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or len(length) > 12 or int(length) > settings.MOST_BODY:
            return too_large(request)
        return get_response(request)

    return handle


def session_limits(get_response: Handler) -> Handler:
    """Sign out people who have been idle, or signed in, for too long, and say when that will be."""

    def handle(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        now = timezone.now()
        clock = now.timestamp()
        began, seen = _stamp(request, BEGAN), _stamp(request, SEEN)
        idle = 0.0 if seen is None else clock - seen
        if began is None or seen is None:
            request.session[BEGAN] = request.session[SEEN] = clock
            _note(request, now)
        elif clock - began > settings.SESSION_LONGEST.total_seconds() or idle > settings.SESSION_IDLE.total_seconds():
            logout(request)
        elif idle > SEEN_EVERY:
            request.session[SEEN] = clock
            _note(request, now)
        began, seen = _stamp(request, BEGAN), _stamp(request, SEEN)
        if began is not None and seen is not None:  # what the warning on every page counts down to
            idle = settings.SESSION_IDLE.total_seconds()
            longest = int(began + settings.SESSION_LONGEST.total_seconds() - clock)
            left = max(min(int(seen + idle - clock), longest), 0)
            time = {"seconds": left, "longest": longest, "idle": int(idle), "ends": now + timedelta(seconds=left)}
            request.session_time = time  # type: ignore[attr-defined]
        return get_response(request)

    return handle


def record_refusals(get_response: Handler) -> Handler:
    """Keep in the security record what somebody signed in was refused, or tried to open that is not there for them.

    A mistyped address leads to no page and is not kept. The response goes out also when the record can't be written.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        refused = response.status_code == 403 or (response.status_code == 404 and request.resolver_match is not None)
        if refused and isinstance(request.user, User):
            try:
                record_security(
                    SecurityKind.REFUSED,
                    person=request.user,
                    request=request,
                    path=request.path,
                    at=timezone.now(),
                    method=str(request.method),
                    status=response.status_code,
                )
            except DatabaseError:
                log.exception("A refusal could not be recorded")
        return response

    return handle


def private_pages(get_response: Handler) -> Handler:
    """No browser, proxy or back button keeps a page of somebody who is signed in."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return handle


def _note(request: HttpRequest, now: datetime) -> None:
    """Store the visit, as rarely as the session: pages show what has changed since the last one."""
    assert isinstance(request.user, User)
    note_visit(request.user, now)


def _stamp(request: HttpRequest, name: str) -> float | None:
    value = request.session.get(name)
    return value if isinstance(value, float) else None
