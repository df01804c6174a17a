"""The pipeline: what is on it, and its file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from contracts.models import Agreement
from cycles.models import Cycle, PlannedDate
from principles.models import DeliveryRoute
from tests.contracts.register import agreement
from tests.council import COMPLEX, Council, make_restricted
from tests.exports.reading import content_of
from tests.overview.conftest import SignedIn
from tests.overview.texts import rows, text_of


def titles(client: Client, year: int = 2026) -> list[str]:
    return [row.title for row, _ in client.get(f"/pipeline/?year={year}").context["rows"]]


def planned(council: Council, name: str, day: date, value: Decimal = COMPLEX, **more: Any) -> Cycle:
    """A cycle that is to be bought, whose tender is planned for a day, without a breach."""
    route = DeliveryRoute.objects.filter(code="procure").latest("edition__valid_from")
    cycle = council.cycle(value, service_name=name, need_by=date(2028, 4, 1), delivery_route=route, **more)
    assert PlannedDate.objects.filter(cycle=cycle, milestone="tender").update(planned=day, breach="", applies=True) == 1
    return cycle


def test_says_when_nothing_is_planned(council: Council, as_: SignedIn) -> None:
    text = text_of(as_("councillor").get("/pipeline/"))
    assert "No procurement of this value is planned in these 18 months" in text
    assert (
        "Procurements of more than £2 million whose tender notice is planned from 1 April 2026 to 30 September 2027"
    ) in text
    assert as_("nobody").get("/pipeline/").status_code == 403


def test_planned_tenders_of_live_cycles(council: Council, as_: SignedIn) -> None:
    planned(council, "Last day", date(2027, 9, 30))
    planned(council, "Too late", date(2027, 10, 1))
    planned(council, "First day", date(2026, 4, 1))
    planned(council, "Too small", date(2027, 4, 1), Decimal(1_900_000))
    planned(council, "With its VAT", date(2027, 4, 2), Decimal(1_900_000), vat=Decimal("100000.01"))
    stopped = planned(council, "Stopped", date(2027, 4, 1))
    Cycle.objects.filter(pk=stopped.pk).update(stage="stopped", stopped_in="plan", slack=None, status="")
    planned(council, "Secret", date(2027, 4, 1), restricted=True)
    done = planned(council, "Published", date(2027, 4, 1))
    PlannedDate.objects.filter(cycle=done, milestone="tender").update(done_on=date(2026, 11, 1))
    for name in ("lead", "auditor", "councillor"):
        assert titles(as_(name)) == ["First day", "With its VAT", "Last day"], name
    assert titles(as_("lead"), 2027) == ["With its VAT", "Last day", "Too late"]
    assert titles(as_("lead"), 1999) == ["First day", "With its VAT", "Last day"]
    assert "3 procurements , £20 million in all" in text_of(as_("lead").get("/pipeline/"))


def test_a_date_that_breaks_a_rule_is_not_told(council: Council, as_: SignedIn) -> None:
    cycle = planned(council, "Roads", date(2026, 5, 1))
    tender = PlannedDate.objects.get(cycle=cycle, milestone="tender")
    PlannedDate.objects.filter(pk=tender.pk).update(breach="Too soon", last_safe=date(2027, 3, 1))
    text = text_of(as_("councillor").get("/pipeline/"))
    assert "1 March 2027 Last safe day in C-0001, its planned date is not settled" in text
    assert "1 May 2026" not in text


def test_agreements_without_a_next_cycle_are_expected(council: Council, as_: SignedIn) -> None:
    large: dict[str, Any] = {"value": Decimal(9_000_000), "first_end": date(2028, 3, 31)}
    agreement(council, title="Home care", **large, contract_manager=council["member"], category="goods_services")
    agreement(council, title="Small", first_end=date(2028, 3, 31))
    agreement(council, title="Own staff", kind="in_house", **large)
    agreement(council, title="Grant", kind="grant", **large)
    agreement(council, title="Health", regime="psr_2023", **large)
    agreement(council, title="Unsigned", is_signed=False, **large)
    agreement(council, title="Much later", value=Decimal(9_000_000), first_end=date(2030, 3, 31))
    cycle = council.cycle(service_name="Parks", need_by=date(2028, 4, 1))
    agreement(council, title="Prepared", service=cycle.service, **large)
    page = as_("councillor").get("/pipeline/")
    notice_on = page.context["rows"][0][0].notice_on
    assert rows(page) == [
        (
            f"Home care A-0001 {council.place} {notice_on:%-d %B %Y} Expected: last safe day before A-0001 ends"
            " 1 April 2028 Goods or services Leanne Cooper £9m"
        )
    ]
    assert date(2026, 11, 23) < notice_on < date(2027, 9, 30)


def test_the_file_has_what_a_pipeline_notice_asks_for(council: Council, as_: SignedIn) -> None:
    planned(council, "Roads", date(2027, 4, 2), purpose="Safe roads in winter.")
    lines = content_of(as_("councillor").get("/pipeline/export.csv?year=2026")).decode().splitlines()
    assert lines == [
        (
            "\ufeffReference,Title,Description,Estimated value,Estimated date of tender notice,"
            "Estimated start of contract,Category,Local authority department,Contact name,Contact e-mail,"
            "Where the date comes from"
        ),
        (
            f"C-0001,Roads,Safe roads in winter.,9000000.00,2027-04-02,2028-04-01,,{council.place},Priya Nair,"
            f"{council['lead'].email},Planned in C-0001"
        ),
    ]


def test_a_cycle_that_gets_restricted_leaves_the_pipeline(council: Council, as_: SignedIn) -> None:
    cycle = planned(council, "Roads", date(2027, 4, 2))
    make_restricted(cycle.pk)
    assert titles(as_("lead")) == []
    assert len(content_of(as_("lead").get("/pipeline/export.csv")).decode().splitlines()) == 1


@pytest.mark.parametrize("kind", ["cycle", "agreement"])
def test_statements_do_not_grow_with_rows(
    council: Council, as_: SignedIn, django_assert_num_queries: DjangoAssertNumQueries, kind: str
) -> None:
    client, made = as_("lead"), 0
    for more in (1, 2):
        for _ in range(more):
            made += 1
            if kind == "cycle":
                planned(council, f"Service {made}", date(2027, 4, 1))
            else:
                agreement(council, value=Decimal(9_000_000), first_end=date(2028, 3, 31))
        client.get("/pipeline/")  # fills the caches
        with django_assert_num_queries(6):
            client.get("/pipeline/")
    assert len(rows(client.get("/pipeline/"))) == 3
    assert Agreement.objects.count() == (3 if kind == "agreement" else 0)
