"""The list of cycles: its rows, orders and pages, and addresses that ask for something else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from checklists.selectors.progress import progress_of
from cycles.models import Cycle
from cycles.selectors.visibility import visible_to
from demo import play
from portfolio.selectors.columns import COLUMNS
from portfolio.selectors.filter_options import filter_options
from portfolio.selectors.filters import filters_of
from portfolio.selectors.list_state import YEARS, ListState
from portfolio.selectors.listing import matching_cycles
from tests.council import NOW, Council
from tests.exports.reading import csv_of
from tests.overview.conftest import SignedIn
from tests.overview.texts import rows, text_of
from tests.portfolio.cycles import many, names, three
from ui.wording import day

TODAY = NOW.date()
EVERYBODY = ("lead", "assistant", "adviser", "owner", "auditor", "councillor")


def test_says_when_there_are_none(as_: SignedIn) -> None:
    for path in ("/cycles/", "/cycles/board/", "/cycles/timeline/"):
        assert "No cycles yet. Start one" in text_of(as_("lead").get(path))
        assert "Start one" not in text_of(as_("auditor").get(path))


def test_everybody_with_a_role_reads_every_cycle(council: Council, as_: SignedIn) -> None:
    three(council)
    for name in EVERYBODY:
        assert sorted(names(as_(name).get("/cycles/"))) == ["Parks", "Roads", "Trees"], name
    assert as_("nobody").get("/cycles/").status_code == 403


def test_a_row_says_what_the_cycle_is(council: Council, as_: SignedIn) -> None:
    three(council)
    roads = Cycle.objects.get(service__name="Roads")
    asked = progress_of([roads])[roads.pk].asked
    found = rows(as_("auditor").get("/cycles/?sort=name"))
    slack = f"{roads.slack} working days to spare"
    gate = day(roads.dates.get(milestone="analyse_gate").planned)
    what = f"Roads {roads.reference} {council.place} Analyse 0 of {asked} Analyse gate, {gate} {slack}"
    assert found[1] == f"{what} 31 March 2028 (typed) £900,000"
    assert found[2].endswith("Stopped Ended 31 December 2025 (typed) Not known")
    assert rows(as_("lead").get("/cycles/?sort=name"))[1] == f"Choose {roads.reference}, Roads {found[1]}"


def test_councillors_read_no_count_of_drafts(council: Council, as_: SignedIn) -> None:
    three(council)
    client = as_("councillor")
    assert "Questions met" not in text_of(client.get("/cycles/?sort=-met"))
    assert "Sorted by slack, least first" in text_of(client.get("/cycles/?sort=-met"))
    assert "0 of" not in text_of(client.get("/cycles/board/"))


def test_sorts_by_slack_first_and_by_every_header(council: Council, as_: SignedIn) -> None:
    three(council)
    Cycle.objects.filter(service__name="Roads").update(slack=-3)
    Cycle.objects.filter(service__name="Parks").update(slack=40)
    play.ready(Cycle.objects.get(service__name="Roads"), at=NOW)
    found = {
        "": ["Roads", "Parks", "Trees"],
        "sort=-slack": ["Parks", "Roads", "Trees"],
        "sort=name": ["Parks", "Roads", "Trees"],
        "sort=-name": ["Trees", "Roads", "Parks"],
        "sort=-reference": ["Trees", "Roads", "Parks"],
        "sort=ends": ["Parks", "Roads", "Trees"],
        "sort=-ends": ["Roads", "Parks", "Trees"],
        "sort=yearly": ["Parks", "Roads", "Trees"],
        "sort=-yearly": ["Roads", "Parks", "Trees"],
        "sort=-stage": ["Trees", "Parks", "Roads"],
        "sort=-met": ["Roads", "Parks", "Trees"],
        "sort=next": ["Roads", "Parks", "Trees"],
    }
    client = as_("lead")
    assert {query: names(client.get(f"/cycles/?{query}")) for query in found} == found
    assert names(client.get("/cycles/timeline/")) == ["Roads", "Parks"]


def test_headers_say_the_order_and_turn_it(council: Council, as_: SignedIn) -> None:
    three(council)
    page = as_("lead").get("/cycles/?sort=name&stage=live").content.decode()
    assert 'aria-sort="ascending"><a href="/cycles/?stage=live&amp;sort=-name">Cycle</a>' in page
    assert 'aria-sort="none"><a href="/cycles/?stage=live&amp;sort=-met">Questions met</a>' in page
    assert 'aria-sort="none"><a href="/cycles/?stage=live">Slack</a>' in page
    assert page.count('aria-sort="none"') == sum(bool(column.fields) for column in COLUMNS) - 1
    assert "Sorted by cycle, A to Z" in page


def test_shows_fifty_a_page_and_a_thousand_in_all(
    council: Council, as_: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    council.cycle(service_name="Service 00")
    many(51)
    client = as_("lead")
    for path in ("/cycles/", "/cycles/timeline/"):
        first, second = client.get(f"{path}?sort=name"), client.get(f"{path}?sort=name&page=2")
        assert (len(names(first)), len(names(second))) == (50, 2)
        assert "1 to 50 of 52 cycles" in text_of(first)
    assert {client.get(f"/cycles/?page={page}").status_code for page in ("0", "-1", "99", "x", "9" * 400)} == {200}
    monkeypatch.setattr("portfolio.selectors.pagination.MAX_ROWS", 51)  # so that 52 are too many
    last = client.get("/cycles/?page=2&sort=-met")
    assert len(names(last)) == 1
    assert "51+ cycles" in text_of(last) and "These are the first 51 cycles. Narrow the filter" in text_of(last)
    assert "These are too many to sort by questions met" in text_of(last)


def test_a_restricted_cycle_is_in_no_list_filter_or_count(council: Council, as_: SignedIn) -> None:
    three(council)
    secret = council.cycle(service_name="Secret move", restricted=True, lead=council["member"], sponsor=council["head"])
    asked = ("", "?q=secret", f"?lead={secret.lead_id}", f"?q={secret.reference}", f"?sponsor={secret.sponsor_id}")
    for name in ("other", "adviser", "owner", "councillor", "elsewhere"):
        client = as_(name)
        for path in ("/cycles/", "/cycles/board/", "/cycles/timeline/"):
            for query in asked if path == "/cycles/" else asked[:2]:
                page = client.get(path + query).content.decode()
                assert "Secret" not in page, (name, path, query)
                assert "Leanne Cooper" not in page and "Grace Holland" not in page, (name, path, query)
        assert "Analyse 2, £930,000 a year" in text_of(client.get("/cycles/board/")), name
    for name in ("member", "head", "auditor"):
        assert "Secret move Restricted" in text_of(as_(name).get("/cycles/?q=secret"))
        assert "Restricted Analyse. Tender must" in text_of(as_(name).get("/cycles/timeline/?q=secret"))


HOSTILE = [
    "owner__password__startswith=a",
    "_connector=OR",
    "order_by=lead__password",
    "sort=lead__password",
    "sort=--name",
    "sort=",
    "stage=plan%00",
    "stage=<script>alert(1)</script>%00",
    "lead=" + "%F0%9F%8C%8D" * 5000,
    "directorate[]=place",
    "directorate=%27%20OR%201=1--",
    "lead=1e9",
    "lead=999999999999999999999999",
    "q=%00%ff%fe",
    "q=%25_%5C",
    "q=" + "a" * 5000,
    "q=" + "+".join("abcdefghij"),
    "q=<script>alert(1)</script>",
    "ends-before=<script>alert(1)</script>",
    "ends-before=" + "9" * 5000,
    "ends-before=1+1+%D9%A1%D9%A2%D9%A3%D9%A4",
    "page=%00",
    "tier=S&tier=L",
    "years=%00&area=%00&quiet=-1",
]


def test_a_hostile_address_is_answered_calmly(council: Council, as_: SignedIn) -> None:
    three(council)
    client = as_("lead")
    for query in HOSTILE:
        for path in ("/cycles/", "/cycles/board/", "/cycles/timeline/", "/cycles/views/new/"):
            response = client.get(f"{path}?{query}")
            assert response.status_code == 200, (path, query)
            assert b"<script>alert" not in response.content
        csv_of(client, f"?{query}")


FIELDS = ["sort", "years", "page", "x__in"]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_only_what_is_offered_reaches_the_database(council: Council, data: st.DataObject) -> None:
    visible = visible_to(council["auditor"], TODAY)
    filters = filters_of(filter_options(council["auditor"], TODAY))
    names = st.sampled_from([*filters, *FIELDS])
    query = QueryDict(mutable=True)
    for name, value in data.draw(st.lists(st.tuples(names, st.text(max_size=20)), max_size=4)):
        query.appendlist(name, value)
    asked = ListState.from_query(query, filters, TODAY)
    offered = {name: {choice.value for choice in one.choices} for name, one in filters.items() if not one.is_text}
    known = {name: choice for name, choice in asked.chosen.items() if name in offered and not choice.gone}
    assert all(choice.value in offered[name] for name, choice in known.items())
    assert asked.years in YEARS
    assert not (list(matching_cycles(visible, asked)) and asked.matches_nothing)
    again = ListState.from_query(QueryDict(asked.query.removeprefix("?")), filters, TODAY)
    assert again == asked


QUERIES = {"/cycles/": 8, "/cycles/board/": 11, "/cycles/timeline/": 8}
# of its own: who leads or sponsors, the saved views, the keys in order, the rows, and what is met or planned of them


def test_costs_the_same_queries_for_one_cycle_for_three_and_for_sixty(
    council: Council, as_: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_("lead")
    more: list[Callable[[], object]] = [
        lambda: council.cycle(service_name="Parks"),
        lambda: (council.cycle(service_name="Roads"), council.cycle(service_name="Trees", lead=council["other"])),
        lambda: many(57),
    ]
    council.cycle(service_name="Bridges")
    for path in QUERIES:  # the edition is read once in each process
        client.get(path)
    for make in more:
        make()
        for path in ("/cycles/", "/cycles/board/", "/cycles/timeline/"):
            for query in ("", "?sort=-yearly&stage=live&q=e&turn=latest&restricted=no"):
                with django_assert_num_queries(QUERIES[path], info=path + query):
                    assert names(client.get(path + query))
