"""The records of all cycles: what the page lists, counts and gives as files, and to whom."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict
from pytest_django import DjangoAssertNumQueries, Settings

from cycles.models import Cycle
from cycles.services.changing import changing
from exports.models import Export, ExportState
from exports.presenters import exported_files
from exports.tables import table_of
from portfolio.selectors.records import risks_by_directorate
from stages.records.kinds import all_kinds
from stages.records.services.tables import RowInput, carry_over, change_table
from tests.contracts.files import lines_of
from tests.council import NOW, Council, make_restricted
from tests.exports.reading import about, content_of, rows_of, workbook_of
from tests.overview.conftest import SignedIn
from tests.overview.texts import rows, section, text_of
from tests.stages.rows import add

CANARY = "zanzibar"
HEADINGS = ["Cycle", "Service", "Directorate", "Stage", "Lead commissioner"]


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    """Downloads take their turn among the tests of one process alone."""
    settings.EXPORTS_ROOT = tmp_path / "exports"


def risk(cycle: Cycle, cause: str, likelihood: int = 2, impact: int = 2, **more: Any) -> Any:
    values = {"cause": cause, "effect": "Work stops", "likelihood": likelihood, "impact": impact}
    return add(cycle, "risks", **(values | more))


def restricted(council: Council, **more: Any) -> Cycle:
    return council.cycle(restricted=True, lead=council["member"], service_name="Secret", **more)


def test_lists_a_table_over_all_live_cycles_the_highest_risk_first(council: Council, as_: SignedIn) -> None:
    roads, trees = council.cycle(service_name="Roads"), council.cycle(service_name="Trees")
    low, high = risk(roads, "Gullies block"), risk(trees, "Storms fell trees", 4, 5, owner=council["other"])
    page = as_("other").get("/records/?table=risks")
    assert rows(page) != []
    shown = section(page, "rows")
    assert shown.startswith("Risks Download 2 rows with every field: Excel or CSV 2 rows of live cycles")
    assert shown.index("Storms fell trees") < shown.index("Gullies block")
    assert f"Storms fell trees {trees.reference} Trees Place, led by Priya Nair" in shown
    for cycle, row in ((roads, low), (trees, high)):
        assert f'href="/cycles/{cycle.reference}/plan/risks/#row-{row.pk}"' in page.content.decode()


def test_the_filters_narrow_it(council: Council, as_: SignedIn) -> None:
    roads, trees = council.cycle(service_name="Roads"), council.cycle(service_name="Trees")
    risk(roads, "Gullies block")
    risk(trees, "Storms fell trees")
    add(roads, "priorities", what="Gullies first", reason="Floods")
    get = as_("other").get
    assert "Storms" not in section(get(f"/records/?table=risks&cycle={roads.reference.lower()}"), "rows")
    assert "2 rows" in section(get("/records/?table=risks&directorate=place"), "rows")
    nothing = section(get("/records/?table=risks&directorate=childrens"), "rows")
    assert "Nothing that you may see is recorded there. See all cycles" in nothing
    assert section(get("/records/?table=priorities"), "rows").startswith(
        "Priorities Download 1 row with every field: Excel or CSV 1 row of live cycles"
    )
    for query in ("", "?table=<script>", "?table=findings&page=x", "?directorate=%00&cycle=%00" + "9" * 900):
        said = get(f"/records/{query}")
        assert said.status_code == 200
        assert section(said, "rows").startswith("Findings" if "findings" in query else "Demand")


def test_drafts_and_cycles_that_are_over_are_left_out_but_a_named_cycle_is_read(
    council: Council, as_: SignedIn
) -> None:
    cycle = council.cycle()
    row = risk(cycle, "Gullies block")
    with changing(cycle.pk, actor=cycle.lead, action="change_records", at=NOW, to="plan") as change:
        carry_over(change, all_kinds()["risks"], [row], "cycle 1, C-0001")
    assert "1 row of live cycles" in section(as_("other").get("/records/?table=risks"), "rows")
    Cycle.objects.filter(pk=cycle.pk).update(stage="closed", status="")
    assert "No live cycle has recorded anything" in section(as_("other").get("/records/?table=risks"), "rows")
    assert f"1 row of {cycle.reference}" in section(
        as_("other").get(f"/records/?table=risks&cycle={cycle.reference}"), "rows"
    )


def test_counts_risks_by_directorate_and_band(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle()
    for likelihood, impact in ((1, 4), (1, 5), (3, 3), (2, 5), (3, 5), (4, 4), (5, 5)):
        risk(cycle, "Something", likelihood, impact)
    risk(restricted(council), CANARY, 5, 5)
    expected = [("Low, 1 to 4", 1), ("Medium, 5 to 9", 2), ("High, 10 to 15", 2), ("Very high, 16 to 25", 2)]
    assert risks_by_directorate() == [(council.place, expected)]
    said = section(as_("other").get("/records/?table=risks"), "bands")
    assert "Place 1 2 2 2" in said
    assert section(as_("other").get("/records/?table=priorities"), "bands") == ""


def test_restricted_cycles_are_there_for_those_alone_who_see_them(council: Council, as_: SignedIn) -> None:
    secret = restricted(council)
    risk(secret, f"Word gets out in {CANARY}")
    for address in ("/records/?table=risks", f"/records/?table=risks&cycle={secret.reference}"):
        for name in ("other", "lead", "elsewhere"):
            said = text_of(as_(name).get(address), "body")
            assert (name, CANARY in said, "Secret" in said) == (name, False, False)
    assert CANARY in text_of(as_("member").get("/records/?table=risks"))
    assert len(lines_of(as_("other").get("/records/export.csv?table=risks"))) == 1
    assert len(lines_of(as_("member").get("/records/export.csv?table=risks"))) == 2


@pytest.mark.parametrize("address", ["", "export.csv", "export.xlsx"])
def test_is_for_officers(council: Council, as_: SignedIn, address: str) -> None:
    council.cycle()
    assert as_("councillor").get(f"/records/{address}?table=risks").status_code == 403
    assert as_("nobody").get(f"/records/{address}?table=risks").status_code == 403
    assert content_of(as_("auditor").get(f"/records/{address}?table=risks"))


def test_the_files_hold_every_field_with_its_type(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle()
    row = {"name": "Lorries", "yearly_cost": 12000, "activity": 40, "confirmed_by_finance": date(2026, 3, 31)}
    add(cycle, "arrangement", **row)
    query = f"?table=arrangement&cycle={cycle.reference}"
    headings, line = lines_of(as_("other").get(f"/records/export.csv{query}"))
    assert headings[:6] == [*HEADINGS, "Arrangement"]
    assert line[:6] == [cycle.reference, "Street cleansing", "Place", "Analyse", "Priya Nair", "Lorries"]
    book = workbook_of(content_of(as_("other").get(f"/records/export.xlsx{query}")))
    (cells,) = rows_of(book["Current arrangement"])
    assert list(cells.values())[:6] == line[:6]
    assert {12000, 40} <= {value for value in cells.values() if isinstance(value, (int, float))}
    assert any(cycle.reference in str(value) for value in about(book).values())


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\uff1d"])
def test_a_hostile_cell_is_inert(council: Council, as_: SignedIn, start: str) -> None:
    risk(council.cycle(), f"{start}HYPERLINK(1)")
    _, line = lines_of(as_("other").get("/records/export.csv?table=risks"))
    assert line[5] == f"'{start}HYPERLINK(1)"
    book = workbook_of(content_of(as_("other").get("/records/export.xlsx?table=risks")))
    assert all(cell.data_type != "f" for sheet in book.worksheets for line_ in sheet.iter_rows() for cell in line_)


def test_a_file_of_any_table_is_withdrawn_once_a_cycle_of_it_is_restricted(council: Council) -> None:
    cycle = council.cycle()
    risk(cycle, "Gullies block")
    user = council["other"]
    table = table_of("stage-records", user, QueryDict("table=risks"))
    made = Export.objects.create(
        asked_by=user,
        name="stage-records",
        query=table.query,
        title=table.title,
        count=1,
        file="risks.xlsx",
        state=ExportState.READY,
        asked_at=NOW,
        made_at=NOW,
        hidden=sorted(table.hidden()),
        columns=[column.key for column in table.columns],
    )
    assert [file.may_download for file in exported_files(user, [made])] == [True]
    make_restricted(cycle.pk)
    assert [file.may_download for file in exported_files(user, [made])] == [False]


def test_a_table_leads_to_its_files_and_to_those_of_all_cycles(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle()
    risk(cycle, "Gullies block")
    page = as_("other").get(f"/cycles/{cycle.reference}/plan/risks/").content.decode()
    for address in (f"/records/export.csv?table=risks&amp;cycle={cycle.reference}", "/records/?table=risks"):
        assert f'href="{address}"' in page
    assert 'href="/records/"' in as_("other").get("/cycles/").content.decode()
    assert 'href="/records/"' not in as_("councillor").get("/cycles/").content.decode()


def test_it_takes_the_same_statements_for_one_row_and_for_three(
    council: Council, as_: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_("other")
    for service in ("Roads", "Trees", "Parks"):
        risk(council.cycle(service_name=service), "Something", owner=council["member"])
        client.get("/records/?table=risks")
        if service != "Trees":
            with django_assert_num_queries(STATEMENTS):
                client.get("/records/?table=risks&directorate=place")


def test_fifty_stand_on_a_page(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle()
    values = {"cause": "Something", "effect": "Work stops", "likelihood": 2, "impact": 2}
    change_table(cycle, all_kinds()["risks"], [RowInput(values)] * 51, actor=cycle.lead, at=NOW)
    page = as_("other").get("/records/?table=risks")
    assert "51 rows of live cycles" in section(page, "rows")
    assert page.content.decode().count("#row-") == 50
    assert as_("other").get("/records/?table=risks&page=2").content.decode().count("#row-") == 1


STATEMENTS = 11
