"""Who may change the council's lists, and why not."""

from __future__ import annotations

from datetime import date

from accounts.models import ListEntry, RoleKind, User
from accounts.roles import roles_of
from accounts.verdict import YES, Verdict, no
from ui.wording import day


def may_change_lists(actor: User | None) -> Verdict:
    """`None` is the command line."""
    if actor is None or roles_of(actor).has(RoleKind.ADMINISTRATOR):
        return YES
    return no("Only an administrator can change the council's lists.")


def may_choose(entry: ListEntry | None, today: date) -> Verdict:
    """Whether something new may name the entry."""
    if entry is None or entry.is_open_on(today):
        return YES
    assert entry.ended_on is not None
    return no(f"{entry} ended on {day(entry.ended_on)}")
