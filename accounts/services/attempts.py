"""Limits of wrong passwords: for each account, each network, and each browser that somebody has signed in with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from accounts.models import SignInAttempt


@dataclass(frozen=True)
class Lockout:
    until: datetime
    whole_network: bool


def begin_attempt(attempt: SignInAttempt) -> bool:
    """Store the attempt before its password is checked; False where there were too many, and it must not be checked.

    Each attempt counts the others after its own row is committed, so of any number that come at once no more than the
    limit see fewer than the limit. The count before spares a flood of refused attempts its writes.
    """
    if lockout_of(attempt):
        return False
    SignInAttempt.objects.filter(at__lte=attempt.at - settings.SIGN_IN_WINDOW).delete()
    attempt.save()
    if lockout_of(attempt):
        attempt.delete()
        return False
    return True


def forget_attempt(attempt: SignInAttempt) -> None:
    """The password was right. Earlier attempts still count, except those of the same known browser."""
    if attempt.browser:
        SignInAttempt.objects.filter(account=attempt.account, browser=attempt.browser).delete()
    else:
        attempt.delete()


def lockout_of(attempt: SignInAttempt) -> Lockout | None:
    """Until when no password is checked for such an attempt, by the other attempts that are stored."""
    others = SignInAttempt.objects.filter(at__gt=attempt.at - settings.SIGN_IN_WINDOW, browser=attempt.browser)
    others = others.exclude(pk=attempt.pk).order_by("-at")
    counts = [(others.filter(account=attempt.account), settings.SIGN_IN_ACCOUNT_LIMIT, False)]
    if not attempt.browser:
        counts.append((others.filter(network=attempt.network), settings.SIGN_IN_NETWORK_LIMIT, True))
    lockouts = []
    for rows, limit, whole_network in counts:
        newest = list(rows.values_list("at", flat=True)[:limit])
        if len(newest) == limit:
            lockouts.append(Lockout(newest[-1] + settings.SIGN_IN_WINDOW, whole_network))
    return max(lockouts, key=lambda lockout: lockout.until, default=None)
