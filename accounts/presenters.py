"""What a person is in the council, in words, for lists in which people are chosen or found."""

from __future__ import annotations

from accounts.models import RoleKind, User
from ui.wording import listed


def post_of(person: User) -> str:
    """Commissioning manager, Place: their job, or their roles where no job is entered, and where or of what.

    Reads the roles of the person, which a list of people prefetches with their directorates and specialisms.
    """
    roles = list(person.roles.all())
    kinds = [role.get_grade_display() if role.kind == RoleKind.MANAGER else role.get_kind_display() for role in roles]
    jobs = person.job_title or listed(_each_once(kinds))
    fields = [str(role.directorate or role.specialism) for role in roles if role.directorate or role.specialism]
    return ", ".join(filter(None, [jobs, *_each_once(fields)]))


def describe(person: User) -> str:
    """Priya Nair, Commissioning manager, Adult Care and Community Wellbeing."""
    return ", ".join(filter(None, [person.name, post_of(person)]))


def _each_once(words: list[str]) -> list[str]:
    return list(dict.fromkeys(words))
