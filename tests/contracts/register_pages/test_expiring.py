"""What ends by quarter: its rows, its sums, and the lists behind them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from contracts.models import Agreement
from contracts.presenters.expiring import ExpiringGroup
from contracts.selectors import expiring
from contracts.services.ending import end_agreement, say_running_on, sign_agreement
from contracts.services.outlook import renew_outlooks
from tests.contracts.register import agreement, supplier
from tests.council import NOW, Council
from tests.overview.conftest import SignedIn
from tests.overview.texts import rows, section, text_of

TODAY = NOW.date()


def ending(council: Council) -> None:
    """One past its end, one that runs on, three that end in quarters to come, and some that do not belong."""
    agreement(council, title="Past", start=None, first_end=date(2026, 3, 31), yearly_value=Decimal(100))
    agreement(council, title="Runs on", start=None, first_end=date(2026, 3, 31))
    Agreement.objects.filter(title="Runs on").update(running_on_since=date(2026, 4, 1))
    agreement(council, title="This quarter", first_end=date(2026, 12, 31), yearly_value=Decimal(1_200_000))
    cycle = council.cycle(service_name="Parks", need_by=date(2028, 4, 1))
    agreement(council, title="Prepared", service=cycle.service, first_end=date(2028, 3, 31), yearly_value=Decimal(5))
    agreement(council, title="Alone", first_end=date(2028, 1, 1), value=Decimal(50_000))
    agreement(council, title="Later", first_end=date(2028, 10, 1))
    agreement(council, title="Unsigned", first_end=date(2028, 1, 1), is_signed=False)
    agreement(council, title="Rolling", first_end=None, is_rolling=True)
    over = agreement(council, title="Over", first_end=date(2026, 1, 31))
    Agreement.objects.filter(pk=over.pk).update(ended_on=date(2026, 1, 31))
    renew_outlooks(TODAY)


def groups_of(as_: SignedIn, name: str = "lead") -> list[ExpiringGroup]:
    groups: list[ExpiringGroup] = as_(name).get("/contracts/expiring/").context["groups"]
    return groups


def test_says_when_nothing_ends(council: Council, as_: SignedIn) -> None:
    agreement(council, title="Rolling", first_end=None, is_rolling=True)
    assert "Nothing in the register ends in the next two years" in text_of(as_("lead").get("/contracts/expiring/"))
    assert as_("nobody").get("/contracts/expiring/").status_code == 403


def test_those_past_their_end_come_first_then_eight_quarters(council: Council, as_: SignedIn) -> None:
    ending(council)
    groups = groups_of(as_)
    assert [(group.name, group.number, group.money, group.sums.without_cycle) for group in groups if group.number] == [
        ("Expired: still running?", 2, "£100 a year, and 1 not known", 2),
        ("23 November 2026 to 31 December 2026", 1, "£1.2 million a year", 1),
        ("January to March 2028", 2, "£5 a year, and 1 not known", 1),
    ]
    assert len(groups) == 9
    assert groups[-1].name == "July to September 2028"
    assert groups[0].sums.running_on == 1


def test_a_row_says_whether_a_cycle_has_started_in_time(council: Council, as_: SignedIn) -> None:
    ending(council)
    page = as_("lead").get("/contracts/expiring/")
    said = {row.title: row.said for group in page.context["groups"] for row in group.rows}
    assert said == {
        "Past": "No live cycle, and the end has passed",
        "Runs on": "No live cycle, and the end has passed",
        "This quarter": "No live cycle, and too late to start one in time",
        "Prepared": "Started 80 days late",
        "Alone": "No live cycle yet",
    }
    prepared = Agreement.objects.get(title="Prepared")
    assert prepared.analyse_by is not None
    assert f"31 March 2028 {prepared.analyse_by:%-d %B %Y} Started 80 days late C-0001 £5" in text_of(page)
    Agreement.objects.filter(title="Prepared").update(analyse_by=date(2026, 11, 23))
    assert "Started in time C-0001" in text_of(as_("lead").get("/contracts/expiring/"))


def test_the_sums_follow_every_change_of_an_agreement(council: Council, as_: SignedIn) -> None:
    def sums() -> dict[str, tuple[int, int]]:
        return {group.name: (group.number, group.sums.running_on) for group in groups_of(as_) if group.number}

    lead, past, at = council["lead"], date(2026, 3, 31), NOW
    row = agreement(council, first_end=past, start=None, is_signed=False)
    assert sums() == {}, "it is not signed"
    row = sign_agreement(row, date(2026, 1, 5), actor=lead, at=at)
    assert sums() == {"Expired: still running?": (1, 0)}
    row = say_running_on(row, date(2026, 4, 1), reason="Until the new one starts", actor=lead, at=at)
    assert sums() == {"Expired: still running?": (1, 1)}
    end_agreement(row, TODAY - timedelta(days=1), reason="The new one has started", actor=lead, at=at)
    assert sums() == {}


@pytest.mark.parametrize("name", ["lead", "auditor"])
def test_every_figure_is_the_list_behind_it(council: Council, as_: SignedIn, name: str) -> None:
    ending(council)
    client = as_(name)
    for group in groups_of(as_, name):
        listed = client.get(group.url).context["rows"]
        assert len(listed) == group.number, group.name
        assert sorted(row["title"] for row in listed) == sorted(row.title for row in group.rows), group.name
        assert len(client.get(group.without_cycle_url).context["rows"]) == group.sums.without_cycle, group.name
        agreements = Agreement.objects.filter(reference__in=[row.reference for row in group.rows])
        assert sum(row.yearly_value or 0 for row in agreements) == (group.sums.yearly or 0)


def test_a_restricted_next_cycle_is_told_to_those_who_see_it(council: Council, as_: SignedIn) -> None:
    """In its row and in the count; for everybody else nothing tells of it."""
    secret = council.cycle(service_name="Secret move", restricted=True, lead=council["member"], sponsor=council["head"])
    agreement(council, title="Moves", service=secret.service, first_end=date(2028, 1, 1))
    for name, reference, without in (("member", secret.reference, 0), ("other", "", 1)):
        group = next(group for group in groups_of(as_, name) if group.number)
        assert (group.rows[0].cycle_reference, group.sums.without_cycle) == (reference, without), name
        assert len(as_(name).get(group.without_cycle_url).context["rows"]) == without, name


def test_a_long_quarter_shows_its_first_and_counts_all(
    council: Council, as_: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contracts.selectors.expiring.SHOWN", 2)
    monkeypatch.setattr("contracts.presenters.expiring.SHOWN", 2)
    for day in (3, 1, 2):
        agreement(council, title=f"Ends on {day}", first_end=date(2027, 1, day))
    page = as_("lead").get("/contracts/expiring/")
    group = next(group for group in page.context["groups"] if group.number)
    assert ([row.title for row in group.rows], group.number) == (["Ends on 1", "Ends on 2"], 3)
    assert "These are the first 2. See all 3" in section(page, "quarter-2027-1")
    assert expiring.SHOWN == 2


def test_councillors_read_what_ends_and_not_what_is_planned(council: Council, as_: SignedIn) -> None:
    ending(council)
    text = text_of(as_("councillor").get("/contracts/expiring/"))
    assert "This quarter" in text
    for word in ("cycle", "Analyse", "runs on", "say that"):
        assert word not in text, word


def test_statements_do_not_grow_with_rows(
    council: Council, as_: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    brightways, client = supplier(council), as_("lead")
    for more in (1, 2):
        for _ in range(more):
            agreement(council, brightways, first_end=date(2027, 3, 31))
        client.get("/contracts/expiring/")  # fills the caches
        with django_assert_num_queries(7):
            client.get("/contracts/expiring/")
    assert len(rows(client.get("/contracts/expiring/"))) == 8
