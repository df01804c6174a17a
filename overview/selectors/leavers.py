"""What people who have left still hold, and who is asked in their place."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q

from accounts.models import RoleKind, User
from accounts.policies.people import may_see_leavers
from accounts.roles import roles_of
from approvals.models import Condition
from checklists.selectors.confirmations import open_requests
from cycles.models import LIVE_STAGES, Cycle
from cycles.selectors.replacements import Managers, replacements
from overview.selectors.holdings import (
    Holding,
    HoldingKind,
    conditions_held,
    holdings,
    missing_parts_held,
    split_by_visibility,
)
from stages.records.selectors.holders import records_held

# Gates go to the next signer and cover ends by themselves; views and files come to nobody.
PASSED_ON = frozenset(HoldingKind) - {
    HoldingKind.GATE,
    HoldingKind.COVER_GIVEN,
    HoldingKind.COVER_TAKEN,
    HoldingKind.SAVED_VIEW,
    HoldingKind.EXPORT,
}


# Cover ends by itself, and nobody has to do anything about a file.
LISTED = PASSED_ON | {HoldingKind.SAVED_VIEW}


def passes_on(row: Holding) -> bool:
    """Whether somebody is asked for it by name once its holder has left."""
    return row.kind in PASSED_ON


def replacements_of(row: Holding, managers: Managers) -> list[User]:
    """Who is asked for it once its holder has left: for a condition managers alone, and never its owner to check it."""
    assert row.cycle
    barred = {row.holder.pk}
    if row.kind == HoldingKind.CHECK and isinstance(row.row, Condition):
        barred.add(row.row.owner_id)
    return replacements(row.cycle, managers, barred, by_managers=isinstance(row.row, Condition))


def held_by_leavers(reader: User, today: date, person: User | None = None) -> tuple[list[Holding], int]:
    """What people who have left still hold, as this reader may see it, and in how many cycles more.

    Managers have the cycles of their directorates and those they sponsor, administrators all, and shared views too.
    """
    left = User.objects.filter(is_active=False)
    rows = [row for row in holdings(left.filter(pk=person.pk) if person else left) if row.kind in LISTED]
    roles = roles_of(reader)
    if not roles.has(RoleKind.ADMINISTRATOR):
        cycles = [(row, row.cycle) for row in rows if row.cycle]
        rows = [row for row, cycle in cycles if roles.manages(cycle.directorate_id) or cycle.sponsor_id == reader.pk]
    seen, hidden = split_by_visibility(rows, reader, today)
    return seen, len({row.cycle.pk for row in hidden if row.cycle})


def cycles_of_leavers(reader: User) -> int:
    """In how many cycles people who have left still hold something, of those that `held_by_leavers` lists or counts.

    One statement; none for who is neither manager nor administrator.
    """
    roles = roles_of(reader)
    if not may_see_leavers(reader):
        return 0
    left = User.objects.filter(is_active=False)
    cycles = Cycle.objects.order_by()
    if not roles.has(RoleKind.ADMINISTRATOR):
        cycles = cycles.filter(Q(directorate__in={row for row, _ in roles.grades}) | Q(sponsor=reader))
    live = cycles.filter(stage__in=LIVE_STAGES)
    named = Q(lead__in=left) | Q(sponsor__in=left) | Q(contract_manager__in=left) | Q(team__in=left)
    parts = missing_parts_held(left).filter(cycle__in=live, question__stage=F("cycle__stage"))
    conditions = conditions_held(left).filter(cycle__in=cycles)
    requests = open_requests().filter(asked_of__in=left, answer__cycle__in=live)
    records = records_held(left).filter(cycle__in=cycles)
    statement = (
        live.filter(named)
        .values_list("pk")
        .union(
            parts.order_by().values_list("cycle"),
            conditions.order_by().values_list("cycle"),
            requests.order_by().values_list("answer__cycle"),
            records.order_by().values_list("cycle"),
        )
    )
    return len(list(statement))
