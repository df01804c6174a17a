"""Every number of the dashboard leads to the rows that it counts, and its words say what the rows are."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts.models import Division, Role
from cycles.models import Cycle
from cycles.services.editing import restrict
from cycles.services.starting import start_next
from dashboard.figures import Spend, below
from dashboard.selectors.areas import scope_choices
from dashboard.services.figures import refresh
from demo import play
from principles.models import Ambition, Edition, Principle
from principles.selectors import edition_in_force
from tests.council import LARGE, NOW, Council
from tests.dashboard.conftest import SignedIn, counted_now
from tests.dashboard.scene import promise
from tests.dashboard.test_counting import figures
from tests.dashboard.test_pages import adds_up, listed, page

LATER = date(2029, 4, 1)


def test_the_key_decisions_counted_are_those_of_half_a_year(council: Council, as_: SignedIn) -> None:
    soon, later = (council.cycle(LARGE, key_decision=True, service_name=name) for name in ("Soon", "Later"))
    for cycle, days in ((soon, 30), (later, 300)):
        cycle.dates.filter(milestone="decision").update(planned=NOW.date() + timedelta(days=days))
    counted_now()
    client, found = as_("councillor"), page()
    assert found.figures.decisions[0] == 1
    assert listed(client, found.soon_url) == [soon.reference]
    assert listed(client, found.decisions_url) == [soon.reference, later.reference]
    body = client.get("/dashboard/").content.decode()
    assert '<td data-l="Decision maker">Not known yet</td>' in body


def test_a_key_decision_says_who_takes_it(council: Council, as_: SignedIn) -> None:
    decided: dict[str, Any] = {"decision_maker": "councillor", "decision_maker_title": "Highways"}
    council.cycle(LARGE, key_decision=True, service_name="Parks", consulting="the Leader", **decided)
    counted_now()
    words = "Executive Councillor: Highways, in consultation with the Leader"
    client = as_("councillor")
    assert [decision.maker for decision in page().coming] == [words]
    assert f'<td data-l="Decision maker">{words}</td>' in client.get("/dashboard/").content.decode()
    assert words in client.get("/dashboard/decisions/").content.decode()


def test_a_decision_that_costs_nothing_says_so(council: Council, as_: SignedIn) -> None:
    council.cycle(LARGE, key_decision=True, service_name="Parks", whole_life_value=Decimal(0))
    counted_now()
    assert [decision.value for decision in page().coming] == [Decimal(0)]
    assert (
        '<td data-l="Whole-life value without VAT" class="num">£0</td>'
        in as_("councillor").get("/dashboard/").content.decode()
    )


def test_when_the_next_cycle_was_stopped_what_runs_now_could_lapse(council: Council, as_: SignedIn) -> None:
    """However well its own cycle goes; before what that one prepared has begun, the end is of what was there before."""
    names = ("Begun", "Prepared", "Alone")
    cycles = {name: council.cycle(service_name=name, yearly_value=Decimal(5)) for name in names}
    for name in ("Begun", "Prepared"):
        stopped = council.cycle(service_name=f"After {name}")
        Cycle.objects.filter(pk=stopped.pk).update(stage="stopped", status="", ended_at=NOW, previous=cycles[name])
    ends = NOW.date() + timedelta(days=200)
    going = {"status": "on_track", "arrangement_ends": ends}
    for name, stage, need_by in (
        ("Begun", "review", NOW.date() - timedelta(days=9)),
        ("Prepared", "do", ends),
        ("Alone", "review", NOW.date() - timedelta(days=9)),
    ):
        Cycle.objects.filter(pk=cycles[name].pk).update(stage=stage, need_by=need_by, **going)
    counted_now()
    client = as_("councillor")
    assert listed(client, page().lapse_url) == [cycles["Begun"].reference]
    assert page().figures.could_lapse == 1
    assert "The next cycle was stopped" in client.get(page().lapse_url).content.decode()


@pytest.mark.parametrize("between", ["", "stopped", "restricted"])
def test_a_service_in_two_live_cycles_is_counted_once(council: Council, as_: SignedIn, between: str) -> None:
    """The earlier in Review, the later in Analyse; one that was stopped, or is restricted, may stand between them."""
    then = NOW - timedelta(days=365)
    life = [edition_in_force(NOW.date()).ambition_set.get(code="life")]
    earlier = council.cycle_at("do", at=then, service_name="Trees", yearly_value=Decimal(100), ambitions=life)
    if between:
        middle = start_next(earlier, need_by=LATER, actor=council["lead"], at=then)
        if between == "stopped":
            submission = play.put(play.ready(middle, at=then), at=then)
            play.sign(submission, at=then, ruled=play.ruling(submission, "stop"))
        else:
            middle = play.pass_gate(middle, at=then)
            restrict(middle, restricted=True, reason="Staff", actor=council["lead"], at=then)
    again: dict[str, Any] = {"service": earlier.service, "service_name": "", "need_by": LATER, "ambitions": life}
    later = council.cycle(**again, yearly_value=Decimal("120.50"))
    earlier = play.pass_gate(Cycle.objects.get(pk=earlier.pk), at=NOW)
    assert (earlier.stage, later.stage, earlier.service) == ("review", "analyse", later.service)
    council.cycle(service_name="Parks", yearly_value=Decimal(30))
    counted_now()
    client, found = as_("councillor"), page()
    adds_up(client, found)
    assert found.live.number == 3
    assert found.spend == Spend(150_50, 0)
    assert found.figures.spend("review") == Spend(0, 0)
    assert found.figures.ambition_spend("life") == Spend(120_50, 0)
    assert found.figures.counts["covered:services"] == 2
    assert found.figures.counts["uncovered:spend"] == 0
    assert (found.ending.contracts, found.end_not_known.number) == (0, 0)
    assert listed(client, "/dashboard/in-use/covered/?which=1") == [later.reference, "C-0004" if between else "C-0003"]


def test_an_ambition_has_its_decisions(council: Council, as_: SignedIn) -> None:
    ambition = edition_in_force(NOW.date()).ambition_set.get(code="life")
    mine = council.cycle(LARGE, key_decision=True, service_name="Parks", ambitions=[ambition])
    council.cycle(LARGE, key_decision=True, service_name="Roads")
    counted_now()
    body = as_("councillor").get("/dashboard/ambitions/life/").content.decode()
    assert "Decision maker" in body
    assert "Roads" not in body
    assert listed(as_("councillor"), "/dashboard/decisions/?ambition=life") == [mine.reference]


def test_a_gate_is_due_once_its_planned_day_has_gone(council: Council, as_: SignedIn) -> None:
    """Decided this year though planned for last year it counts; planned for a day to come it does not."""
    due, early, waits = (council.cycle(service_name=name) for name in ("Due", "Early", "Waits"))
    for cycle in (due, early):
        play.pass_gate(cycle, at=NOW)
    planned = {due: date(2025, 12, 1), early: date(2027, 1, 4), waits: date(2025, 11, 3)}
    for cycle, day in planned.items():
        cycle.dates.filter(milestone="analyse_gate").update(planned=day)
    waits.dates.filter(milestone="plan_gate").update(planned=date(2025, 1, 7))
    counted_now()
    known = figures().indicators.items[3].measured
    assert (known.part, known.whole) == (1, 2)
    client = as_("councillor")
    assert listed(client, "/dashboard/in-use/decided/?which=1") == [due.reference]
    body = client.get("/dashboard/in-use/decided/").content.decode()
    assert '<td data-l="Planned for">3 November 2025</td>' in body, "that of the gate of its stage"
    with_next_year = NOW.replace(year=2027, month=2)
    refresh(with_next_year)
    cache.clear()
    assert figures().indicators.items[3].measured.part == 0


@pytest.mark.parametrize(("days", "kind"), [(0, "open"), (1, "late")])
def test_a_promise_that_is_due_today_is_not_late(council: Council, as_: SignedIn, days: int, kind: str) -> None:
    cycle = council.cycle_at("plan", service_name="Parks")
    promise(cycle, council).cycle.conditions.update(due=NOW.date() - timedelta(days=days))
    counted_now()
    counts = {"made": 1, "kept": 0, "late": 0, "open": 0} | {kind: 1}
    promised = page().promises
    assert {name: count.number for name, count in promised.items()} == counts
    assert {name: len(listed(as_("councillor"), count.url)) for name, count in promised.items()} == counts


def test_a_cycle_is_quiet_after_its_thirtieth_day(council: Council, as_: SignedIn) -> None:
    """London's days: 24 October 2026 is the thirtieth before, still in summer time."""
    moments = {"Thirtieth": datetime(2026, 10, 24, 0, 0), "Before": datetime(2026, 10, 23, 23, 59)}
    for name, moment in moments.items():
        cycle = council.cycle(service_name=name)
        Cycle.objects.filter(pk=cycle.pk).update(changed_at=timezone.make_aware(moment))
    counted_now()
    client, quiet = as_("councillor"), [Cycle.objects.get(service__name="Before").reference]
    found = page()
    assert (found.quiet.number, found.indicators.items[1].measured.part) == (1, 1)
    assert listed(client, found.quiet.url) == listed(client, "/dashboard/in-use/moving/") == quiet


