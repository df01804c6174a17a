"""What is counted, beside the same counted another way: one row after the other, in Python."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from checklists.models import Answer
from cycles.models import LIVE_STAGES, Cycle
from cycles.services.editing import restrict
from dashboard.figures import Figures
from dashboard.models import AreaFigures
from dashboard.selectors.areas import Scope
from dashboard.selectors.cached_figures import cached_figures
from tests.council import LARGE, NOW, Council
from tests.dashboard.conftest import counted_now
from tests.dashboard.scene import ambitions, promise


def figures(**where: str) -> Figures:
    return cached_figures(Scope.from_query(where)).figures


def by_hand(cycles: list[Cycle]) -> tuple[Counter[tuple[str, str]], int, int]:
    """Stage and status of each, and the pence and the unknown values of the latest turns."""
    known = [cycle for cycle in cycles if not hasattr(cycle, "successor") or not cycle.successor.is_live]
    spend = sum(int(cycle.yearly_value * 100) for cycle in known if cycle.yearly_value is not None)
    unknown = sum(cycle.yearly_value is None for cycle in known)
    return Counter((cycle.stage, cycle.status) for cycle in cycles), spend, unknown


AREAS: dict[str, set[str]] = {
    "": set(),
    "boston": {"Boston North", "Boston South"},
    "boston-north": {"Boston North"},
    "north-kesteven": {"Sleaford"},
}


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("directorate", ["", "place", "childrens"])
def test_every_area_and_directorate_counts_its_cycles_once(full_council: Council, area: str, directorate: str) -> None:
    there = [
        cycle
        for cycle in Cycle.objects.filter(restricted=False, stage__in=LIVE_STAGES)
        if (not directorate or cycle.directorate.code == directorate)
        and (
            not AREAS[area] or cycle.all_divisions or AREAS[area] & set(cycle.divisions.values_list("name", flat=True))
        )
    ]
    found = figures(area=area, directorate=directorate)
    counts, spend, unknown = by_hand(there)
    assert found.live() == len(there)
    assert {(stage, status): found.live(stage, status or "unknown") for stage, status in counts} == counts
    assert (found.spend().pence, found.spend().unknown) == (spend, unknown)


def kept() -> list[tuple[Any, ...]]:
    counted_now()
    rows = AreaFigures.objects.order_by("area", "directorate")
    return list(rows.values_list("area", "directorate", "counts", "decisions"))


def test_restricted_cycles_are_in_no_figure(full_council: Council) -> None:
    """With all that is counted of a cycle, and as the turn after an open one, they leave every tally as it was."""
    over = full_council.cycle(service_name="Bridges", yearly_value=Decimal(3))
    Cycle.objects.filter(pk=over.pk).update(
        stage="closed", status="", ended_at=NOW, arrangement_ends=NOW + timedelta(days=90)
    )
    before = kept()
    secrets = make_secrets(full_council, follows=over)
    assert kept() == before
    Cycle.objects.filter(pk__in=secrets).update(restricted=False)
    names = {name.split(":")[0] for _, _, counts, _ in before for name in counts}
    changed = {
        key.split(":")[0]
        for (*_, was, _), (*_, now, _) in zip(before, kept(), strict=True)
        for key in was.keys() | now.keys()
        if was.get(key) != now.get(key)
    }
    assert changed >= names - {"unknown"}, "each of them would have counted"


def make_secrets(council: Council, follows: Cycle) -> list[int]:
    """One with everything, one that follows a live cycle, one stopped that follows a closed one."""
    then = NOW - timedelta(days=90)
    every: dict[str, Any] = {"restricted": True, "yearly_value": Decimal(7), "key_decision": True}
    known = council.cycle_at("plan", LARGE, at=then, service_name="Known", ambitions=ambitions(), **every)
    known.dates.update(planned=then.date())
    promise(known, council, "open")
    promise(known, council, "met")
    Cycle.objects.filter(pk=known.pk).update(status="off_track", changed_at=then)
    later, stopped = (council.cycle(service_name=name, **every) for name in ("Later", "Stopped"))
    Cycle.objects.filter(pk=later.pk).update(previous=Cycle.objects.get(service__name="Trees", stage="review"))
    Cycle.objects.filter(pk=stopped.pk).update(previous=follows, stage="stopped", status="")
    return [known.pk, later.pk, stopped.pk]


def test_a_cycle_that_is_restricted_leaves_the_figures(full_council: Council) -> None:
    live = figures().live()
    parks = Cycle.objects.get(service__name="Parks")
    restrict(parks, restricted=True, reason="Staff", actor=full_council["lead"], at=NOW)
    counted_now()
    assert figures().live() == live - 1


def test_answers_rest_on_evidence_that_is_in_date(full_council: Council) -> None:
    said = Answer.objects.filter(
        state__in=("met", "partly_met"),
        set_aside_because="",
        needs_evidence=True,
        cycle__in=Cycle.objects.filter(restricted=False, stage__in=LIVE_STAGES),
    )
    fresh = [answer for answer in said if answer.evidence.filter(good_until__gte=NOW.date()).exists()]
    tally = figures().counts
    assert (tally["evidence:said"], tally["evidence:in_date"]) == (said.count(), len(fresh))
    assert len(fresh) < said.count()


def _asked(service: str, gate: str) -> Counter[str]:
    rows = Answer.objects.filter(cycle__service__name=service, question__stage=gate, set_aside_because="")
    return Counter(rows.exclude(state="not_applicable").values_list("question__principle__code", flat=True))


def test_principles_are_counted_at_the_latest_gate(full_council: Council) -> None:
    asked, trees = _asked("Roads", "analyse"), _asked("Trees", "do")
    found = figures(area="boston-north", directorate="place")
    alone = figures(area="north-kesteven", directorate="place")
    for principle, count in asked.items():
        assert found.questions_met(principle).asked == count
        assert alone.questions_met(principle).asked == trees[principle]
