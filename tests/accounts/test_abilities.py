"""The table of what each role may do, and what several roles of one person add up to."""

from __future__ import annotations

from dataclasses import astuple

import pytest
from django.urls import reverse

from accounts.abilities import ABILITIES
from accounts.models import RoleKind
from accounts.roles import RoleSet

# reads drafts, sees restricted, start page, navigation
TABLE = {
    "commissioner": (True, False, "my-work", {"my-work", "cycles", "contracts", "approvals", "dashboard", "framework"}),
    "manager": (True, False, "my-work", {"my-work", "cycles", "contracts", "approvals", "dashboard", "framework"}),
    "adviser": (True, False, "my-work", {"my-work", "cycles", "contracts", "dashboard", "framework"}),
    "councillor": (False, False, "dashboard", {"cycles", "contracts", "dashboard", "framework"}),
    "framework_owner": (True, False, "my-work", {"my-work", "cycles", "contracts", "dashboard", "framework"}),
    "auditor": (
        True,
        True,
        "my-work",
        {"my-work", "cycles", "contracts", "approvals", "dashboard", "framework", "security-record"},
    ),
    "administrator": (True, False, "manage-people", {"framework", "manage-people"}),
}


def test_each_role_has_its_abilities() -> None:
    assert {str(kind): astuple(abilities) for kind, abilities in ABILITIES.items()} == TABLE
    assert set(ABILITIES) == set(RoleKind)


def test_the_pages_of_the_table_exist() -> None:
    assert all(reverse(name) for abilities in ABILITIES.values() for name in abilities.navigation)


@pytest.mark.parametrize(
    ("kinds", "start_page", "is_officer", "sees_restricted"),
    [
        ((), "my-work", False, False),
        (("councillor",), "dashboard", False, False),
        (("administrator",), "manage-people", True, False),
        (("councillor", "administrator"), "my-work", True, False),
        (("councillor", "manager"), "my-work", True, False),
        (("administrator", "auditor"), "my-work", True, True),
    ],
)
def test_several_roles_add_up(kinds: tuple[str, ...], start_page: str, is_officer: bool, sees_restricted: bool) -> None:
    roles = RoleSet(1, frozenset(kinds))

    assert (roles.start_page, roles.is_officer, roles.sees_restricted) == (start_page, is_officer, sees_restricted)
    assert roles.navigation == {"framework"}.union(*(TABLE[kind][3] for kind in kinds))
