"""Who may download a table as a file; the table itself decides what is in it."""

from __future__ import annotations

from accounts.models import User
from accounts.standing import standing
from accounts.verdict import YES, Verdict, no


def may_download(user: User) -> Verdict:
    if standing(user).kinds:
        return YES
    return no("You have no role in this service yet, so there is nothing to download.")
