"""Messages and the response for an address that is locked out after too many failed attempts to sign in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from ui.wording import clock


def is_locked_out(request: HttpRequest) -> bool:
    return bool(getattr(request, "axes_locked_out", False))


def lockout_message(request: HttpRequest, username: str) -> str:
    """Names the first full minute after the lockout of this address."""
    attempts = AccessAttempt.objects.filter(username=username)
    newest: datetime = attempts.aggregate(at=Max("attempt_time"))["at"] or timezone.now()
    ends = newest + (get_cool_off(request) or timedelta())
    open_again_at = timezone.localtime(ends.replace(second=0, microsecond=0) + timedelta(minutes=1))
    return f"You have tried too many times. Try again at {clock(open_again_at)} or contact the service desk."


def lockout_response(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The sign-in page with the status 429. Called by django-axes (AXES_LOCKOUT_CALLABLE)."""
    response.status_code = 429
    return response
