"""An options appraisal for tests, put in through the real services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cycles.models import Cycle
from stages.plan.models import Criterion, Option
from stages.plan.selectors.appraisal import appraisal_records
from stages.plan.services.appraisal import ScoresInput, save_criteria, save_scores
from stages.records.services.tables import RowInput
from tests.council import NOW
from tests.stages.rows import add

KINDS = (
    ("Keep as is", "keep"),
    ("Stop", "stop"),
    ("Council team", "in_house"),
    ("Grants", "partnership"),
    ("Open list", "external"),
)
WEIGHTS = {"Better lives": 30, "Quality": 20, "Reach": 40, "Local economy": 10}
TODAY = NOW.date()
# The last option comes first: 30 x 5 + 20 x 4 + 40 x 3 + 10 x 4 = 390 of 500, so 78 of 100.
SCORES = {
    "Keep as is": (2, 3, 3, 5),
    "Stop": (0, 0, 5, 0),
    "Council team": (3, 4, 4, 2),
    "Grants": (3, 3, 3, 3),
    "Open list": (5, 4, 3, 4),
}


def options(cycle: Cycle, kinds: Sequence[tuple[str, str]] = KINDS, **more: Any) -> list[Option]:
    for name, kind in kinds:
        add(cycle, "options", name=name, kind=kind, **more)
    return list(Option.objects.filter(cycle=cycle))


def criteria(cycle: Cycle, weights: Mapping[str, int] = WEIGHTS, *, lock: bool = True, cost: str = "") -> None:
    rows = [
        RowInput({"name": name, "weight": weight, "is_from_cost": name == cost}) for name, weight in weights.items()
    ]
    save_criteria(cycle, rows, lock=lock, actor=cycle.lead, at=NOW)


def score(cycle: Cycle, scores: Mapping[str, Sequence[int]] = SCORES, *, day: date = TODAY) -> None:
    """By the name of the option, in the order of the criteria that people score."""
    records = appraisal_records(cycle)
    pairs = {
        (option.pk, criterion.pk): one
        for option in records.scored_options
        for criterion, one in zip(records.typed_criteria, scores[option.name], strict=True)
    }
    data = ScoresInput(pairs, day, "Priya Nair, Sam Whitby", records.appraisal.version)
    save_scores(cycle, data, actor=cycle.lead, at=NOW)


def appraised(cycle: Cycle) -> dict[str, int]:
    """Five options by four criteria, all scored; the ids of the options by their names."""
    options(cycle)
    criteria(cycle)
    score(cycle)
    return {option.name: option.pk for option in Option.objects.filter(cycle=cycle)}


def by_name(cycle: Cycle) -> dict[str, int]:
    return {criterion.name: criterion.pk for criterion in Criterion.objects.filter(cycle=cycle)}
