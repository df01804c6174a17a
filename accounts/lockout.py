"""An attempt to sign in as a request makes it, and what somebody reads who has made too many."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.known_browser import known_browser
from accounts.models import SignInAttempt
from accounts.services.attempts import Lockout
from audit.client_address import client_address, network_of
from ui.wording import clock


def attempt_by(request: HttpRequest, email: str) -> SignInAttempt:
    """Not stored yet. The email address is the one that the account is looked up by."""
    return SignInAttempt(
        at=timezone.now(),
        account=salted_hmac("accounts.lockout", email, algorithm="sha256").hexdigest(),
        network=network_of(client_address(request)),
        browser=known_browser(request, email),
    )


def lockout_message(lockout: Lockout) -> str:
    """Names the first full minute after the lockout."""
    open_again_at = timezone.localtime(lockout.until.replace(second=0, microsecond=0) + timedelta(minutes=1))
    subject = "from your network" if lockout.whole_network else "for this account"
    return f"Too many wrong guesses {subject}. Get a link by email instead, or try again at {clock(open_again_at)}."
