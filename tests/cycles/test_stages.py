"""Which stage follows which: every transition from every stage, and a fresh reading of a protected field."""

from __future__ import annotations

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django_fsm import TransitionNotAllowed

from cycles.models import Cycle, CycleStage
from tests.council import Council

FORWARD = {"pass_analyse": "plan", "pass_plan": "do", "pass_do": "review", "pass_review": "closed"}
BACK = {"back_to_analyse": "analyse", "back_to_plan": "plan", "back_to_do": "do", "back_to_review": "review"}
LEADS_TO = FORWARD | BACK | {"stop": "stopped"}
ALLOWED = {
    "analyse": {"pass_analyse", "stop"},
    "plan": {"pass_plan", "back_to_analyse", "stop"},
    "do": {"pass_do", "back_to_plan", "stop"},
    "review": {"pass_review", "back_to_do", "stop"},
    "closed": {"back_to_review"},
    "stopped": set(),
}


@pytest.mark.parametrize("stage", CycleStage.values)
@pytest.mark.parametrize("name", LEADS_TO)
def test_each_transition_from_each_stage(name: str, stage: str) -> None:
    cycle = Cycle(stage=stage)
    if name in ALLOWED[stage]:
        getattr(cycle, name)()
        assert cycle.stage == LEADS_TO[name]
    else:
        with pytest.raises(TransitionNotAllowed):
            getattr(cycle, name)()
        assert cycle.stage == stage


def test_no_transition_is_left_out() -> None:
    declared = {name for name in dir(Cycle) if hasattr(getattr(Cycle, name), "_django_fsm")}
    assert declared == set(LEADS_TO)
    assert set(ALLOWED) == set(CycleStage.values)


def test_reading_a_cycle_again_shows_the_stage_of_the_database(bench: Council) -> None:
    cycle = bench.cycle()
    Cycle.objects.filter(pk=cycle.pk).update(stage="plan", purpose="Other")
    cycle.refresh_from_db(fields=["purpose"])
    assert (cycle.stage, cycle.purpose) == ("analyse", "Other")
    cycle.refresh_from_db()
    assert cycle.stage == "plan"
    with pytest.raises(AttributeError):
        cycle.stage = "do"


def test_a_reading_that_fails_leaves_the_stage_protected(bench: Council) -> None:
    cycle = bench.cycle()
    gone = Cycle(pk=0, stage="do")
    with pytest.raises(ObjectDoesNotExist):
        gone.refresh_from_db()
    assert gone.stage == "do"
    for row in (gone, cycle):
        with pytest.raises(AttributeError):
            row.stage = "review"
