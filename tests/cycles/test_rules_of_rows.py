"""Rules that are asked of a row and of the database: both agree in every case."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from approvals.models import Condition, ConditionState, Submission, SubmissionState
from checklists.models import Answer, Evidence
from checklists.policies.reading import may_read_evidence
from checklists.presenters.evidence import evidence_of
from cycles.models import LIVE_STAGES, Cycle
from demo import play
from tests.approvals.test_deciding import conditional, promise, rule, waiting
from tests.checklists.test_answering import row
from tests.council import NOW, Council

PLACES = [*((stage, "") for stage in (*LIVE_STAGES, "closed")), *(("stopped", stage) for stage in LIVE_STAGES)]
PASSED = {"analyse": 0, "plan": 1, "do": 2, "review": 3, "closed": 4}


@pytest.mark.parametrize(("stage", "stopped_in"), PLACES)
def test_the_stages_that_a_cycle_has_passed(stage: str, stopped_in: str, bench: Council) -> None:
    cycle = bench.cycle()
    Cycle.objects.filter(pk=cycle.pk).update(stage=stage, status="", stopped_in=stopped_in)
    cycle = Cycle.objects.get(pk=cycle.pk)
    passed = list(LIVE_STAGES[: PASSED[stopped_in or stage]])
    assert [code for code in LIVE_STAGES if cycle.has_passed(code)] == passed


PUBLISHED = [(), ("analyse",), ("plan", "review"), LIVE_STAGES]


@pytest.mark.parametrize("published", PUBLISHED)
def test_the_stages_that_are_published(published: tuple[str, ...], bench: Council) -> None:
    cycle = bench.cycle()
    Cycle.objects.filter(pk=cycle.pk).update(published=dict.fromkeys(published, NOW.isoformat()))
    cycle = Cycle.objects.get(pk=cycle.pk)
    assert tuple(code for code in LIVE_STAGES if cycle.is_published(code)) == published
    assert [cycle.published_since(code) for code in published] == [NOW] * len(published)
    asked = Answer.objects.filter(Cycle.published_in("question__stage", "cycle__"), cycle=cycle)
    assert set(asked.values_list("question__stage", flat=True)) == set(published)
    assert Cycle.objects.filter(Cycle.published_in("answers__question__stage"), pk=cycle.pk).exists() == bool(published)


@pytest.mark.parametrize("published", PUBLISHED)
def test_the_evidence_that_councillors_read(published: tuple[str, ...], bench: Council) -> None:
    cycle = bench.cycle()
    expected = set()
    for place, (gate, confidential, aside) in enumerate(product(LIVE_STAGES, (False, True), ("", "Not asked"))):
        item = play.add_evidence(cycle, f"Item {place}", at=NOW)
        Evidence.objects.filter(pk=item.pk).update(confidential=confidential)
        answer = row(cycle, 2 if aside else 1, gate)
        Answer.objects.filter(pk=answer.pk).update(set_aside_because=aside)
        answer.evidence.add(item)
        if not confidential and not aside and gate in published:
            expected.add(item.pk)
    Cycle.objects.filter(pk=cycle.pk).update(published=dict.fromkeys(published, NOW.isoformat()))
    reads = {item.pk for item in Evidence.objects.all() if may_read_evidence(bench["councillor"], item)}
    assert reads == expected
    assert [item.pk for item in evidence_of(cycle, bench["councillor"])] == sorted(expected, reverse=True)


def test_the_conditions_that_bind(bench: Council) -> None:
    waits = waiting(bench)
    rule(bench, waits, conditional(waits, promise(bench)))
    for state, submission in product(ConditionState.values, SubmissionState.values):
        Condition.objects.update(state=state)
        Submission.objects.update(state=submission)
        condition = Condition.objects.get()
        expected = state in ("open", "claimed") and submission == "passed"
        assert condition.is_binding is expected
        assert Condition.objects.filter(Condition.binding()).exists() is expected


def test_evidence_is_in_date_on_its_last_day(bench: Council) -> None:
    item = play.add_evidence(bench.cycle(), "Survey", at=NOW)
    for days in (-93, -92, -1, 0, 1):
        day = item.good_until + timedelta(days=days)
        assert item.is_in_date(day) is (days <= 0)
        assert Evidence.objects.filter(Evidence.in_date(day)).exists() is (days <= 0)
        assert item.ends_soon(day) is (-92 <= days <= 0)
