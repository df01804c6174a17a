"""The published files: their columns, what is in them, and what is said to be missing before."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from contracts.models import Agreement
from contracts.services.agreements import LotInput, SuppliedByInput
from tests.contracts.register import agreement, supplier
from tests.council import Council
from tests.exports.reading import content_of
from tests.overview.conftest import SignedIn
from tests.overview.texts import rows, text_of

CONTRACTS = "/contracts/published/"
GRANTS = "/contracts/published/grants/"


def file_of(client: Client, address: str) -> list[list[str]]:
    text = content_of(client.get(address)).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"))))


def test_the_file_of_contracts_has_its_columns_in_their_order(council: Council, as_: SignedIn) -> None:
    first = supplier(council, "Brightways Care Ltd", company_number="01234567", is_small=True, is_voluntary=False)
    second = supplier(council, "Fenland Homes CIC", charity_number="1098765", is_voluntary=True)
    agreement(
        council,
        title="=1+1 streets",
        council_reference="PL26-021",
        description="Sweeping, “twice” a day",
        review_on=date(2027, 4, 1),
        yearly_value=Decimal("200000.50"),
        vat_not_recoverable=Decimal(0),
        procedure="tender",
        lots=[LotInput("1"), LotInput("2")],
        suppliers=[SuppliedByInput(first, "1"), SuppliedByInput(second, "1"), SuppliedByInput(first, "2")],
    )
    agreement(council, title="Bare", directorate=None, value=None, start=None, first_end=None)
    assert file_of(as_("lead"), f"{CONTRACTS}export.csv?quarter=2026-4") == [
        [
            "Reference number",
            "Title of agreement",
            "Local authority department",
            "Description",
            "Start date",
            "End date",
            "Review date",
            "Contract value",
            "Annual value",
            "VAT not recoverable",
            "Supplier name",
            "Supplier registration number",
            "Supplier charity number",
            "SME",
            "VCSE",
            "Process type",
        ],
        [
            "PL26-021",
            "'=1+1 streets",
            "Place",
            "Sweeping, “twice” a day",
            "2025-04-01",
            "2028-03-31",
            "2027-04-01",
            "600000.00",
            "200000.50",
            "0.00",
            "Brightways Care Ltd; Fenland Homes CIC",
            "01234567; ",
            "; 1098765",
            "Yes; ",
            "No; Yes",
            "Invitation to tender",
        ],
        ["A-0002", "Bare", *[""] * 14],
    ]


def test_which_contracts_are_published(council: Council, as_: SignedIn) -> None:
    agreement(council, title="Signed")
    agreement(council, title="Unsigned", is_signed=False)
    agreement(council, title="Small", value=Decimal(5_000))
    agreement(council, title="Small by the year", value=None, yearly_value=Decimal(5_000))
    agreement(council, title="Just over", value=Decimal("5000.01"))
    agreement(council, title="Small a year, large in all", yearly_value=Decimal(100))
    agreement(council, title="Value not known", value=None)
    agreement(council, title="Grant", kind="grant")
    agreement(council, title="Own staff", kind="in_house")
    agreement(council, title="Begins next quarter", start=date(2027, 1, 1))
    agreement(council, title="Past its end", start=None, first_end=date(2020, 1, 1))
    agreement(council, title="Ended")
    Agreement.objects.filter(title="Ended").update(ended_on=date(2026, 9, 30))
    found = [row[1] for row in file_of(as_("lead"), f"{CONTRACTS}export.csv?quarter=2026-4")[1:]]
    assert found == ["Signed", "Just over", "Small a year, large in all", "Value not known", "Past its end"]
    before = [row[1] for row in file_of(as_("lead"), f"{CONTRACTS}export.csv?quarter=2026-3")[1:]]
    assert before == [*found, "Ended"]
    assert (
        file_of(as_("lead"), f"{CONTRACTS}export.csv?quarter=1999-1")[1:]
        == file_of(as_("lead"), f"{CONTRACTS}export.csv")[1:]
    )


def test_what_is_missing_is_listed_before_with_the_entries_behind(council: Council, as_: SignedIn) -> None:
    agreement(council, supplier(council), description="Sweeping", procedure="tender")
    agreement(council, description="Mowing", review_on=date(2027, 4, 1), vat_not_recoverable=Decimal(0))
    client = as_("lead")
    page = client.get(CONTRACTS)
    assert rows(page) == [
        "Supplier 1 contract without it: Supplier",
        "Review date 1 contract without it: Review date",
        "Quotation or tender 1 contract without it: Quotation or tender",
        "VAT that can’t be recovered 1 contract without it: VAT that can’t be recovered",
        (
            "Whether a supplier is a small or medium-sized enterprise 1 contract without it:"
            " Whether a supplier is a small or medium-sized enterprise"
        ),
        (
            "Whether a supplier is a voluntary or community body 1 contract without it:"
            " Whether a supplier is a voluntary or community body"
        ),
    ]
    for fact in page.context["missing"]:
        assert len(client.get(fact.url).context["rows"]) == fact.count, fact.name
    assert "Download 2 contracts as CSV" in text_of(page)


def test_grants_to_voluntary_bodies_of_a_year(council: Council, as_: SignedIn) -> None:
    voluntary = supplier(council, "Fenland Homes CIC", is_voluntary=True, company_number="09876543")
    firm = supplier(council, "Brightways Care Ltd", is_voluntary=False)
    unknown = supplier(council, "Wold Friends")
    day = date(2026, 5, 4)
    agreement(council, voluntary, title="Befriending", kind="grant", signed_on=day, value=Decimal(12_000))
    agreement(council, voluntary, title="Not dated", kind="grant", start=date(2026, 4, 1))
    agreement(council, voluntary, title="Last year", kind="grant", signed_on=date(2026, 3, 31))
    agreement(council, firm, title="To a firm", kind="grant", signed_on=day)
    agreement(council, unknown, title="To whom", kind="grant", signed_on=day)
    agreement(council, voluntary, title="No grant", signed_on=day)
    client = as_("lead")
    assert file_of(client, f"{GRANTS}export.csv?year=2026") == [
        [
            "Reference number",
            "Date awarded",
            "Start date",
            "End date",
            "Local authority department",
            "Beneficiary",
            "Beneficiary registration number",
            "Beneficiary charity number",
            "Title of agreement",
            "Purpose",
            "Amount",
        ],
        ["A-0001", "2026-05-04", "2025-04-01", "2028-03-31", "Place", "Fenland Homes CIC", "09876543", "",
         "Befriending", "", "12000.00"],
        ["A-0002", "", "2026-04-01", "2028-03-31", "Place", "Fenland Homes CIC", "09876543", "", "Not dated", "",
         "600000.00"],
    ]  # fmt: skip
    page = client.get(f"{GRANTS}?year=2026")
    text = text_of(page)
    assert "1 grant of the year is not in the file: nobody has said whether the beneficiary is a voluntary body" in text
    for fact in page.context["missing"]:
        assert len(client.get(fact.url).context["rows"]) == fact.count, fact.name
    assert [(fact.name, fact.count) for fact in page.context["missing"]] == [("Day of signing", 1), ("Description", 2)]


def test_an_empty_register_says_what_to_do(council: Council, as_: SignedIn) -> None:
    assert "No contract of the register ran in this quarter" in text_of(as_("lead").get(CONTRACTS))
    assert "The register has no grant to a voluntary body" in text_of(as_("lead").get(GRANTS))


@pytest.mark.parametrize("path", [CONTRACTS, GRANTS, f"{CONTRACTS}export.csv", f"{GRANTS}export.csv"])
def test_they_are_for_keepers_of_the_register(council: Council, as_: SignedIn, path: str) -> None:
    for name in ("auditor", "councillor", "owner"):
        assert as_(name).get(path).status_code == 403, name


def test_statements_do_not_grow_with_rows(
    council: Council, as_: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    brightways, client = supplier(council), as_("lead")
    for more in (1, 2):
        for _ in range(more):
            agreement(council, brightways)
        client.get(CONTRACTS)  # fills the caches
        with django_assert_num_queries(7):
            client.get(CONTRACTS)