def test_a_median_is_of_the_gates_passed_in_730_days(council: Council, as_: SignedIn) -> None:
    """Whole days in London, the 730th before today among them."""
    moments = (datetime(2026, 11, 22, 12, 0), datetime(2024, 11, 23, 0, 0), datetime(2024, 11, 22, 23, 59))
    cycles = [council.cycle_at("plan", service_name=f"{moment:%d %B %Y}") for moment in moments]
    for cycle, moment, days in zip(cycles, moments, (10, 20, 300), strict=True):
        closed = timezone.make_aware(moment)
        Cycle.objects.filter(pk=cycle.pk).update(started_at=closed - timedelta(days=days))
        cycle.submissions.update(closed_at=closed)
    counted_now()
    passes = page().stages[0].passes
    assert passes.number == 2
    assert listed(as_("councillor"), passes.url) == [cycles[1].reference, cycles[0].reference]
    assert below(figures().counts, "days", "analyse") == {"10": 1, "20": 1}


def test_a_stopped_gate_is_decided(council: Council) -> None:
    cycle = council.cycle(service_name="Due")
    cycle.dates.update(planned=date(2026, 1, 5))
    submission = play.put(play.ready(cycle, at=NOW), at=NOW)
    play.sign(submission, at=NOW, ruled=play.ruling(submission, "stop", reasons="No need any more"))
    assert Cycle.objects.get().stage == "stopped"
    counted_now()
    assert (figures().indicators.items[3].measured.part, figures().counts["overdue"]) == (1, 0)


