"""The pages of suppliers: the list and its files, one supplier, adding, changing, merging."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from contracts.models import Agreement, DistinctSuppliers, Supplier
from contracts.services.agreements import LotInput, SuppliedByInput
from contracts.services.suppliers import SupplierInput, change_supplier
from cycles.models import Service
from principles.models import Edition
from tests.contracts.files import lines_of
from tests.contracts.register import agreement, supplier, waiver
from tests.council import NOW, Council
from tests.overview.texts import rows, section, text_of

pytestmark = pytest.mark.usefixtures("time_stands")
SignedIn = Callable[[str], Client]
NEW = {"is_local": "unknown", "is_small": "unknown", "is_voluntary": "unknown"}


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


def three(bench: Council) -> list[Supplier]:
    """Brightways has two agreements a year apart in value, Fenland a part of a framework, Marsh none."""
    brightways = supplier(bench, is_local=True, is_small=False)
    fenland = supplier(bench, "Fenland Homes CIC", is_voluntary=True, is_local=True)
    marsh = supplier(bench, "Marsh Grounds Ltd", company_number="04567890")
    agreement(bench, brightways, yearly_value=Decimal(200_000))
    agreement(bench, brightways, fenland, title="Parks", yearly_value=Decimal(90_000))
    lots = [LotInput("1", "North"), LotInput("2", "South")]
    held = [SuppliedByInput(brightways, "1"), SuppliedByInput(fenland, "2")]
    agreement(bench, kind="framework", title="Home care", yearly_value=Decimal(9_000_000), lots=lots, suppliers=held)
    return [brightways, fenland, marsh]


def names(response: Any) -> list[str]:
    return [row[0].name for row in response.context["rows"]]


def test_says_when_there_are_none(as_: SignedIn) -> None:
    assert "No suppliers yet. Add the first" in text_of(as_("lead").get("/suppliers/"))
    assert "Add the first" not in text_of(as_("councillor").get("/suppliers/"))
    assert as_("nobody").get("/suppliers/").status_code == 403


def test_the_list_counts_what_runs(bench: Council, as_: SignedIn) -> None:
    three(bench)
    agreement(bench, Supplier.objects.first(), title="Over", start=date(2020, 4, 1), first_end=date(2024, 3, 31))  # type: ignore[arg-type]
    page = as_("councillor").get("/suppliers/")
    assert rows(page) == [
        "Brightways Care Ltd Local 3 £245,000",
        "Fenland Homes CIC Local and voluntary 2 £45,000",
        "Marsh Grounds Ltd Not known to be 0 None",
    ]
    assert "3 suppliers Together they have 3 running agreements, worth £290,000 a year." in text_of(page)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=04567890", ["Marsh Grounds Ltd"]),
        ("q=homes fen", ["Fenland Homes CIC"]),
        ("q=bright&local=no", []),
        ("local=yes", ["Brightways Care Ltd", "Fenland Homes CIC"]),
        ("small=no", ["Brightways Care Ltd"]),
        ("small=unknown", ["Fenland Homes CIC", "Marsh Grounds Ltd"]),
        ("voluntary=yes", ["Fenland Homes CIC"]),
        ("agreements=running", ["Brightways Care Ltd", "Fenland Homes CIC"]),
        ("agreements=none", ["Marsh Grounds Ltd"]),
        ("sort=-name", ["Marsh Grounds Ltd", "Fenland Homes CIC", "Brightways Care Ltd"]),
        ("sort=running", ["Marsh Grounds Ltd", "Fenland Homes CIC", "Brightways Care Ltd"]),
        ("sort=-yearly", ["Brightways Care Ltd", "Fenland Homes CIC", "Marsh Grounds Ltd"]),
        ("sort=pk&local=maybe&page=99", ["Brightways Care Ltd", "Fenland Homes CIC", "Marsh Grounds Ltd"]),
    ],
)
def test_the_list_is_filtered_and_sorted(bench: Council, as_: SignedIn, query: str, found: list[str]) -> None:
    three(bench)
    assert names(as_("auditor").get(f"/suppliers/?{query}")) == found
    table = lines_of(as_("auditor").get(f"/suppliers/export.csv?{query}"))
    assert [row[0] for row in table[1:]] == found


def test_the_list_has_a_fixed_number_of_statements(
    bench: Council, as_: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_("lead")
    agreement(bench, supplier(bench))
    client.get("/suppliers/")
    with django_assert_num_queries(7):
        client.get("/suppliers/")
    for name in ("Fenland Homes CIC", "Marsh Grounds Ltd"):
        agreement(bench, supplier(bench, name))
    with django_assert_num_queries(7):
        client.get("/suppliers/")


def test_a_file_runs_no_formula(bench: Council, as_: SignedIn) -> None:
    supplier(bench, '=HYPERLINK("http://x.example";"A")')
    table = lines_of(as_("lead").get("/suppliers/export.csv"))
    assert table[1][0] == '\'=HYPERLINK("http://x.example";"A")'
    assert as_("lead").get("/suppliers/export.xlsx").status_code == 200


def test_a_supplier_shows_what_it_holds_and_what_depends_on_it(bench: Council, as_: SignedIn) -> None:
    brightways, _, _ = three(bench)
    care = Service.objects.create(name="Home care", directorate=bench.place, created_at=NOW)
    agreement(bench, brightways, title="Night cover", service=care, yearly_value=Decimal(5_000))
    agreement(bench, brightways, title="To come", start=date(2027, 4, 1))
    agreement(bench, brightways, title="Over", start=date(2020, 4, 1), first_end=date(2024, 3, 31))
    page = as_("councillor").get(f"/suppliers/{brightways.pk}/")
    place = bench.place.name
    assert section(page, "depends") == (
        "How much depends on it 85% of the yearly value of the council’s running agreements is with this supplier:"
        f" £250,000 of £295,000. In {place} it is 85%, £250,000 of £295,000. If they failed, this service would need"
        " another provider at once, and in any case by 31 March 2028, when its agreement ends. Home care, until 31"
        " March 2028 Frameworks are not in these figures: what is bought under them is, as call-offs."
    )
    states = {code: [row.agreement.title for row in found] for code, _, found in page.context["held"].groups}
    assert states == {
        "running": ["Street cleansing", "Parks", "Home care", "Night cover"],
        "to_come": ["To come"],
        "ended": ["Over"],
    }
    assert "Home care Lot 1: North Framework" in text_of(page)
    assert "Local Yes Small or medium-sized No Voluntary, community or social enterprise Not known" in text_of(page)
    assert "Change" not in text_of(page)


def test_the_local_definition_is_quoted_with_its_source(bench: Council, as_: SignedIn) -> None:
    row = supplier(bench)
    figures = Edition.objects.get(code="lincolnshire-2021").figures
    Edition.objects.filter(code="proving-2026").update(figures=figures)
    quoted = "Local, as the council’s rules say it: Registered office, factory or other permanent base"
    text = text_of(as_("lead").get(f"/suppliers/{row.pk}/"))
    assert quoted in text
    assert "(CPPR s11)" in text


def test_an_unsigned_agreement_of_a_restricted_cycle_is_only_for_those_who_see_it(
    bench: Council, as_: SignedIn
) -> None:
    row = supplier(bench)
    agreement(bench, row, title="Secret plan", is_signed=False, cycle=bench.cycle(restricted=True))
    for name, sees in (("lead", True), ("other", False), ("councillor", False), ("auditor", True)):
        assert ("Secret plan" in text_of(as_(name).get(f"/suppliers/{row.pk}/"))) is sees, name
        assert names(as_(name).get("/suppliers/?agreements=none")) == ([] if sees else [row.name]), name
    other = supplier(bench, "Brightway Care Ltd")
    assert "Secret plan" not in text_of(as_("other").get(f"/suppliers/{row.pk}/merge/{other.pk}/"))


def test_the_page_has_a_fixed_number_of_statements(
    bench: Council, as_: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, row = as_("lead"), supplier(bench)
    agreement(bench, row)
    client.get(f"/suppliers/{row.pk}/")
    with django_assert_num_queries(11):
        client.get(f"/suppliers/{row.pk}/")
    for number in (1, 2):
        agreement(bench, row)
        waiver(bench, supplier=row, what=f"Waiver {number}")
    with django_assert_num_queries(11):
        client.get(f"/suppliers/{row.pk}/")


def test_a_name_in_the_register_is_asked_about(bench: Council, as_: SignedIn) -> None:
    supplier(bench, company_number="04567890")
    client, posted = as_("lead"), NEW | {"name": "Brightways Care Limited", "charity_number": "1123456"}
    page = client.post("/suppliers/new/", posted)
    text = unescape(page.content.decode())
    assert "Brightways Care Ltd is in the register already: use it, or say that this is another" in text
    assert "Brightways Care Ltd</a>, company 04567890" in text
    assert 'value="1123456"' in text
    page = client.post("/suppliers/new/", posted | {"is_another": "on"}, follow=True)
    assert "Brightways Care Limited is in the register and can be chosen for agreements." in text_of(page)


def test_a_malformed_number_is_refused_with_its_form_and_nothing_is_lost(bench: Council, as_: SignedIn) -> None:
    page = as_("lead").post("/suppliers/new/", NEW | {"name": "Fenland Homes CIC", "company_number": "123"})
    assert "The company number must be 8 numbers, or 2 letters and 6 numbers" in text_of(page)
    assert 'value="Fenland Homes CIC"' in page.content.decode()
    assert not Supplier.objects.exists()


def test_a_supplier_is_renamed(bench: Council, as_: SignedIn) -> None:
    row = supplier(bench)
    posted = NEW | {"name": "Northwold Care Ltd", "version": "0", "renamed": "former", "other_names": "BCL"}
    day = {"former_until_day": "31", "former_until_month": "3", "former_until_year": "2026"}
    page = as_("lead").post(f"/suppliers/{row.pk}/edit/", posted | day, follow=True)
    text = text_of(page)
    assert "Northwold Care Ltd was saved." in text
    assert "Former and other names BCL Brightways Care Ltd, until 31 March 2026" in text


def test_what_was_changed_meanwhile_is_shown_beside_what_was_typed(bench: Council, as_: SignedIn) -> None:
    row = supplier(bench)
    change_supplier(row, SupplierInput(row.name, is_small=True), actor=bench["other"], at=NOW, seen_version=0)
    posted = NEW | {"name": "Northwold Care Ltd", "version": "0", "renamed": "former", "other_names": ""}
    page = as_("lead").post(f"/suppliers/{row.pk}/edit/", posted)
    assert page.status_code == 409
    assert rows(page) == ["Name Brightways Care Ltd Northwold Care Ltd", "Small or medium-sized Yes Not known"]
    again = as_("lead").post(f"/suppliers/{row.pk}/edit/", posted | {"version": "1"})
    assert again.status_code == 302
    assert Supplier.objects.get().name == "Northwold Care Ltd"


def test_two_are_merged_and_separated_again(bench: Council, as_: SignedIn) -> None:
    kept, merged = supplier(bench, is_local=True), supplier(bench, "Brightway Homecare", is_local=False)
    agreement(bench, merged)
    client = as_("lead")
    here = f"/suppliers/{kept.pk}/merge/"
    assert client.post(here, {}).status_code == 200
    assert client.post(here, {"other": merged.pk}).headers["Location"] == f"{here}{merged.pk}/"
    page = client.get(f"{here}{merged.pk}/")
    assert "A-0001 Street cleansing" in section(page, f"side-{merged.pk}")
    assert sorted(page.context["form"].fields) == sorted(
        ["is_local", "name", "stays", f"version_{kept.pk}", f"version_{merged.pk}"]
    )
    posted = {"stays": str(kept.pk), "name": str(kept.pk), f"version_{kept.pk}": "0", f"version_{merged.pk}": "0"}
    assert "Select which is right: local" in text_of(client.post(f"{here}{merged.pk}/", posted))
    posted["is_local"] = str(merged.pk)
    page = client.post(f"{here}{merged.pk}/", posted, follow=True)
    assert "Brightway Homecare was merged into Brightways Care Ltd." in text_of(page)
    kept.refresh_from_db()
    assert (kept.is_local, names(client.get("/suppliers/"))) == (False, ["Brightways Care Ltd"])
    page = client.get(f"/suppliers/{merged.pk}/")
    assert "This supplier is the same as Brightways Care Ltd" in text_of(page)
    assert client.get(f"/suppliers/{merged.pk}/edit/").status_code == 302
    assert client.post(f"{here}{merged.pk}/", posted).status_code == 302  # it is merged already
    page = client.post(f"/suppliers/{merged.pk}/unmerge/", follow=True)
    assert "Brightway Homecare is a supplier of its own again" in text_of(page)
    assert Agreement.objects.get().supplied_by.get().supplier == merged
    page = client.post(f"/suppliers/{merged.pk}/unmerge/", follow=True)
    assert "This supplier is not merged into another." in text_of(page)


def test_a_merge_of_what_was_changed_meanwhile_is_checked_again(bench: Council, as_: SignedIn) -> None:
    kept, merged = supplier(bench), supplier(bench, "Brightway Homecare")
    change_supplier(kept, SupplierInput(kept.name, is_small=True), actor=bench["other"], at=NOW, seen_version=0)
    posted = {"stays": str(kept.pk), "name": str(kept.pk), f"version_{kept.pk}": "0", f"version_{merged.pk}": "0"}
    page = as_("lead").post(f"/suppliers/{kept.pk}/merge/{merged.pk}/", posted)
    assert page.status_code == 409
    assert "Somebody else changed one of them" in text_of(page)
    assert not Supplier.objects.filter(merged_into__isnull=False).exists()
    page = as_("lead").post(f"/suppliers/{kept.pk}/merge/{merged.pk}/", posted | {f"version_{kept.pk}": "1"})
    assert page.status_code == 302


def test_pairs_are_offered_until_somebody_says_that_they_are_not_the_same(bench: Council, as_: SignedIn) -> None:
    one, other = supplier(bench), supplier(bench, "Brightway Care Ltd")
    client = as_("adviser")
    assert "Their names are similar" in text_of(client.get("/suppliers/alike/"))
    posted = {"first": one.pk, "second": other.pk}
    page = client.post("/suppliers/alike/", posted, follow=True)
    assert "No two suppliers look the same." in text_of(page)
    for wrong in ({}, {"first": "x", "second": "9" * 30}, {"first": one.pk, "second": one.pk}, {"first": "²"}):
        assert client.post("/suppliers/alike/", wrong).status_code == 302
    assert DistinctSuppliers.objects.count() == 1


@pytest.mark.parametrize("name", ["councillor", "auditor", "nobody"])
def test_others_keep_no_suppliers(bench: Council, as_: SignedIn, name: str) -> None:
    row, other = supplier(bench), supplier(bench, "Brightway Care Ltd")
    client = as_(name)
    for path in ("new/", "alike/", f"{row.pk}/edit/", f"{row.pk}/merge/", f"{row.pk}/merge/{other.pk}/"):
        assert client.get(f"/suppliers/{path}").status_code == 403, path
    assert client.post(f"/suppliers/{row.pk}/unmerge/").status_code == 403


def test_a_supplier_that_never_was_is_not_there(bench: Council, as_: SignedIn) -> None:
    row, client = supplier(bench), as_("lead")
    for path in ("999999/", "999999/edit/", f"{row.pk}/merge/999999/", f"{row.pk}/merge/{row.pk}/"):
        assert client.get(f"/suppliers/{path}").status_code == 404, path
