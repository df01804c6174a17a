"""The cookie of a browser in which somebody has signed in: others who guess their password do not lock it out.

The signature covers the password's hash, so a new password ends the cookies of all browsers.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from accounts.models import User


def remember_browser(request: HttpRequest, response: HttpResponse, person: User) -> None:
    """Set the cookie, under a number of its own for each browser and account."""
    browser = _browser(request, person) or get_random_string(32)
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE,
        signing.dumps(browser, salt=_salt(person)),
        max_age=settings.KNOWN_BROWSER_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def known_browser(request: HttpRequest, email: str) -> str:
    """The number of a browser in which the owner of this email address has signed in; "" for any other."""
    if settings.KNOWN_BROWSER_COOKIE not in request.COOKIES:
        return ""
    person = User.objects.filter(email=email).first()
    return _browser(request, person) if person else ""


def _browser(request: HttpRequest, person: User) -> str:
    try:
        cookie = request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE, "")
        return str(signing.loads(cookie, salt=_salt(person), max_age=settings.KNOWN_BROWSER_AGE))
    except signing.BadSignature:
        return ""


def _salt(person: User) -> str:
    return f"known-browser.{person.pk}.{person.password}"
