"""A small cycle and its short pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cycles.models import Cycle
from tests.council import SMALL, Council
from tests.stages.conftest import SignedIn
from tests.stages.short_form import ShortForm


@pytest.fixture
def small(council: Council) -> Cycle:
    """A small cycle in Analyse, with one ambition."""
    cycle = council.cycle_at("analyse", SMALL)
    cycle.ambitions.set([cycle.edition.ambition_set.get(code="life")])
    return cycle


@pytest.fixture
def opened(as_: SignedIn) -> Callable[..., ShortForm]:
    def page(cycle: Cycle, stage: str = "analyse", by: str = "lead") -> ShortForm:
        return ShortForm(as_(by), cycle, stage)

    return page
