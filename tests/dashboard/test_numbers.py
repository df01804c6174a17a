"""Every number of the dashboard leads to the rows that it counts, and its words say what the rows are."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache

from accounts.models import Division, Role
from cycles.models import Cycle
from dashboard.selectors.areas import scope_choices
from dashboard.services.figures import refresh
from demo import play
from principles.models import Ambition, Edition, Principle
from principles.queries import edition_in_force
from tests.council import LARGE, NOW, Council
from tests.dashboard.conftest import SignedIn, counted_now
from tests.dashboard.test_counting import figures
from tests.dashboard.test_pages import listed, page


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
    assert '<td data-l="Decision maker">Executive director</td>' in body


def test_a_decision_that_costs_nothing_says_so(council: Council, as_: SignedIn) -> None:
    council.cycle(LARGE, key_decision=True, service_name="Parks", whole_life_value=Decimal(0))
    counted_now()
    assert [decision.value for decision in page().coming] == [Decimal(0)]
    assert '<td data-l="Whole-life value" class="num">£0</td>' in as_("councillor").get("/dashboard/").content.decode()


def test_when_the_next_cycle_was_stopped_what_runs_now_could_lapse(council: Council, as_: SignedIn) -> None:
    """However well its own cycle goes; before what that one prepared has begun, the end is of what was there before."""
    names = ("Begun", "Prepared", "Alone")
    cycles = {name: council.cycle(service_name=name, yearly_value=Decimal(5)) for name in names}
    for name in ("Begun", "Prepared"):
        stopped = council.cycle(service_name=f"After {name}")
        Cycle.objects.filter(pk=stopped.pk).update(stage="stopped", ended_at=NOW, previous=cycles[name])
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
    assert '<td data-l="Planned for" >3 November 2025</td>' in body, "that of the gate of its stage"
    with_next_year = NOW.replace(year=2027, month=2)
    refresh(with_next_year)
    cache.clear()
    assert figures().indicators.items[3].measured.part == 0


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
