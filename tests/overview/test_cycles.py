"""The list of cycles: filter, sort, pages, and addresses that ask for something else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from cycles.models import Cycle
from cycles.queries.visible import visible_to
from demo import play
from overview.queries.cycle_list import COLUMNS, Asked, filters_for, listed
from overview.queries.progress import progress_of
from principles.models import Ambition, DeliveryRoute, LegalRegime
from tests.council import LARGE, NOW, SMALL, Council
from tests.overview.conftest import SignedIn
from tests.overview.texts import Page, rows, text_of

TODAY = NOW.date()


def names(response: Page) -> list[str]:
    """The services of the list in its order."""
    return [row.split(" C-")[0] for row in rows(response)]


def three(council: Council) -> None:
    """Parks is needed first and is small, Roads costs most, Trees has ended."""
    council.cycle(SMALL, service_name="Parks", need_by=date(2027, 4, 1), yearly_value=Decimal(30_000))
    council.cycle(
        LARGE,
        service_name="Roads",
        need_by=date(2028, 4, 1),
        yearly_value=Decimal(900_000),
        key_decision=True,
        lead=council["other"],
        purpose="Safe roads in winter.",
        ambitions=list(Ambition.objects.filter(edition__cycles__isnull=False)[:1] or Ambition.objects.all()[:1]),
        delivery_route=DeliveryRoute.objects.first(),
        legal_regime=LegalRegime.objects.first(),
    )
    ended = council.cycle(SMALL, service_name="Trees", need_by=date(2026, 1, 1))
    Cycle.objects.filter(pk=ended.pk).update(stage="stopped", stopped_in="plan", ended_at=NOW)


def test_says_when_there_are_none(as_: SignedIn) -> None:
    assert "No cycles yet. Start one" in text_of(as_("lead").get("/cycles/"))
    assert "Start one" not in text_of(as_("auditor").get("/cycles/"))


@pytest.mark.parametrize("name", ["lead", "assistant", "adviser", "owner", "auditor", "councillor"])
def test_everybody_with_a_role_reads_every_cycle(council: Council, as_: SignedIn, name: str) -> None:
    three(council)
    assert names(as_(name).get("/cycles/")) == ["Parks", "Roads", "Trees"]


def test_nobody_without_a_role_does(council: Council, as_: SignedIn) -> None:
    assert as_("nobody").get("/cycles/").status_code == 403


def test_a_row_says_what_the_cycle_is(council: Council, as_: SignedIn) -> None:
    three(council)
    roads = Cycle.objects.get(service__name="Roads")
    asked = progress_of([roads])[roads.pk].asked
    found = rows(as_("lead").get("/cycles/"))
    assert found[1] == f"Roads {roads.reference} {council.place} Analyse 0 of {asked} 1 April 2028 £900,000"
    assert found[2].endswith("Stopped Ended 1 January Not known")


def test_councillors_read_no_count_of_drafts(council: Council, as_: SignedIn) -> None:
    three(council)
    response = as_("councillor").get("/cycles/?sort=-met")
    assert "Questions met" not in text_of(response)
    assert names(response) == ["Parks", "Roads", "Trees"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=road", ["Roads"]),
        ("q=WINTER+safe", ["Roads"]),
        ("q=winter+summer", []),
        ("directorate=place", ["Parks", "Roads", "Trees"]),
        ("stage=analyse", ["Parks", "Roads"]),
        ("stage=live", ["Parks", "Roads"]),
        ("stage=stopped", ["Trees"]),
        ("key=yes", ["Roads"]),
        ("key=no", ["Parks", "Trees"]),
        ("tier=S", ["Parks", "Trees"]),
        ("tier=S&stage=live&q=par", ["Parks"]),
    ],
)
def test_filters(council: Council, as_: SignedIn, query: str, found: list[str]) -> None:
    three(council)
    assert names(as_("lead").get(f"/cycles/?{query}")) == found


def test_filters_by_what_is_in_the_rows(council: Council, as_: SignedIn) -> None:
    three(council)
    roads = Cycle.objects.get(service__name="Roads")
    assert roads.delivery_route
    for query in (
        f"ambition={roads.ambitions.get().code}",
        f"route={roads.delivery_route.code}",
        f"lead={roads.lead_id}",
        f"q={roads.reference}",
    ):
        assert names(as_("lead").get(f"/cycles/?{query}")) == ["Roads"], query


def test_what_is_filtered_is_named_with_a_link_that_takes_it_off(council: Council, as_: SignedIn) -> None:
    three(council)
    response = as_("lead").get("/cycles/?q=road&stage=live&sort=name")
    page = response.content.decode()
    assert 'href="?stage=live&amp;sort=name"><span class="app-vh">Remove the filter </span>“road”' in page
    assert 'href="?q=road&amp;sort=name"><span class="app-vh">Remove the filter </span>Live' in page
    assert "1 cycle with these filters" in text_of(response)


def test_says_when_none_match(council: Council, as_: SignedIn) -> None:
    three(council)
    assert "No cycles match. Clear the filter or start a cycle" in text_of(as_("lead").get("/cycles/?q=nothing"))


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("name", ["Parks", "Roads", "Trees"]),
        ("-name", ["Trees", "Roads", "Parks"]),
        ("-reference", ["Trees", "Roads", "Parks"]),
        ("need-by", ["Parks", "Roads", "Trees"]),
        ("-need-by", ["Roads", "Parks", "Trees"]),
        ("yearly", ["Parks", "Roads", "Trees"]),
        ("-yearly", ["Roads", "Parks", "Trees"]),
        ("stage", ["Parks", "Roads", "Trees"]),
        ("-stage", ["Trees", "Parks", "Roads"]),
    ],
)
def test_sorts_with_ended_and_unknown_last(council: Council, as_: SignedIn, sort: str, found: list[str]) -> None:
    three(council)
    assert names(as_("lead").get(f"/cycles/?sort={sort}")) == found


def test_sorts_by_questions_met(council: Council, as_: SignedIn) -> None:
    three(council)
    play.ready(Cycle.objects.get(service__name="Roads"), at=NOW)
    assert names(as_("lead").get("/cycles/?sort=-met")) == ["Roads", "Parks", "Trees"]


def test_headers_say_the_order_and_turn_it(council: Council, as_: SignedIn) -> None:
    three(council)
    page = as_("lead").get("/cycles/?sort=name").content.decode()
    assert 'aria-sort="ascending"><a href="?sort=-name">Cycle</a>' in page
    assert 'aria-sort="none"><a href="?sort=-met">Questions met</a>' in page
    assert page.count('aria-sort="none"') == len(COLUMNS) - 1


def test_shows_fifty_a_page(council: Council, as_: SignedIn) -> None:
    council.cycle(service_name="Service 00")
    for place in range(1, 52):
        _copy(place)
    client = as_("lead")
    first, second = client.get("/cycles/?sort=name"), client.get("/cycles/?sort=name&page=2")
    assert (len(rows(first)), len(rows(second))) == (50, 2)
    assert "1 to 50 of 52 cycles" in text_of(first)
    assert {client.get(f"/cycles/?page={page}").status_code for page in ("0", "-1", "99", "x", "9" * 400)} == {200}


def _copy(place: int) -> None:
    """One more cycle like the first, straight into the table: a list does not need the questions."""
    cycle = Cycle.objects.order_by("serial")[0]
    service = cycle.service
    service.pk, service.name = None, f"Service {place:02}"
    service.save()
    values = {
        field.attname: getattr(cycle, field.attname) for field in Cycle._meta.concrete_fields if not field.primary_key
    }
    values |= {"service_id": service.pk, "serial": cycle.serial + place, "reference": f"C-{cycle.serial + place:04}"}
    Cycle.objects.bulk_create([Cycle(**values)])


def test_a_restricted_cycle_is_in_no_list_filter_or_count(council: Council, as_: SignedIn) -> None:
    three(council)
    secret = council.cycle(service_name="Secret move", restricted=True, lead=council["member"], sponsor=council["head"])
    for name in ("other", "adviser", "owner", "councillor", "elsewhere"):
        for query in ("", "?q=secret", f"?lead={secret.lead_id}", f"?q={secret.reference}"):
            page = as_(name).get(f"/cycles/{query}")
            assert "Secret" not in text_of(page), (name, query)
            assert "Leanne Cooper" not in page.content.decode(), (name, query)
    for name in ("member", "head", "auditor"):
        assert "Secret move Restricted" in text_of(as_(name).get("/cycles/?q=secret"))


HOSTILE = [
    "owner__password__startswith=a",
    "_connector=OR",
    "order_by=lead__password",
    "sort=lead__password",
    "sort=--name",
    "sort=",
    "stage=plan%00",
    "stage=nowhere",
    "directorate[]=place",
    "directorate=%27%20OR%201=1--",
    "lead=1e9",
    "lead=999999999999999999999999",
    "q=%00%ff%fe",
    "q=%25_%5C",
    "q=" + "a" * 5000,
    "q=" + "+".join("abcdefghij"),
    "q=<script>alert(1)</script>",
    "page=%00",
    "tier=S&tier=L",
    "fields=password",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_address_is_ignored(council: Council, as_: SignedIn, query: str) -> None:
    three(council)
    response = as_("lead").get(f"/cycles/?{query}")
    assert response.status_code == 200
    assert b"<script>alert" not in response.content


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["q", "sort", "stage", "tier", "lead", "key", "route", "ambition", "directorate", "x__in"]),
            st.text(max_size=20),
        ),
        max_size=4,
    )
)
def test_only_what_is_offered_reaches_the_database(council: Council, pairs: list[tuple[str, str]]) -> None:
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value)
    visible = visible_to(council["auditor"], TODAY)
    filters = filters_for(visible)
    asked = Asked.of(query, filters)
    offered = {name: {"", *(choice.value for choice in row.choices)} for name, row in filters.items()}
    assert all(getattr(asked, name) in values for name, values in offered.items())
    list(listed(visible, asked))


def test_costs_the_same_queries_for_one_cycle_and_for_three(
    council: Council, as_: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_("lead")
    council.cycle(service_name="Parks")
    client.get("/cycles/")
    with django_assert_num_queries(QUERIES):
        client.get("/cycles/")
    council.cycle(LARGE, service_name="Roads")
    council.cycle(service_name="Trees", lead=council["other"])
    with django_assert_num_queries(QUERIES):
        client.get("/cycles/")
    with django_assert_num_queries(QUERIES):
        client.get("/cycles/?sort=-met&q=e&stage=live")


QUERIES = 11
