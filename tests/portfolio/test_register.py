"""The list of the contracts register: its rows, orders, filters, files and saved views."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from contracts.models import Agreement
from contracts.selectors.lacking import lacks
from contracts.services.agreements import ExtensionInput
from contracts.services.outlook import renew_outlooks
from cycles.models import Cycle
from portfolio.models import SavedView
from tests.contracts.register import agreement, supplier
from tests.council import NOW, Council
from tests.exports.reading import content_of, rows_of, workbook_of
from tests.overview.conftest import SignedIn
from tests.overview.texts import rows, text_of

TODAY = NOW.date()


def five(council: Council) -> None:
    """Streets runs, Parks starts later, Trees is not signed, Roads is past its end, Ditches said to run on."""
    brightways = supplier(council, is_small=True)
    agreement(council, brightways, title="Streets", notice_months=3, extensions=[ExtensionInput(months=12)])
    agreement(
        council,
        title="Parks",
        kind="grant",
        start=date(2027, 4, 1),
        first_end=date(2027, 9, 30),
        yearly_value=Decimal(30_000),
        contract_manager=council["member"],
    )
    agreement(council, title="Trees", is_signed=False, first_end=date(2029, 3, 31), value=None)
    agreement(council, title="Roads", start=date(2020, 4, 1), first_end=date(2026, 3, 31), deputy=council["member"])
    ditches = agreement(council, title="Ditches", start=date(2020, 4, 1), first_end=date(2026, 9, 30))
    Agreement.objects.filter(pk=ditches.pk).update(running_on_since=date(2026, 10, 1))


def titles(client: Client, query: str = "") -> list[str]:
    return [row["title"] for row in client.get(f"/contracts/{query}").context["rows"]]


def test_says_what_to_do_when_there_are_none(council: Council, as_: SignedIn) -> None:
    first = "No agreements yet. Bring in your contracts register , or add one ."
    assert first in text_of(as_("lead").get("/contracts/"))
    assert "add one" not in text_of(as_("auditor").get("/contracts/"))
    assert as_("nobody").get("/contracts/").status_code == 403


def test_a_row_says_what_the_agreement_is(council: Council, as_: SignedIn) -> None:
    five(council)
    found = rows(as_("lead").get("/contracts/?sort=title"))
    streets = Agreement.objects.get(title="Streets")
    assert found[3] == (
        f"Streets {streets.reference} , Contract Brightways Care Ltd {council.place} 31 March 2028"
        " or up to 31 March 2029 8 October 2027 notice by 31 December 2027"
        f" {streets.analyse_by:%-d %B %Y}"
        " Not known 50% No service and 5 more Without it nobody sees which cycle prepares what comes next Runs"
    ).replace(" 2026", "")


def test_comes_by_the_end_that_is_next(council: Council, as_: SignedIn) -> None:
    five(council)
    client = as_("lead")
    assert titles(client) == ["Parks", "Streets", "Trees", "Roads", "Ditches"]
    orders = {
        "sort=-ends": ["Trees", "Streets", "Parks", "Ditches", "Roads"],
        "sort=title": ["Ditches", "Parks", "Roads", "Streets", "Trees"],
        "sort=-title": ["Trees", "Streets", "Roads", "Parks", "Ditches"],
        "sort=-yearly": ["Parks", "Streets", "Trees", "Roads", "Ditches"],
        "sort=decide": ["Streets", "Parks", "Trees", "Roads", "Ditches"],
        "sort=entry": ["Trees", "Roads", "Ditches", "Parks", "Streets"],
        "sort=nothing": ["Parks", "Streets", "Trees", "Roads", "Ditches"],
    }
    assert {query: titles(client, f"?{query}") for query in orders} == orders


def test_every_filter(council: Council, as_: SignedIn) -> None:
    five(council)
    client = as_("member")
    service = council.cycle(service_name="Street cleaning").service
    Agreement.objects.filter(title="Streets").update(service=service, regime="proving")
    renew_outlooks(NOW.date())
    found = {
        "q=brightways": ["Streets"],
        "q=A-0002": ["Parks"],
        "directorate=place&kind=grant": ["Parks"],
        "state=runs": ["Streets"],
        "state=not-started": ["Parks"],
        "state=not-signed": ["Trees"],
        "state=expired": ["Roads"],
        "state=runs-on": ["Ditches"],
        "state=ended": [],
        "state=going": ["Parks", "Streets"],
        "state=past": ["Roads", "Ditches"],
        "supplier=brightways+ltd": ["Streets"],
        "supplier=brightways+plc": [],
        "ends-before=2027-10-01": ["Parks", "Roads", "Ditches"],
        "ends-from=2027-09-30&ends-before=2028-03-31": ["Parks"],
        f"manager={council['member'].pk}": ["Parks"],
        "mine=yes": ["Parks", "Roads"],
        "regime=unknown": ["Parks", "Trees", "Roads", "Ditches"],
        "value-from=£600,000": ["Parks", "Streets", "Roads", "Ditches"],
        "value-from=600000.01": [],
        "value-to=600000": ["Parks", "Streets", "Roads", "Ditches"],
        "lacks=anything": ["Parks", "Streets", "Trees", "Roads", "Ditches"],
        "lacks=service": ["Parks", "Trees", "Roads", "Ditches"],
        "lacks=value": ["Trees"],
        "cycle=yes": ["Streets"],
        "cycle=no": ["Parks", "Trees", "Roads", "Ditches"],
        "lapse=yes": ["Roads", "Ditches"],
        "published=2026-4": ["Streets", "Roads", "Ditches"],
        "published=2026-1": ["Streets", "Roads", "Ditches"],
        "grants=2026": [],
        "kind=nonsense": [],
    }
    assert {query: titles(client, f"?{query}") for query in found} == found


def test_what_cannot_be_read_stays_in_its_box(council: Council, as_: SignedIn) -> None:
    five(council)
    page = as_("lead").get("/contracts/?value-from=lots&ends-before=31+31+31")
    assert "Enter an amount in pounds, like 250,000 or 1.5m" in text_of(page)
    assert "Enter a date like 31 3 2028" in text_of(page)
    assert 'value="lots"' in page.content.decode()
    for query in ("value-from=1e400", "value-from=NaN", "value-from=-1", "q=%00", "page=99", "sort=-", "years=5"):
        assert as_("lead").get(f"/contracts/?{query}").status_code == 200, query


def test_filters_by_what_is_lacking_say_the_same_as_the_entries(council: Council) -> None:
    five(council)
    agreement(council, title="Own staff", kind="in_house", is_rolling=True, first_end=None, risk_class="gold")
    missing = {row.pk: set(row.missing) for row in Agreement.objects.all()}
    for code in {code for codes in missing.values() for code in codes}:
        found = set(Agreement.objects.filter(lacks(code)).values_list("pk", flat=True))
        assert found == {pk for pk, codes in missing.items() if code in codes}, code


def test_councillors_read_what_is_published(council: Council, as_: SignedIn) -> None:
    five(council)
    client = as_("councillor")
    page = client.get("/contracts/?lacks=anything&mine=yes&sort=entry")
    assert [row["title"] for row in page.context["rows"]] == ["Parks", "Streets", "Roads", "Ditches"]
    text = text_of(page)
    for word in ("Entry", "Analyse", "Decide", "Contract manager", "Leanne Cooper", "Trees"):
        assert word not in text, word
    header = content_of(client.get("/contracts/export.csv")).decode().splitlines()[0]
    assert header.endswith("Legal regime,Quotation or tender")


def test_an_unsigned_agreement_of_a_restricted_cycle_is_hidden(council: Council, as_: SignedIn) -> None:
    secret = council.cycle(service_name="Secret move", restricted=True, lead=council["member"], sponsor=council["head"])
    agreement(council, title="Secret contract", is_signed=False)
    Agreement.objects.update(cycle=secret)
    assert titles(as_("member")) == ["Secret contract"]
    assert titles(as_("other")) == []
    assert "No agreements yet" in text_of(as_("other").get("/contracts/"))


def test_a_restricted_cycle_changes_no_list_of_others(council: Council, as_: SignedIn) -> None:
    five(council)
    secret = council.cycle(service_name="Secret move", restricted=True, lead=council["member"], sponsor=council["head"])
    Agreement.objects.filter(title="Streets").update(service=secret.service)
    assert titles(as_("member"), "?cycle=yes") == ["Streets"]
    assert titles(as_("other"), "?cycle=yes") == []


def test_a_cycle_that_is_too_late_does_not_keep_an_agreement_from_lapsing(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle(service_name="Parks", need_by=date(2027, 4, 1))
    Cycle.objects.update(slack=0)
    agreement(council, title="Parks", service=cycle.service, first_end=date(2027, 3, 31))
    assert titles(as_("lead"), "?lapse=yes") == []
    Cycle.objects.update(slack=-1)
    renew_outlooks(NOW.date())
    assert titles(as_("lead"), "?lapse=yes") == ["Parks"]
    Agreement.objects.update(cycle=cycle)  # the cycle that put it in place prepares nothing new
    renew_outlooks(NOW.date())
    assert titles(as_("lead"), "?cycle=yes") == []


def test_files_have_what_is_filtered(council: Council, as_: SignedIn) -> None:
    five(council)
    client = as_("lead")
    book = workbook_of(content_of(client.get("/contracts/export.xlsx?state=going")))
    sheet: list[dict[str, Any]] = rows_of(book["Contracts register"])
    assert [(row["Title"], row["State"], row["Contract manager"]) for row in sheet] == [
        ("Parks", "Not started", "Leanne Cooper"),
        ("Streets", "Runs", None),
    ]
    lines = content_of(client.get("/contracts/export.csv?q=brightways")).decode().splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("A-0001,,Streets,,Contract,Brightways Care Ltd,Place,,Runs,,2025-04-01,2028-03-31,")


def test_a_saved_view_belongs_to_its_list(council: Council, as_: SignedIn) -> None:
    five(council)
    client = as_("lead")
    asked = client.get("/contracts/views/new/?state=going&sort=title&board=1")
    assert "Agreements with these filters, sorted by agreement, A to Z: Runs or has not started" in text_of(asked)
    said = {"name": "Going", "audience": "everyone"}
    assert client.post("/contracts/views/new/?state=going&sort=title&years=5", said).status_code == 302
    view = SavedView.objects.get()
    assert (view.subject, view.query, view.get_absolute_url()) == (
        "agreements",
        "state=going&sort=title",
        "/contracts/?state=going&sort=title",
    )
    council.cycle(service_name="Parks")
    for name in ("lead", "councillor"):
        assert [each.name for each in as_(name).get("/contracts/").context["views"]] == ["Going"]
        assert as_(name).get("/cycles/").context["views"] == []
    assert "Going Contracts register Everyone" in text_of(client.get("/cycles/views/"))
    as_("councillor").post("/cycles/views/start/", {"view": view.slug})
    assert as_("councillor").get("/").headers["Location"] == "/contracts/?state=going&sort=title"


@pytest.mark.parametrize(
    ("name", "query", "statements"),
    [
        ("lead", "", 8),
        ("councillor", "", 8),
        ("lead", "?q=street&supplier=brightways&state=going&lacks=anything&value-from=1", 8),
        ("lead", "?lapse=yes&cycle=no", 9),
    ],
)
def test_statements_do_not_grow_with_rows(
    council: Council,
    as_: SignedIn,
    django_assert_num_queries: DjangoAssertNumQueries,
    name: str,
    query: str,
    statements: int,
) -> None:
    brightways = supplier(council)
    client = as_(name)
    for more in (1, 2):
        for _ in range(more):
            agreement(council, brightways, contract_manager=council["member"])
            agreement(council, brightways, start=None, first_end=date(2026, 10, 31))
        client.get("/contracts/")  # fills the cache of the council's own lists
        with django_assert_num_queries(statements):
            client.get(f"/contracts/{query}")
    assert len(client.get(f"/contracts/{query}").context["rows"]) in (3, 6)


def test_pages_of_fifty_of_the_first_thousand(council: Council, as_: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portfolio.selectors.pagination.MAX_ROWS", 2)
    five(council)
    text = text_of(as_("lead").get("/contracts/?sort=title"))
    assert "2+ agreements" in text
    assert "These are the first 2 agreements. Narrow the filter to see others." in text
