"""What each kind of role may do in general. A further role is added here; rules of single actions are policies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import RoleKind

MY_WORK, CYCLES, APPROVALS, DASHBOARD, MANAGE = "my-work", "cycles", "approvals", "dashboard", "manage-people"
CONTRACTS = "contracts"
SECURITY = "security-record"
FRAMEWORK = "framework"  # in everybody's navigation, also without a role


@dataclass(frozen=True)
class RoleAbilities:
    """`start_page` and `navigation` hold names of addresses.

    `reads_drafts` admits to drafts, evidence and unpublished answers, `sees_restricted` to every restricted cycle.
    """

    reads_drafts: bool
    sees_restricted: bool
    start_page: str
    navigation: frozenset[str]


ABILITIES: Mapping[str, RoleAbilities] = {
    RoleKind.COMMISSIONER: RoleAbilities(
        reads_drafts=True,
        sees_restricted=False,
        start_page=MY_WORK,
        navigation=frozenset({MY_WORK, CYCLES, CONTRACTS, APPROVALS, DASHBOARD, FRAMEWORK}),
    ),
    RoleKind.MANAGER: RoleAbilities(
        reads_drafts=True,
        sees_restricted=False,
        start_page=MY_WORK,
        navigation=frozenset({MY_WORK, CYCLES, CONTRACTS, APPROVALS, DASHBOARD, FRAMEWORK}),
    ),
    RoleKind.ADVISER: RoleAbilities(
        reads_drafts=True,
        sees_restricted=False,
        start_page=MY_WORK,
        navigation=frozenset({MY_WORK, CYCLES, CONTRACTS, DASHBOARD, FRAMEWORK}),
    ),
    RoleKind.COUNCILLOR: RoleAbilities(
        reads_drafts=False,
        sees_restricted=False,
        start_page=DASHBOARD,
        navigation=frozenset({CYCLES, CONTRACTS, DASHBOARD, FRAMEWORK}),
    ),
    RoleKind.FRAMEWORK_OWNER: RoleAbilities(
        reads_drafts=True,
        sees_restricted=False,
        start_page=MY_WORK,
        navigation=frozenset({MY_WORK, CYCLES, CONTRACTS, DASHBOARD, FRAMEWORK}),
    ),
    RoleKind.AUDITOR: RoleAbilities(
        reads_drafts=True,
        sees_restricted=True,
        start_page=MY_WORK,
        navigation=frozenset({MY_WORK, CYCLES, CONTRACTS, APPROVALS, DASHBOARD, FRAMEWORK, SECURITY}),
    ),
    RoleKind.ADMINISTRATOR: RoleAbilities(
        reads_drafts=True,
        sees_restricted=False,
        start_page=MANAGE,
        navigation=frozenset({FRAMEWORK, MANAGE}),
    ),
}
