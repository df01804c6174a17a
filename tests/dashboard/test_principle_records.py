"""What the page of a principle says of the records of Analyse and Plan."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from cycles.models import Cycle
from dashboard.presenters.principle_records import PrincipleRecords, RecordCount, principle_records
from dashboard.selectors.areas import ALL_DIRECTORATES, COUNTY, Scope, scope_choices
from principles.models import Principle
from stages.records.kinds import all_kinds
from tests.council import Council
from tests.dashboard.conftest import SignedIn, counted_now
from tests.overview.texts import section
from tests.stages.rows import add

ALL = Scope(COUNTY, ALL_DIRECTORATES)


def option(cycle: Cycle, name: str) -> None:
    add(cycle, "options", name=name, kind="keep")


def risk(cycle: Cycle) -> None:
    add(cycle, "risks", cause="Gullies block", effect="Floods", likelihood=2, impact=3)


def counts(options: tuple[int, int], risks: tuple[int, int], cycles: int, query: str = "") -> PrincipleRecords:
    return PrincipleRecords(
        cycles,
        [
            RecordCount("Options", f"/records/?table=options{query}", *options),
            RecordCount("Criteria and weights", f"/records/?table=criteria{query}", 0, 0),
            RecordCount("Risks", f"/records/?table=risks{query}", *risks),
        ],
    )


def test_counts_live_cycles_and_their_rows_without_restricted_ones(
    council: Council, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert principle_records(ALL, "robustness") == counts((0, 0), (0, 0), 0)
    roads, trees, over = (council.cycle(service_name=name) for name in ("Roads", "Trees", "Over"))
    secret = council.cycle(restricted=True, lead=council["member"])
    for cycle in (roads, over, secret):
        option(cycle, "Keep")
        option(cycle, "Stop")
    with django_assert_num_queries(1):
        assert principle_records(ALL, "robustness").cycles == 2
    risk(roads)
    risk(trees)
    Cycle.objects.filter(pk=over.pk).update(stage="closed", status="")
    with django_assert_num_queries(1):
        assert principle_records(ALL, "robustness") == counts((1, 2), (2, 2), 2)
    childrens = Scope(COUNTY, scope_choices().directorate("childrens"))
    place = Scope(COUNTY, scope_choices().directorate("place"))
    assert principle_records(place, "robustness") == counts((1, 2), (2, 2), 2, "&directorate=place")
    assert principle_records(childrens, "robustness").cycles in (0, 2)  # one without cycles stands for all


def test_no_table_honours_some_principles(council: Council) -> None:
    assert principle_records(ALL, "no_such_principle") == PrincipleRecords(0, [])


def test_every_table_honours_a_principle_of_the_edition(council: Council) -> None:
    named = {kind.principle for kind in all_kinds().values()}
    assert named <= set(Principle.objects.values_list("code", flat=True))


@pytest.mark.parametrize(("name", "links"), [("other", True), ("councillor", False)])
def test_the_page_says_it_and_links_officers_to_the_rows(
    council: Council, as_: SignedIn, name: str, links: bool
) -> None:
    cycle = council.cycle()
    option(cycle, "Keep")
    counted_now()
    page = as_(name).get("/dashboard/principles/robustness/")
    said = section(page, "records")
    assert "1 live cycle has recorded something in these tables." in said
    assert "Options 1 1 Criteria and weights 0 0 Risks 0 0" in said
    assert ('href="/records/?table=options"' in page.content.decode()) is links
