"""Who may download a table as a file; the table itself decides what is in it."""

from __future__ import annotations

from accounts.models import User
from accounts.roles import roles_of
from accounts.verdict import YES, Verdict, no


def may_download(user: User) -> Verdict:
    if roles_of(user).kinds:
        return YES
    return no("You have no role in this service yet, so there is nothing to download.")
