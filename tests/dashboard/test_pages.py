"""The pages of the dashboard: sums that agree with their rows, what is not known, and what is left out."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contracts.models import Agreement
from cycles.models import Cycle
from dashboard.presenters.page import DashboardPage
from dashboard.selectors.areas import Scope
from dashboard.selectors.cached_figures import cached_figures
from dashboard.services.figures import refresh_after_changes
from tests.council import NOW, Council
from tests.dashboard.conftest import SignedIn, counted_now

PAGES = (
    "/dashboard/",
    "/dashboard/directorates/place/",
    "/dashboard/ambitions/life/",
    "/dashboard/principles/",
    "/dashboard/principles/resident-focused/",
    "/dashboard/in-use/",
    "/dashboard/in-use/covered/",
    "/dashboard/in-use/covered/?which=1",
    "/dashboard/in-use/moving/",
    "/dashboard/in-use/evidenced/",
    "/dashboard/in-use/decided/",
    "/dashboard/in-use/decided/?which=1",
    "/dashboard/contracts/",
    "/dashboard/contracts/?lapse=yes",
    "/dashboard/contracts/?lapse=no",
    "/dashboard/decisions/",
    "/dashboard/decisions/?within=6",
    "/dashboard/decisions/?ambition=life",
    "/dashboard/stages/analyse/",
    "/dashboard/promises/",
    "/dashboard/promises/?which=late",
    "/dashboard/definitions/",
)
SCOPES: tuple[dict[str, str], ...] = (
    {},
    {"area": "boston"},
    {"directorate": "place"},
    {"area": "sleaford", "directorate": "place"},
)


BARE = re.compile(r'<td data-l="(?:Cycles|In time|Met|Questions asked)"[^>]*>(?:<span[^>]*>)*\s*\d')


def page(**where: str) -> DashboardPage:
    scope = Scope.from_query(where)
    return DashboardPage(scope, cached_figures(scope), NOW.date())


def listed(client: Client, url: str) -> list[str]:
    """The references on every page of a list, in its order."""
    found, number = [], 1
    while True:
        body = client.get(f"{url}{'&' if '?' in url else '?'}page={number}").content.decode()
        main = body[body.index('<main id="main"') :]
        found += re.findall(r'href="/(?:cycles|contracts)/([AC]-\d+)/"', main)
        if 'rel="next"' not in main:
            return found
        number += 1


def yearly(references: list[str]) -> int:
    cycles = Cycle.objects.filter(reference__in=references)
    agreements = Agreement.objects.filter(reference__in=references)
    values = [*cycles.values_list("yearly_value", flat=True), *agreements.values_list("yearly_value", flat=True)]
    return sum(int(value * 100) for value in values if value is not None)


def adds_up(client: Client, found: DashboardPage) -> None:
    """Each number is followed by its own link."""
    assert len(listed(client, found.live.url)) == found.live.number
    assert sum(count.number for count in found.statuses) == found.live.number
    for count in found.statuses:
        assert len(listed(client, count.url)) == count.number, count
    assert yearly(listed(client, found.spend_url)) == found.spend.pence
    assert len(listed(client, found.unknown_url)) == found.spend.unknown
    for line in [*found.stages, *found.ambitions]:
        assert len(listed(client, line.count.url)) == line.count.number, line
        assert yearly(listed(client, line.spend_url)) == line.spend.pence, line
        assert len(listed(client, line.unknown_url)) == line.spend.unknown, line
        for count in line.attention:
            assert len(listed(client, count.url)) == count.number
    assert sum(line.count.number for line in found.stages) == found.live.number
    assert sum(line.spend.pence for line in found.stages) == found.spend.pence
    for count in found.attention:
        assert len(listed(client, count.url)) == count.number
    for line in found.stages:
        assert len(listed(client, line.passes.url)) == line.passes.number, line
    assert len(listed(client, found.quiet.url)) == found.quiet.number
    for promised in found.promises.values():
        assert len(listed(client, promised.url)) == promised.number, promised
    number, value = found.figures.decisions
    rows = listed(client, found.soon_url)
    worth = Cycle.objects.filter(reference__in=rows).aggregate(sum=Sum("whole_life_value"))["sum"] or 0
    assert (len(rows), worth) == (number, value.pounds)
    assert len(listed(client, found.soon_unknown_url)) == value.unknown


@pytest.mark.parametrize("where", SCOPES, ids=str)
def test_every_number_is_the_sum_of_its_rows(full_council: Council, as_: SignedIn, where: dict[str, str]) -> None:
    """As the councillor, from each number by its own link."""
    adds_up(as_("councillor"), page(**where))


def test_no_number_of_a_table_stands_without_its_link(full_council: Council, as_: SignedIn) -> None:
    for path in ("/dashboard/", "/dashboard/directorates/place/", "/dashboard/principles/"):
        assert not BARE.findall(as_("councillor").get(path).content.decode()), path


def test_cycles_that_name_no_ambition_have_a_row(full_council: Council, as_: SignedIn) -> None:
    found = page()
    named = Cycle.objects.filter(stage__in=("analyse", "plan", "do", "review"), restricted=False)
    without = named.filter(ambitions__isnull=True).count()
    last = found.ambitions[-1]
    assert (last.name, last.count.number) == ("No ambition named", without)
    assert len(listed(as_("councillor"), last.count.url)) == without > 0


@pytest.mark.parametrize("where", SCOPES, ids=str)
def test_contracts_add_up_to_their_rows(full_council: Council, as_: SignedIn, where: dict[str, str]) -> None:
    client, found = as_("councillor"), page(**where)
    lapsing = listed(client, found.lapse_url)
    assert len(lapsing) == found.figures.could_lapse == sum(one.lapse.number for one in found.quarters)
    for quarter in found.quarters:
        rows = listed(client, quarter.url)
        assert len(rows) == quarter.contracts
        assert yearly(rows) == quarter.spend.pence
        assert len(listed(client, quarter.unknown_url)) == quarter.spend.unknown
        assert len(listed(client, quarter.lapse.url)) == quarter.lapse.number
        assert len(listed(client, quarter.in_time.url)) == quarter.in_time.number
    assert sum(one.contracts for one in found.quarters) == found.ending.contracts
    assert len(listed(client, found.ending.url)) == found.ending.contracts
    assert len(listed(client, found.ending.in_time.url)) == found.ending.in_time.number
    assert yearly(listed(client, found.ending.url)) == found.ending.spend.pence
    assert len(listed(client, found.end_not_known.url)) == found.end_not_known.number


def test_the_signs_add_up_to_their_rows(full_council: Council, as_: SignedIn) -> None:
    client, found = as_("councillor"), page()
    covered, moving, evidenced, decided = found.indicators.items
    assert yearly(listed(client, "/dashboard/in-use/covered/?which=1")) == covered.part
    assert yearly(listed(client, "/dashboard/in-use/covered/")) == covered.whole - covered.part
    assert len(listed(client, "/dashboard/in-use/moving/")) == moving.whole - moving.part
    assert len(listed(client, "/dashboard/in-use/decided/?which=1")) == decided.part
    assert len(listed(client, "/dashboard/in-use/decided/")) == decided.whole - decided.part
    for reader in ("councillor", "lead"):
        body = as_(reader).get("/dashboard/in-use/evidenced/").content.decode()
        answers, in_date = (
            sum(int(number) for number in re.findall(rf'data-l="{label}" class="num">(\d+)<', body))
            for label in ("Answers", "In date")
        )
        assert (in_date, answers) == (evidenced.part, evidenced.whole)


def test_what_a_page_is_of_stays_in_another_place(full_council: Council, as_: SignedIn) -> None:
    client = as_("councillor")
    body = client.get("/dashboard/contracts/?lapse=yes&ends=2027-1&area=boston").content.decode()
    for name, value in (("lapse", "yes"), ("ends", "2027-1")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in body
    assert 'href="/dashboard/?area=boston"' in body, "back to where one came from"
    assert 'type="hidden" name="lapse"' not in client.get("/dashboard/contracts/?area=boston").content.decode()
    body = client.get("/dashboard/directorates/place/?area=boston").content.decode()
    assert 'class="govuk-back-link" href="/dashboard/?area=boston"' in body


def test_councillors_are_told_of_no_cycle_what_it_has_answered_so_far(full_council: Council, as_: SignedIn) -> None:
    assert listed(as_("lead"), "/dashboard/in-use/evidenced/")
    assert not listed(as_("councillor"), "/dashboard/in-use/evidenced/")


def test_principles_add_up_to_their_cycles(full_council: Council, as_: SignedIn) -> None:
    for name, url, met in page().principle_rows:
        body = as_("councillor").get(url).content.decode()
        asked, was_met = (
            sum(int(number) for number in re.findall(rf'data-l="{label}" class="num">(\d+)<', body))
            for label in ("Questions asked", "Met")
        )
        assert (asked, was_met) == (met.asked, met.met), name
        assert len(listed(as_("councillor"), url)) == met.cycles


def test_what_could_lapse_is_one_step_from_the_dashboard(full_council: Council, as_: SignedIn) -> None:
    Cycle.objects.filter(service__name="Roads").update(status="off_track", slack=-20)
    counted_now()
    body = as_("councillor").get("/dashboard/").content.decode()
    number = len(listed(as_("councillor"), "/dashboard/contracts/?lapse=yes"))
    assert f'<a href="/dashboard/contracts/?lapse=yes" class="app-big">{number}</a>' in body
    assert "Roads" in as_("councillor").get("/dashboard/contracts/?lapse=yes").content.decode()


def test_a_councillor_begins_here(full_council: Council, as_: SignedIn) -> None:
    assert as_("councillor").get("/").headers["Location"] == "/dashboard/"


def test_restricted_cycles_are_on_no_page_of_it_and_it_says_so(full_council: Council, as_: SignedIn) -> None:
    """Not even for its lead and for the auditor, who may see it elsewhere."""
    secret = Cycle.objects.get(service__name="Secret")
    for person in ("lead", "auditor", "councillor"):
        client = as_(person)
        for path in PAGES:
            body = client.get(path).content.decode()
            assert "Secret" not in body, (person, path)
            assert secret.reference not in body, (person, path)
    assert "Restricted cycles are left out for everybody" in as_("lead").get("/dashboard/").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "area=%00&directorate=x",
        "area=boston'--",
        "ends=9999999-9&lapse=maybe",
        "ends=-&page=x",
        "ends=0-0",
        "which=7&page=-1",
        "which=%00&within=%00&ambition=%00",
    ],
)
def test_any_address_is_answered(full_council: Council, as_: SignedIn, query: str) -> None:
    client = as_("councillor")
    for path in PAGES:
        assert client.get(f"{path.split('?')[0]}?{query}").status_code == 200, path


def test_figures_are_old_when_nobody_looks_for_changes_not_when_there_are_none(
    full_council: Council, as_: SignedIn
) -> None:
    for step in range(2 * 60 * 3):
        assert not refresh_after_changes(NOW + step * timedelta(seconds=20))
    for minutes, old in ((120, False), (151, True)):
        cache.clear()
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            assert ("These figures are old" in as_("councillor").get("/dashboard/").content.decode()) is old


def queries(client: Client, path: str) -> int:
    client.get(path)
    cache.clear()
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def test_the_dashboard_asks_little_of_the_database(full_council: Council, as_: SignedIn) -> None:
    client = as_("councillor")
    just_after = queries(client, "/dashboard/")
    with CaptureQueriesContext(connection) as again:
        client.get("/dashboard/")
    assert just_after <= 13
    assert len(again) <= 4


def test_the_first_visit_is_light(full_council: Council, as_: SignedIn) -> None:
    assert len(gzip.compress(as_("councillor").get("/dashboard/").content)) < 40_000
