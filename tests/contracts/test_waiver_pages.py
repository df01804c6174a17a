"""The pages of waivers and exemptions: the report of a year and its files, one of them, and its forms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from contracts.models import Waiver
from contracts.services.waivers import withdraw_waiver
from tests.contracts.files import lines_of
from tests.contracts.register import agreement, supplier, waiver
from tests.council import NOW, Council
from tests.overview.texts import rows, section, text_of
from ui.widgets import PARTS

pytestmark = pytest.mark.usefixtures("time_stands")
SignedIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    """Downloads take their turn among the tests of one process alone."""
    settings.EXPORTS_ROOT = tmp_path / "exports"


@pytest.fixture
def as_(bench: Council) -> SignedIn:
    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(bench[name])
        return client

    return signed_in


def posted(bench: Council, **more: str) -> dict[str, str]:
    days = {"starts": "1 10 2026", "expires": "31 3 2027", "approved_on": "20 9 2026"}
    boxes = {
        f"{name}_{part}": text for name, day in days.items() for part, text in zip(PARTS, day.split(), strict=True)
    }
    values = {
        "kind": "exemption",
        "what": "Night cover",
        "cause": "urgency",
        "reason": "The supplier went out of business.",
        "value": "£120k",
        "approver": "Daniel Okafor",
        "directorate": str(bench.place.pk),
        "version": "0",
    }
    return boxes | values | more


def test_says_when_there_are_none(as_: SignedIn) -> None:
    text = text_of(as_("councillor").get("/waivers/"))
    assert "No waivers were approved in 2026/27 by 23 November 2026, as many as by the same day of 2025/26." in text
    assert "None is recorded for 2026/27. Choose another year." in text
    assert "Record one" in text_of(as_("lead").get("/waivers/"))
    assert as_("nobody").get("/waivers/").status_code == 403


def test_the_report_of_a_year(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle()
    waiver(bench, ended_by=cycle)
    waiver(bench, what="Interim day care", starts=date(2026, 4, 1), expires=date(2026, 10, 31))
    gone = waiver(bench, what="Recorded twice")
    withdraw_waiver(gone, "Twice.", actor=bench["lead"], at=NOW, seen_version=0)
    waiver(bench, approved_on=date(2026, 3, 31), what="Of the year before")
    page = as_("councillor").get("/waivers/")
    approved = "Daniel Okafor, Assistant Director, 20 September 2026"
    assert (
        section(page, "by-cause")
        == "By cause Cause, number and value Cause Number Value Urgency 2 £240,000 All 2 £240,000"
    )
    assert f"{bench.place.name} 2 £240,000" in section(page, "by-directorate")
    text = section(page, "each")
    assert (
        f"W-0001 Direct award of street cleansing Urgency £120,000 1 October 2026 31 March 2027 {approved}"
        f" {cycle.reference} Street cleansing In force"
    ) in text
    assert (
        f"W-0002 Interim day care Urgency £120,000 1 April 2026 31 October 2026 {approved} None named Expired, and"
        " nothing ends it"
    ) in text
    assert "None named Withdrawn" in text
    assert "Of the year before" not in text
    assert "1 of them : name the cycle" in text_of(page)
    assert "Of the year before" in text_of(as_("councillor").get("/waivers/?year=2025-26"))
    for year in ("2025", "<b>", "2099-00", "0000-01"):
        assert as_("councillor").get("/waivers/", {"year": year}).status_code == 200


def test_the_report_has_a_fixed_number_of_statements(
    bench: Council, as_: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, cycle = as_("lead"), bench.cycle()
    waiver(bench, ended_by=cycle, supplier=supplier(bench), agreement=agreement(bench))
    client.get("/waivers/")
    with django_assert_num_queries(12):
        client.get("/waivers/")
    for _ in range(2):
        waiver(bench, ended_by=cycle, agreement=agreement(bench))
    with django_assert_num_queries(12):
        client.get("/waivers/")


def test_the_ending_cycle_is_shown_to_those_who_see_it(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle(restricted=True, service_name="Secret service")
    hidden = agreement(bench, title="Secret plan", is_signed=False, cycle=cycle)
    row = waiver(bench, ended_by=cycle, agreement=hidden, service=cycle.service)
    for name, sees in (("lead", True), ("other", False), ("councillor", False)):
        client = as_(name)
        pages = [client.get("/waivers/"), client.get(f"/waivers/{row.reference}/")]
        table = lines_of(client.get("/waivers/export.csv"))
        for text in (*map(text_of, pages), str(table)):
            assert (cycle.reference in text) is sees, name
            assert "Secret" not in text or sees, name
            assert sees or "A cycle is named" in text, name
    page = as_("other").get(f"/waivers/{row.reference}/cycle/")
    assert "A cycle is named already." in text_of(page)
    assert cycle.reference not in page.content.decode()
    assert "Secret" not in as_("other").get(f"/waivers/{row.reference}/edit/").content.decode()
    as_("other").post(f"/waivers/{row.reference}/edit/", posted(bench))
    row.refresh_from_db()
    assert (row.what, row.agreement, row.service, row.ended_by) == ("Night cover", hidden, cycle.service, cycle)


def test_a_file_holds_the_year_and_runs_no_formula(bench: Council, as_: SignedIn) -> None:
    waiver(bench, what="=1+1", reason="@SUM(A1)", supplier=supplier(bench))
    waiver(bench, approved_on=date(2026, 3, 31), what="Of the year before")
    table = lines_of(as_("councillor").get("/waivers/export.csv?year=2026-27"))
    assert [row[:5] for row in table[1:]] == [["W-0001", "Waiver", "'=1+1", "Urgency", "'@SUM(A1)"]]
    assert as_("councillor").get("/waivers/export.xlsx").status_code == 200


def test_a_waiver_is_recorded_changed_and_withdrawn(bench: Council, as_: SignedIn) -> None:
    client, cycle = as_("adviser"), bench.cycle()
    page = client.post("/waivers/new/", posted(bench, ended_by=str(cycle.pk)), follow=True)
    text = text_of(page)
    assert "W-0001 was recorded." in text
    assert f"{cycle.reference} Street cleansing" in text
    row = Waiver.objects.get()
    assert (row.kind, row.value, row.recorded_by) == ("exemption", Decimal(120_000), bench["adviser"])
    page = client.post("/waivers/W-0001/edit/", posted(bench, what="Day cover"), follow=True)
    assert "W-0001 Day cover" in text_of(page)
    stale = client.post("/waivers/W-0001/edit/", posted(bench, what="Evening cover"))
    assert (stale.status_code, rows(stale)) == (409, ["What does it allow? Day cover Evening cover"])
    page = client.post("/waivers/W-0001/cycle/", {"ended_by": "", "version": "1"}, follow=True)
    assert "Nothing ends W-0001." in text_of(page)
    assert client.post("/waivers/W-0001/cycle/", {"ended_by": str(cycle.pk), "version": "1"}).status_code == 409
    assert "Enter why it is withdrawn" in text_of(client.post("/waivers/W-0001/withdraw/", {"version": "2"}))
    assert client.post("/waivers/W-0001/withdraw/", {"reason": "Twice.", "version": "1"}).status_code == 409
    page = client.post("/waivers/W-0001/withdraw/", {"reason": "Twice.", "version": "2"}, follow=True)
    assert "It was recorded in error and does not count. Twice." in text_of(page)
    for path in ("edit/", "withdraw/", "cycle/"):
        assert client.get(f"/waivers/W-0001/{path}").status_code == 403, path


def test_the_agreement_is_named_by_its_reference(bench: Council, as_: SignedIn) -> None:
    held = agreement(bench)
    client = as_("lead")
    assert 'value="A-0001"' in client.get("/waivers/new/?agreement=A-0001").content.decode()
    assert client.post("/waivers/new/", posted(bench, agreement=" a-0001 ")).status_code == 302
    assert Waiver.objects.get().agreement == held
    page = client.post("/waivers/new/", posted(bench, agreement="A-0099"))
    assert "Enter the reference of an agreement in the register, like A-0147" in text_of(page)
    hidden = agreement(bench, is_signed=False, cycle=bench.cycle(restricted=True))
    page = as_("other").post("/waivers/new/", posted(bench, agreement=hidden.reference))
    assert "Enter the reference of an agreement in the register, like A-0147" in text_of(page)


def test_nothing_typed_is_lost(bench: Council, as_: SignedIn) -> None:
    page = as_("lead").post("/waivers/new/", posted(bench, what="Night cover", approver="", expires_year="2025"))
    text = text_of(page)
    assert "Enter who approved it" in text
    assert 'value="Night cover"' in page.content.decode()
    page = as_("lead").post("/waivers/new/", posted(bench, expires_year="2025"))
    assert "The last day must be on or after the first, 1 October 2026" in text_of(page)
    assert as_("lead").post("/waivers/new/", {}).status_code == 200
    assert not Waiver.objects.exists()


@pytest.mark.parametrize("name", ["councillor", "auditor", "nobody"])
def test_others_record_nothing(bench: Council, as_: SignedIn, name: str) -> None:
    row, client = waiver(bench), as_(name)
    for path in ("new/", f"{row.reference}/edit/", f"{row.reference}/withdraw/", f"{row.reference}/cycle/"):
        assert client.get(f"/waivers/{path}").status_code == 403, path
    assert client.get("/waivers/W-9999/").status_code == (403 if name == "nobody" else 404)
    assert as_("lead").get("/waivers/W-9999/edit/").status_code == 404
