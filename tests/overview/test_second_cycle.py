"""Where cycles are listed, the second of a service is told from the first by more than its reference."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cycles.models import Cycle
from demo import play
from tests.council import NOW, Council
from tests.overview.conftest import SignedIn
from tests.overview.scenes import with_condition
from tests.overview.texts import text_of

LISTS = {
    "my-work": ("lead", "my-work", "Street cleansing, cycle 2"),
    "decided": ("head", "approvals-decided", "Analyse gate: Street cleansing, cycle 2"),
    "times of gates": ("head", "approvals-clock", "Analyse gate: Street cleansing, cycle 2"),
    "what changed": ("lead", "changes", "Street cleansing, cycle 2"),
    "search": ("lead", "search", "Street cleansing, cycle 2 C-0002, Plan"),
}


@pytest.mark.parametrize("where", LISTS)
def test_the_second_cycle_is_named(council: Council, as_: SignedIn, where: str) -> None:
    council.cycle_at("closed")
    second = Cycle.objects.get(previous__isnull=False)
    assert second.number == 2
    play.pass_gate(second, at=NOW)
    name, page, said = LISTS[where]
    assert said in text_of(as_(name).get(reverse(page), {"q": "street", "which": "all"}))


def test_the_times_of_gates_say_that_one_passed_with_conditions(council: Council, as_: SignedIn) -> None:
    with_condition(council, NOW.date())
    assert "Passed with conditions" in text_of(as_("head").get(reverse("approvals-clock")))
