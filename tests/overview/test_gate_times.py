"""How long gates take: medians that a hand can check, with every number leading to its gates."""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.models import Submission
from cycles.models import Cycle
from demo import play
from overview.selectors.gate_times import GateFilter, TimesTable, listed, tables
from tests.council import NOW, Council
from tests.overview.conftest import SignedIn
from tests.overview.texts import rows, section, text_of

TODAY = NOW.date()
HERE = "/approvals/clock/"


def gate(council: Council, name: str, began: int, submitted: int, signed: int, **more: Any) -> Cycle:
    """An Analyse gate, by how many days ago it was begun, submitted and passed."""
    at = {place: NOW - timedelta(days=days) for place, days in (("b", began), ("s", submitted), ("d", signed))}
    cycle = play.ready(council.cycle(service_name=name, at=at["b"], **more), at=at["b"])
    play.sign(play.put(cycle, at=at["s"]), at=at["d"])
    return Cycle.objects.get(pk=cycle.pk)


def with_article(found: list[TimesTable], table: str) -> TimesTable:
    return next(one for one in found if one.id == f"by-{table}")


def test_medians_are_those_of_the_gates_listed(council: Council, as_: SignedIn) -> None:
    for place in range(4):
        gate(council, f"Service {place}", 100, 60 - 7 * place, 30 - 2 * place)
    gate(council, "Long ago", 900, 890, 880)
    gate(council, "Secret", 90, 20, 10, restricted=True)
    directorates = [council.place]
    analyse = with_article(tables(GateFilter(), TODAY, directorates)[0], "stage").lines[0]
    shown = list(listed(GateFilter(), TODAY))
    assert [one.cycle.service.name for one in shown] == ["Service 3", "Service 2", "Service 1", "Service 0"]
    assert analyse.number == len(shown)
    figures = dict(analyse.cells)
    assert figures["With the team"].median == median(one.team_days or 0 for one in shown)
    assert figures["With approvers"].median == median(one.approver_days or 0 for one in shown)
    signed = with_article(tables(GateFilter(), TODAY, directorates)[0], "grade").lines[0]
    assert signed.cells[0][1].median == median(one.decisions.get().waited or 0 for one in shown)
    page = as_("auditor").get(HERE)
    assert 'href="?stage=analyse#gates"' in page.content.decode()
    assert "Secret" not in page.content.decode()
    assert "Restricted cycles are left out" in text_of(page)


def test_under_three_the_gates_are_shown_themselves(council: Council, as_: SignedIn) -> None:
    one, two = (gate(council, name, 100, days, 30) for name, days in (("Roads", 60), ("Parks", 50)))
    (line,) = with_article(tables(GateFilter(stage="analyse"), TODAY, [council.place])[0], "stage").lines
    assert [(found.reference, found.days) for found in dict(line.cells)["With the team"].gates] == [
        (cycle.reference, cycle.submissions.get().team_days) for cycle in (one, two)
    ]
    assert dict(line.cells)["With the team"].median is None
    assert f"{one.reference} , Analyse gate :" in section(as_("lead").get(HERE), "by-stage")


def test_each_filter_keeps_its_gates_alone(council: Council, as_: SignedIn) -> None:
    gate(council, "Roads", 100, 60, 30)
    client = as_("lead")
    for query, found in (
        ("?stage=analyse", True),
        ("?stage=plan", False),
        ("?grade=head_of_service", True),
        ("?grade=executive_director", False),
        ("?directorate=place", True),
        ("?directorate=childrens", False),
        ("?directorate=nowhere&stage=%00&page=x", True),
    ):
        assert ("Roads" in section(client.get(HERE + query), "gates")) is found, query
    assert "No gate was passed or stopped" in section(client.get(HERE + "?stage=plan"), "gates")


@pytest.mark.parametrize("name", ["councillor", "nobody"])
def test_is_for_officers(as_: SignedIn, name: str) -> None:
    assert as_(name).get(HERE).status_code == 403


def test_the_page_of_a_gate_says_who_had_it(council: Council, as_: SignedIn) -> None:
    cycle = gate(council, "Roads", 14, 7, 2)
    address = f"/cycles/{cycle.reference}/gates/analyse/"
    page = as_("lead").get(address)
    assert "Waited 9 working days: 5 with the team, 4 with Grace Holland." in section(page, "clock")
    assert section(as_("councillor").get(address), "clock") == ""
    history = section(as_("lead").get(f"/cycles/{cycle.reference}/history/"), "clocks")
    assert "Analyse gate Waited 9 working days: 5 with the team, 4 with Grace Holland" in history
    waiting = play.ready(council.cycle(service_name="Parks", at=NOW - timedelta(days=7)), at=NOW)
    play.put(waiting, at=NOW - timedelta(days=3))
    said = section(as_("lead").get(f"/cycles/{waiting.reference}/gates/analyse/"), "clock")
    assert "5 working days so far: 4 with the team, 1 with Grace Holland." in said
    assert rows(as_("lead").get(HERE))


def test_costs_the_same_queries_for_one_gate_and_for_three(council: Council, as_: SignedIn) -> None:
    client, counts = as_("auditor"), []
    client.get("/help/")
    for names in (["Roads"], ["Parks", "Trees"]):
        for name in names:
            gate(council, name, 100, 60, 30)
        with CaptureQueriesContext(connection) as queries:
            client.get(HERE)
        counts.append(len(queries))
    assert counts == [QUERIES, QUERIES]
    assert Submission.objects.count() == 3


QUERIES = 9
