"""Every action in every situation for every role, against the literal table."""

from __future__ import annotations

import pytest
from django.db import transaction

from cycles.models import Cycle
from cycles.policies import may, rules
from cycles.policies.actions import may_start
from tests.council import NOW, Council, make_restricted
from tests.cycles.table import ROLES, SITUATIONS, TABLE, who_may
from tests.cycles.world import NEEDS_NOTHING, TARGETS, World, world_in

TODAY = NOW.date()


def verdicts(world: World, action: str) -> dict[str, str]:
    """Every role's verdict on one action: "" for yes, or the reason. What was prepared for it is undone."""
    with transaction.atomic():
        to = TARGETS[action](world) if action in TARGETS else None
        if to is None and action not in NEEDS_NOTHING:
            return {}
        cycle = Cycle.objects.get(pk=world.cycle.pk)
        found = {role: may(action, world.council[role], cycle, TODAY, to).reason for role in ROLES}
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_table_says_who_may(situation: str, bench: Council) -> None:
    world = world_in(situation, bench)
    found = {action: verdicts(world, action) for action in rules()}
    may_now = {action: {role for role, reason in found[action].items() if not reason} for action in rules()}
    assert may_now == {action: who_may(action, situation) for action in rules()}
    reasons = {reason for by_role in found.values() for reason in by_role.values() if reason}
    assert [reason for reason in reasons if not (reason[0].isupper() and reason.endswith("."))] == []


def test_every_action_has_rows_and_every_row_an_action() -> None:
    assert set(TABLE) == set(rules())
    assert set(TARGETS) | NEEDS_NOTHING == set(rules())


def test_a_restricted_cycle_is_absent_for_everybody_else(bench: Council) -> None:
    world = world_in("plan", bench)
    make_restricted(world.cycle.pk)
    world.cycle = Cycle.objects.get(pk=world.cycle.pk)
    absent = {role for role, reason in verdicts(world, "edit").items() if reason == "There is no such cycle."}
    assert absent == {"elsewhere", "unasked", "other", "councillor", "owner", "admin", "superuser", "nobody"}


def test_commissioners_and_managers_start_cycles(bench: Council) -> None:
    world = world_in("analyse", bench)
    starters = {role for role in ROLES if may_start(world.council[role])}
    assert starters == {
        "lead",
        "member",
        "sponsor",
        "head",
        "assistant",
        "director",
        "elsewhere",
        "stand_in",
        "other",
    }


def test_an_unknown_action_is_an_error(bench: Council) -> None:
    with pytest.raises(KeyError):
        may("promote", bench["lead"], bench.cycle(), TODAY)
