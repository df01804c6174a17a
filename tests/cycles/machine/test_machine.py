"""The services against the model: 2,000 random steps, 20,000 with LONG=1."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.council import Council
from tests.cycles.machine.driver import Driver
from tests.cycles.machine.machine import CycleMachine

LONG = bool(os.environ.get("LONG"))
STEPS = 20_000 if LONG else 2_000
A_GAME = 50

COMMON = settings(
    max_examples=STEPS * 7 // 5 // A_GAME,  # some games are cut short
    stateful_step_count=A_GAME,
    deadline=None,
    derandomize=not LONG,
    database=None,
    phases=[Phase.generate],  # shrinking replays hundreds of games on the database; fifty steps can be read as they are
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def machine(bench: Council) -> type[CycleMachine]:
    Driver.council = bench
    Driver.steps.clear()
    Driver.reached.clear()
    return CycleMachine


def test_the_services_do_what_the_model_says(machine: type[CycleMachine], capsys: pytest.CaptureFixture[str]) -> None:
    run_state_machine_as_test(machine, settings=COMMON)
    with capsys.disabled():
        print(f"\n{sum(machine.reached.values()):,} steps; reached {dict(machine.reached.most_common())}")
        print(f"tried {dict(machine.steps.most_common())}")
    assert sum(machine.reached.values()) >= STEPS
