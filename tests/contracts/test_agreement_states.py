"""The conditions of states, of every combination of dates, say the same as the rule of one agreement."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.db.models import Q

from contracts.agreement_states import NAMES, AgreementState, ends_soon, state_of
from contracts.models import Agreement
from contracts.selectors.agreement_states import in_force_or_to_come, in_state, is_over, past_its_end
from tests.council import NOW

TODAY = NOW.date()
DAYS = (None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1))


@pytest.fixture
def every_combination(db: None) -> list[Agreement]:
    return Agreement.objects.bulk_create(
        Agreement(
            serial=serial,
            reference=f"A-{serial:04}",
            title="Parks",
            is_signed=is_signed,
            start=start,
            current_end=current_end,
            ended_on=ended_on,
            running_on_since=running_on_since,
            added_at=NOW,
            changed_at=NOW,
        )
        for serial, (is_signed, start, current_end, ended_on, running_on_since) in enumerate(
            product((True, False), DAYS, DAYS, DAYS, DAYS), start=1
        )
    )


def found(condition: Q) -> set[int]:
    return set(Agreement.objects.filter(condition).values_list("pk", flat=True))


def test_each_combination_is_in_the_state_that_the_rule_says(every_combination: list[Agreement]) -> None:
    by_rule: dict[AgreementState, set[int]] = {state: set() for state in AgreementState}
    for row in every_combination:
        by_rule[state_of(row, TODAY)].add(row.pk)
    assert {state: found(in_state(state, TODAY)) for state in AgreementState} == by_rule
    assert all(by_rule.values()) and sum(map(len, by_rule.values())) == 512
    assert found(is_over(TODAY)) == by_rule[AgreementState.ENDED]
    past, going = (AgreementState.EXPIRED, AgreementState.RUNS_ON), (AgreementState.RUNS, AgreementState.NOT_STARTED)
    assert found(past_its_end(TODAY)) == by_rule[past[0]] | by_rule[past[1]]
    assert found(in_force_or_to_come(TODAY)) == by_rule[going[0]] | by_rule[going[1]]
    assert set(NAMES) == set(AgreementState)


@pytest.mark.parametrize(("days", "soon"), [(0, True), (364, True), (365, False)])
def test_ends_soon_is_within_a_year(days: int, soon: bool) -> None:
    assert ends_soon(Agreement(current_end=TODAY + timedelta(days=days)), TODAY) is soon
    assert not ends_soon(Agreement(), TODAY)
