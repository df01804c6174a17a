"""What somebody reads who has guessed too often."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.utils import timezone


def is_locked_out(request: HttpRequest) -> bool:
    return bool(getattr(request, "axes_locked_out", False))


def told(request: HttpRequest, username: str) -> str:
    at = timezone.localtime(open_again_at(request, username))
    clock = f"{at.hour % 12 or 12}:{at.minute:02}{'am' if at.hour < 12 else 'pm'}"
    return f"You have tried too many times. Try again at {clock} or contact the service desk."


def open_again_at(request: HttpRequest, username: str) -> datetime:
    """The first full minute after the lockout of this address."""
    attempts = AccessAttempt.objects.filter(username=username)
    newest: datetime = attempts.aggregate(at=Max("attempt_time"))["at"] or timezone.now()
    ends = newest + (get_cool_off(request) or timedelta())
    return ends.replace(second=0, microsecond=0) + timedelta(minutes=1)


def answered(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None = None) -> HttpResponse:
    """The sign-in page that says so, with the status that says so."""
    response.status_code = 429
    return response
