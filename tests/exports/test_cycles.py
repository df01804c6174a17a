"""The list of cycles as CSV and XLSX: exactly what is filtered, and no cell that runs."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Directorate, User
from audit.models import Event
from cycles.models import Cycle, Service
from cycles.services.editing import edit_cycle
from demo import play
from exports.spreadsheets import harmless
from principles.models import Ambition, DeliveryRoute
from principles.selectors import edition_in_force
from tests.council import LARGE, NOW, SMALL, Council
from tests.exports.conftest import SignedIn
from tests.exports.many import copies
from tests.exports.reading import about, csv_of, rows_of, services, xlsx_of

STARTS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("https://example.org")',
    "＝1",
    "'=1",
    '"=1',
    " =1",
]
TEXTS = ("Service", "Directorate", "Lead commissioner", "Sponsor", "Ambitions", "Delivery route")


def test_both_files_have_every_row_of_the_filter_and_no_other(council: Council, as_: SignedIn) -> None:
    council.cycle(SMALL, service_name="Parks")
    council.cycle(LARGE, service_name="Service of roads", key_decision=True)
    copies(119)
    council.cycle(SMALL, service_name="Trees", restricted=True, lead=council["member"], sponsor=council["head"])
    lead = as_("lead")
    for query in ("", "?q=service&sort=-name", "?tier=S&stage=live", "?key=yes&page=2", "?stage=closed", "?nonsense=1"):
        page = lead.get(f"/cycles/{query}").context["page"]
        names = dict(Cycle.objects.values_list("pk", "service__name"))
        listed = [names[key] for key in page.paginator.object_list]
        assert services(csv_of(lead, query)) == services(rows_of(xlsx_of(lead, query)["Cycles"])) == listed, query
    assert len(csv_of(lead)) == 121
    assert "Trees" in services(csv_of(as_("auditor")))


def test_too_many_to_sort_by_questions_met_come_as_on_the_page(
    council: Council, as_: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    council.cycle(SMALL, service_name="Parks")
    play.ready(council.cycle(SMALL, service_name="Roads"), at=NOW)
    copies(3)
    lead, query = as_("lead"), "?sort=-met"
    assert services(csv_of(lead, query))[0] == "Roads"
    monkeypatch.setattr("portfolio.selectors.pagination.MAX_ROWS", 4)
    usual = services(csv_of(lead))
    assert services(csv_of(lead, query)) == usual != sorted(usual)
    assert [row["service"] for row in lead.get(f"/cycles/{query}").context["rows"]] == usual[:4]


def test_a_row_says_what_the_list_says_and_more(council: Council, as_: SignedIn) -> None:
    ambitions = list(edition_in_force(NOW.date()).ambition_set.all()[:2])
    cycle = council.cycle(
        LARGE, service_name="Roads", yearly_value=Decimal("400000.50"), ambitions=ambitions, key_decision=True
    )
    decided = {"decision_maker": "councillor", "decision_maker_title": "Highways", "consulting": "the Leader"}
    values = {"vat": Decimal(400_000), **decided}
    edit_cycle(cycle, values, actor=council["lead"], at=NOW, seen_version=cycle.details_version)
    play.ready(cycle, at=NOW)
    Cycle.objects.filter(pk=cycle.pk).update(slack=-12, status="off_track", next_milestone="analyse_gate")
    (row,) = csv_of(as_("lead"))
    met = row.pop("Questions met")
    assert met == row.pop("Questions asked") != "0"
    assert row.pop("Rule that a planned date breaks") == ""
    assert row == {
        "Reference": cycle.reference,
        "Service": "Roads",
        "Cycle number": "1",
        "Directorate": "Place",
        "Stage": "Analyse",
        "Lead commissioner": "Priya Nair",
        "Sponsor": "Daniel Okafor",
        "Tier": "Large",
        "Next milestone": "Analyse gate",
        "Next milestone planned for": cycle.dates.get(milestone="analyse_gate").planned.isoformat(),
        "Slack in working days": "-12",
        "Status": "Off track",
        "Need-by date": "2028-04-01",
        "Contract ends": "2028-03-31",
        "Contract end set by": "Typed in the cycle",
        "What runs today": "An arrangement",
        "Yearly value without VAT (£)": "400000.50",
        "Whole-life value without VAT (£)": "2000000.00",
        "VAT on the whole-life value (£)": "400000.00",
        "Key decision": "Yes",
        "Decision maker": "Executive Councillor: Highways, in consultation with the Leader",
        "Ambitions": "; ".join(ambition.name for ambition in ambitions),
        "Delivery route": "",
        "Legal regime": "",
        "Route of the legal regime": "",
        "Contract manager": "",
    }
    (cells,) = rows_of(xlsx_of(as_("lead"))["Cycles"])
    assert cells["Need-by date"] == datetime(2028, 4, 1)
    assert (cells["Slack in working days"], cells["Questions met"]) == (-12, int(met))
    assert (cells["Yearly value without VAT (£)"], cells["VAT on the whole-life value (£)"]) == (400000.5, 400000)
    assert cells["Delivery route"] is None


def test_a_workbook_has_a_filter_and_prints_as_wide_as_a_page(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle(service_name="Roads", yearly_value=Decimal(400_000))
    sheet = xlsx_of(as_("lead"))["Cycles"]
    columns = [cell.value for cell in sheet[1]]
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(2, len(columns)).coordinate}"
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")
    assert sheet.cell(2, columns.index("Yearly value without VAT (£)") + 1).number_format == '"£"#,##0.00'
    assert sheet.cell(2, columns.index("Tier") + 1).value == cycle.tier_name.capitalize()


def test_a_row_names_every_route_its_law_and_who_manages_the_contract(council: Council, as_: SignedIn) -> None:
    edition = edition_in_force(NOW.date())
    direct = edition.regimeroute_set.create(code="psr_direct_c", name="Direct Award C", regime="psr_2023", position=1)
    cycle = council.cycle(SMALL, service_name="Parks")
    values = {
        "delivery_route": edition.deliveryroute_set.get(code="procure"),
        "other_routes": ["in_house"],
        "legal_regime": edition.legalregime_set.get(code="psr_2023"),
        "regime_route": direct,
    }
    edit_cycle(cycle, values, actor=council["lead"], at=NOW, seen_version=cycle.details_version)
    Cycle.objects.filter(pk=cycle.pk).update(contract_manager=council["member"])
    (row,) = csv_of(as_("lead"))
    names = ("Delivery route", "Legal regime", "Route of the legal regime", "Contract manager", "Decision maker")
    assert [row[name] for name in names] == [
        "Contract with a supplier; Deliver it ourselves",
        "Of health services",
        "Direct Award C",
        "Leanne Cooper",
        "",
    ]


def test_councillors_get_no_count_of_drafts(council: Council, as_: SignedIn) -> None:
    council.cycle(SMALL)
    (row,) = csv_of(as_("councillor"))
    assert not {"Questions met", "Questions asked"} & set(row)
    assert as_("nobody").get("/cycles/export.csv").status_code == 403


@pytest.mark.parametrize("text", STARTS)
def test_no_text_runs_whichever_cell_it_stands_in(council: Council, as_: SignedIn, text: str) -> None:
    route = DeliveryRoute.objects.first()
    cycle = council.cycle(SMALL, service_name="Parks", delivery_route=route, ambitions=list(Ambition.objects.all()[:1]))
    Service.objects.update(name=text)
    User.objects.filter(pk__in=[cycle.lead_id, cycle.sponsor_id]).update(name=text)
    Directorate.objects.filter(pk=cycle.directorate_id).update(name=text)
    for part in (Ambition, DeliveryRoute):
        part.objects.update(name=text)
    lead = as_("lead")
    (row,) = csv_of(lead)
    assert {row[name] for name in TEXTS} == {harmless(text)} == {f"'{text}"}
    sheet = xlsx_of(lead, f"?directorate={cycle.directorate.code}")["Cycles"]
    cells = {heading.value: cell for heading, cell in zip(*sheet.iter_rows(), strict=True)}
    assert {cells[name].data_type for name in TEXTS} == {"s"}
    assert {cells[name].value for name in TEXTS} == {text}


def test_the_first_sheet_says_what_it_is(council: Council, as_: SignedIn) -> None:
    council.cycle(SMALL, service_name="=Parks")
    book = xlsx_of(as_("lead"), "?q==park&stage=live&tier=S")
    assert book.sheetnames == ["About", "Cycles"]
    assert about(book) == {
        "Table": "Cycles",
        "Made for": "Priya Nair",
        "Made on": "23 November 2026 at 9:00am",
        "Search": "“=park”",
        "Stage": "Live",
        "Tier": "small",
        "Rows": "1",
        "Note": "Restricted cycles that you may not see are left out.",
    }
    assert {cell.data_type for row in book["About"].iter_rows() for cell in row} == {"s"}


def test_the_record_says_who_took_what(council: Council, as_: SignedIn) -> None:
    council.cycle(SMALL, service_name="Parks")
    csv_of(as_("lead"), "?stage=live&owner__password=x")
    xlsx_of(as_("auditor"))
    as_("lead").head("/cycles/export.csv")
    first, second = Event.objects.filter(chain="system", verb="rows_downloaded")
    assert first.actor == council["lead"]
    assert first.facts == {"table": "Cycles", "form": "CSV", "rows": 1, "filter": "stage=live"}
    assert second.facts == {"table": "Cycles", "form": "XLSX", "rows": 1, "filter": "nothing"}


def test_queries_grow_with_pieces_and_not_with_rows(council: Council, as_: SignedIn) -> None:
    council.cycle(SMALL)
    lead, counts = as_("lead"), []
    csv_of(lead)
    for more in (0, 10, 100):
        copies(more)
        with CaptureQueriesContext(connection) as queries:
            csv_of(lead)
        counts.append(len(queries))
    assert len(set(counts)) == 1