def test_principles_stand_in_the_order_of_the_edition_in_force(council: Council, as_: SignedIn) -> None:
    old = Edition.objects.get(code="lincolnshire-2021")
    names = [name for name, _ in page().principles]
    for valid_from, turned in ((date(2026, 11, 22), True), (date(2030, 1, 1), False)):
        made = Edition.objects.create(
            code=f"of-{valid_from.year}", title="Another", valid_from=valid_from, figures=old.figures, loaded_at=NOW
        )
        for row in Principle.objects.filter(edition=old):
            position = 100 - row.position if turned else row.position
            row.pk, row.edition, row.position, row.name = None, made, position, row.name if turned else "Not yet"
            row.save()
        Ambition.objects.create(edition=made, code=f"of-{valid_from.year}", name="A new one", position=1)
    counted_now()
    assert [name for name, _ in page().principles] == names[::-1]
    client = as_("councillor")
    assert client.get("/dashboard/ambitions/of-2026/").status_code == 200
    assert client.get("/dashboard/ambitions/of-2030/").status_code == 404
    assert client.get("/dashboard/stages/closed/").status_code == 404


def test_a_division_called_like_a_district_is_itself(council: Council, as_: SignedIn) -> None:
    mine = Division.objects.create(name="Boston", district="Boston")
    other = Division.objects.create(name="Boston North", district="Boston")
    Role.objects.filter(user=council["councillor"]).update(division=mine)
    for division in (mine, other):
        council.cycle(service_name=division.name, all_divisions=False, divisions=[division])
    counted_now()
    found = scope_choices()
    assert found.area("boston").key == "district:Boston"
    assert found.area("boston-division").key == "division:Boston"
    assert (figures(area="boston").live(), figures(area="boston-division").live()) == (2, 1)
    assert '<option value="boston-division" >Boston</option>' in as_("councillor").get("/dashboard/").content.decode()


@pytest.mark.parametrize(("cycles", "told"), [(2, "2 of 2"), (3, "100%")])
def test_over_time_too_few_cycles_have_no_percentage(council: Council, cycles: int, told: str) -> None:
    for place in range(cycles):
        council.cycle(service_name=f"Service {place}", yearly_value=Decimal(5))
    for days in (70, 40, 0):
        refresh(NOW - timedelta(days=days))
    found = page()
    assert [row[1][1] for row in found.trend_rows] == [told] * 3
    assert bool(found.trend_chart) is (cycles > 2)
    assert found.indicators.items[0].value == told
