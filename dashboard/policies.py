"""Who may do what on the dashboard, and why not."""

from __future__ import annotations

from accounts.models import Grade, RoleKind, User
from accounts.roles import roles_of
from accounts.verdict import YES, Verdict, no


def may_comment(user: User) -> Verdict:
    """The framework owner and executive directors say what councillors should know."""
    held = roles_of(user)
    if held.has(RoleKind.FRAMEWORK_OWNER) or any(grade == Grade.EXECUTIVE_DIRECTOR for _, grade in held.grades):
        return YES
    return no("The commentary is written by the framework owner or an executive director.")
