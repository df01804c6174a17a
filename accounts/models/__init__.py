"""People, their roles, who covers for them, and the council's own lists."""

from accounts.models.attempts import SignInAttempt
from accounts.models.cover import Cover
from accounts.models.lists import Committee, Directorate, Division, ListEntry, Portfolio, Specialism
from accounts.models.people import SignInLinkRequest, User, UserManager, Visit
from accounts.models.roles import Grade, Role, RoleKind

__all__ = [
    "Committee",
    "Cover",
    "Directorate",
    "Division",
    "Grade",
    "ListEntry",
    "Portfolio",
    "Role",
    "RoleKind",
    "SignInAttempt",
    "SignInLinkRequest",
    "Specialism",
    "User",
    "UserManager",
    "Visit",
]
