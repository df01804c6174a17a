"""What changed since somebody was last here: in which cycles, told to whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Visit
from audit import services as trail
from audit.models import Event
from cycles.models import Cycle
from cycles.services.editing import edit_cycle
from demo import play
from overview.presenters.changes import changes, counted, since_last_visit
from overview.selectors.changes import CHANGES_NOTHING
from tests.council import NOW, Council, make_restricted
from tests.overview.conftest import SignedIn
from tests.overview.texts import section, text_of

FRIDAY = datetime(2026, 11, 20, 16, 12, tzinfo=UTC)
BEFORE, AFTER = FRIDAY - timedelta(hours=1), FRIDAY + timedelta(hours=1)


def visited(council: Council, *names: str) -> None:
    """They were here until Friday at 4:12pm."""
    for name in names:
        Visit.objects.create(user=council[name], seen_at=FRIDAY)


def edit(cycle: Cycle, purpose: str, at: datetime) -> None:
    fresh = Cycle.objects.get(pk=cycle.pk)
    edit_cycle(fresh, {"purpose": purpose}, actor=fresh.lead, at=at, seen_version=fresh.details_version)


def test_tells_what_others_did_since_the_last_visit_by_cycle(council: Council, as_: SignedIn) -> None:
    visited(council, "member")
    roads = council.cycle(service_name="Roads", team=[council["member"]], at=BEFORE)
    parks = council.cycle(service_name="Parks", team=[council["member"]], at=BEFORE)
    trees = council.cycle(service_name="Trees", at=BEFORE)
    edit(roads, "Dry roads", AFTER)
    edit(parks, "Green parks", AFTER + timedelta(minutes=5))
    edit(parks, "Greener parks", AFTER + timedelta(minutes=9))
    edit(trees, "Tall trees", AFTER)
    mine = as_("member").get("/changes/")
    assert "3 things changed in 2 cycles since Friday 20 November 2026 at 4:12pm." in text_of(mine, "body")
    page = mine.content.decode()
    assert page.index(f'id="{parks.reference}"') < page.index(f'id="{roads.reference}"')
    assert section(mine, parks.reference).count("Changed the cycle") == 2
    assert trees.reference not in page
    everything = as_("member").get("/changes/?which=all")
    assert "4 things changed in 3 cycles" in text_of(everything, "body")
    assert "Nothing changed in your cycles" in text_of(as_("lead").get("/changes/"), "body")  # they did it themselves


def test_a_day_and_a_cycle_of_the_address(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle(team=[council["member"]], at=BEFORE - timedelta(days=5))
    edit(cycle, "Clean roads", FRIDAY - timedelta(days=2))
    edit(cycle, "Cleaner roads", AFTER)
    council.cycle(service_name="Parks", at=AFTER)
    client = as_("member")
    said = text_of(client.get(f"/changes/?since=2026-11-20&cycle={cycle.reference}"), "body")
    assert f"1 thing changed in Street cleansing, {cycle.reference}, since Friday 20 November 2026." in said
    assert "2 things changed in 1 cycle since Wednesday 18 November 2026." in text_of(
        client.get("/changes/?since=2026-11-18"), "body"
    )
    assert client.get("/changes/?cycle=C-9999").status_code == 404


def test_whoever_comes_for_the_first_time_reads_of_the_last_week(council: Council, as_: SignedIn) -> None:
    edit(council.cycle(at=NOW - timedelta(days=9)), "Clean roads", NOW - timedelta(days=6))
    assert "1 thing changed in 1 cycle in the last 7 days." in text_of(as_("auditor").get("/changes/"), "body")


def test_councillors_read_what_was_decided_and_no_drafts(council: Council, as_: SignedIn) -> None:
    visited(council, "councillor")
    cycle = play.pass_gate(council.cycle(at=BEFORE), at=AFTER)
    edit(cycle, "Clean roads", AFTER)
    for query in ("", "?which=mine", "?which=all&since=2026-01-01"):
        said = text_of(as_("councillor").get(f"/changes/{query}"))
        assert "Decided the Analyse gate: Pass" in said
        assert "The cycle is now in Plan" in said
        assert "Answered" not in said
        assert "Changed the cycle" not in said
        assert "/questions/" not in as_("councillor").get(f"/changes/{query}").content.decode()


def test_restricted_cycles_change_for_those_alone_who_may_see_them(council: Council, as_: SignedIn) -> None:
    secret = council.cycle(service_name="Secret move", restricted=True, team=[council["member"]], at=AFTER)
    for name in ("other", "adviser", "owner", "councillor", "elsewhere"):
        visited(council, name)
        for query in ("?which=all", "?which=mine", "?which=all&since=2026-01-01"):
            response = as_(name).get(f"/changes/{query}")
            assert "Nothing changed" in text_of(response, "body"), (name, query)
            assert "Secret" not in response.content.decode()
        assert as_(name).get(f"/changes/?cycle={secret.reference}").status_code == 404
    visited(council, "member", "auditor")
    assert "Secret move" in text_of(as_("member").get("/changes/"))
    assert "Secret move" in text_of(as_("auditor").get("/changes/"))


def test_nobody_is_told_of_a_next_cycle_that_is_hidden_from_them(council: Council, as_: SignedIn) -> None:
    closed = council.cycle_at("closed", at=AFTER)
    pages = ("/changes/?which=all&since=2026-01-01", f"/cycles/{closed.reference}/history/")
    following = closed.successor
    for path in pages:
        assert f"Opened the next cycle, {following.reference}" in text_of(as_("other").get(path)), path
    make_restricted(following.pk)
    for path in pages:
        for name, told in (("other", False), ("councillor", False), ("assistant", True), ("auditor", True)):
            assert (following.reference in as_(name).get(path).content.decode()) == told, (name, path)


def test_the_record_of_the_council_is_no_change_of_a_cycle(council: Council, as_: SignedIn) -> None:
    trail.record("system", "council_day_listed", actor=council["admin"], at=NOW, name="Executive", starts=NOW.date())
    assert "Nothing changed" in text_of(as_("auditor").get("/changes/"), "body")


def many(cycle: Cycle, number: int) -> None:
    """Events straight into the table: only their time and chain matter to the list."""
    first = Event.objects.filter(chain=cycle.chain).order_by("-seq")[0]
    start = first.seq
    Event.objects.bulk_create(
        Event(
            chain=cycle.chain,
            seq=start + place,
            at=NOW,
            actor=cycle.sponsor,
            verb="tier_changed",
            facts={"tier": f"tier {place}"},
            prev_hash=f"{start + place:064}",
            hash=f"{start + place + 1:064}",
        )
        for place in range(1, number + 1)
    )


def test_counts_to_a_thousand_and_turns_pages_of_fifty(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle()
    many(cycle, 60)
    client = as_("auditor")
    first, second = client.get("/changes/"), client.get("/changes/?page=2")
    assert len(first.content.decode().split("The tier is now")) == 51
    assert "The tier is now tier 10 " in text_of(second)
    many(cycle, 1000)
    assert "More than 1,000 things changed" in text_of(client.get("/changes/"), "body")
    assert "1 to 50 of 1000" in text_of(client.get("/changes/"))
    assert client.get("/changes/?page=20").status_code == 200


@pytest.mark.parametrize(
    "query",
    ["?since=0001-01-01", "?since=9999-12-31", "?since=x", "?since=%00", "?which=x", "?page=x", "?page=-1", "?cycle="],
)
def test_an_odd_address_shows_something_true(council: Council, as_: SignedIn, query: str) -> None:
    council.cycle(at=AFTER)
    for name in ("auditor", "councillor"):
        assert as_(name).get(f"/changes/{query}").status_code == 200


@pytest.mark.parametrize("reference", ["C-9999", "%00", "x", "C-0001%00"])
def test_of_a_cycle_that_is_not_there_it_tells_nothing(as_: SignedIn, reference: str) -> None:
    assert as_("auditor").get(f"/changes/?cycle={reference}").status_code == 404


def test_is_for_people_with_a_role(as_: SignedIn) -> None:
    assert as_("nobody").get("/changes/").status_code == 403


def test_my_work_says_how_much_and_leads_there(council: Council, as_: SignedIn) -> None:
    visited(council, "member")
    client = as_("member")
    assert "Nothing changed in your cycles since Friday 20 November 2026 at 4:12pm." in section(
        client.get("/my-work/"), "since"
    )
    edit(council.cycle(team=[council["member"]], at=BEFORE), "Clean roads", AFTER)
    assert "1 thing changed in 1 cycle since Friday" in section(client.get("/my-work/"), "since")
    assert 'href="/changes/"' in client.get("/my-work/").content.decode()


@pytest.mark.parametrize("name", ["lead", "head", "assistant2", "elsewhere"])
def test_my_work_counts_what_the_page_shows(council: Council, name: str) -> None:
    """In an open cycle, in a restricted one, and of a cycle whose successor nobody else may see."""
    open_one = council.cycle(at=BEFORE)
    edit(open_one, "Clean roads", AFTER)
    edit(council.cycle(at=BEFORE, restricted=True, sponsor=council["assistant2"]), "Quiet roads", AFTER)
    secret = Cycle.objects.get(restricted=True)
    trail.record(open_one.chain, "successor_opened", actor=None, at=AFTER, about=secret, successor=secret.reference)
    play.pass_gate(open_one, at=AFTER)
    user, at = council[name], AFTER + timedelta(days=1)
    asked, found = since_last_visit(user, at)
    assert found == counted(changes(user, asked, at.date()))
    assert found.number > 0 or name == "elsewhere"


def test_no_event_is_later_than_the_change_of_its_cycle(council: Council) -> None:
    """`changes` leaves out the cycles whose `changed_at` is before the day that is asked for."""
    cycle = council.cycle(at=BEFORE, team=[council["member"]])
    for at in (FRIDAY, AFTER):
        cycle = play.pass_gate(cycle, at=at)
    told = Event.objects.filter(chain=cycle.chain).exclude(verb__in=CHANGES_NOTHING)
    assert told.latest("at").at == Cycle.objects.get(pk=cycle.pk).changed_at == AFTER


def test_costs_the_same_queries_for_one_cycle_and_for_three(council: Council, as_: SignedIn) -> None:
    visited(council, "auditor")
    client = as_("auditor")
    client.get("/help/")
    counts = []
    for names in (["Parks"], ["Roads", "Trees"]):
        for name in names:
            play.put(play.ready(council.cycle(service_name=name, at=AFTER), at=AFTER), at=AFTER)
        with CaptureQueriesContext(connection) as queries:
            client.get("/changes/?which=all")
        counts.append(len(queries))
    assert counts == [QUERIES, QUERIES]


QUERIES = 11
