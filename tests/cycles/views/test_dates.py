"""The dates of a cycle as pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from cycles.models import Cycle, CycleStage, PlannedDate
from cycles.services.scheduling import recalculate_all_dates
from tests.checklists.views.asking import errors_of, text_of
from tests.council import NOW, Council
from tests.cycles.assertions import nothing_written
from tests.cycles.test_editing import edit, regime, route
from tests.cycles.views.conftest import SignedIn


def listing(cycle: Cycle) -> str:
    return reverse("dates", args=[cycle.reference])


def one(cycle: Cycle, milestone: str) -> str:
    return reverse("date", args=[cycle.reference, milestone])


def plans(day: int, month: int, year: int, reason: str = "The board meets later", version: int = 0) -> dict[str, Any]:
    parts = {"plan-planned_day": day, "plan-planned_month": month, "plan-planned_year": year}
    return {"action": "plan", "version": version, "plan-reason": reason} | parts


def late(cycle: Cycle) -> Cycle:
    """The Analyse gate can no longer be passed in time."""
    Cycle.objects.filter(pk=cycle.pk).update(need_by=NOW.date() + timedelta(days=60), slack_on=None)
    recalculate_all_dates(NOW.date())
    return Cycle.objects.get(pk=cycle.pk)


def test_says_what_must_happen_next_and_how_much_time_is_left(bench: Council, as_: SignedIn) -> None:
    said = text_of(as_("councillor").get(listing(bench.cycle())))
    assert (
        "The need-by date is 1 April 2028. Working back from that, the team must pass the Analyse gate by 26 November"
        " 2027 at the latest. It is planned for 24 December 2026, which leaves 233 working days to spare." in said
    )
    assert "On track 233 working days to spare for “Analyse gate”. It is on track with 40 or more." in said
    assert "Change" not in said


def test_a_voluntary_standstill_says_so_and_moves_with_the_law(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle()
    assert "Standstill ends Voluntary" not in text_of(as_("lead").get(listing(cycle)))
    values = {"delivery_route": route(cycle, "procure"), "legal_regime": regime(cycle, "pa2023_light_touch")}
    edit(bench, cycle, values)
    assert "Standstill ends Voluntary" in text_of(as_("lead").get(listing(cycle)))
    edit(bench, Cycle.objects.get(pk=cycle.pk), {"legal_regime": regime(cycle, "psr_2023")})
    assert "Standstill ends" not in text_of(as_("lead").get(listing(cycle)))


def test_when_it_is_too_late_it_says_so_and_what_is_still_possible(bench: Council, as_: SignedIn) -> None:
    said = text_of(as_("lead").get(listing(late(bench.cycle()))))
    assert (
        "The need-by date is 22 January 2027. The last safe date to pass the Analyse gate was 18 September 2026."
        " It is planned for 24 December 2026, which is 69 working days past that." in said
    )
    assert "69 working days past its last safe date" in text_of(as_("lead").get("/cycles/"))
    assert "What is still possible Extend the present arrangement" in said
    assert "Off track" in said
    assert "Was 18 September 2026" in said
    assert "by 18 September 2026 at the latest" not in said


def test_the_overview_has_the_same_sentences_and_the_table(bench: Council, as_: SignedIn) -> None:
    said = text_of(as_("lead").get(bench.cycle().get_absolute_url()))
    assert "which leaves 233 working days to spare." in said
    assert "Show these dates as a table" in said
    assert "Start tender" in said


def test_a_date_is_planned_anew_for_a_reason(bench: Council, as_: SignedIn) -> None:
    cycle, client = bench.cycle(), as_("lead")
    assert client.post(one(cycle, "analyse-gate"), plans(1, 11, 2027))["Location"] == listing(cycle)
    assert cycle.dates.get(milestone="analyse_gate").planned == date(2027, 11, 1)
    said = text_of(client.get(reverse("history", args=[cycle.reference])))
    assert "Analyse gate is now planned for 1 November 2027" in said
    assert "The board meets later" in said


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        (plans(1, 11, 2027, reason=""), "Say why the date moves"),
        (plans(31, 11, 2027), "must be a real date"),
        (plans(24, 12, 2026), "This is the date already: enter another"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    bench: Council, as_: SignedIn, sent: dict[str, Any], error: str
) -> None:
    cycle, client = bench.cycle(), as_("lead")
    with nothing_written():
        response = client.post(one(cycle, "analyse-gate"), sent)
    assert any(error in said for said in errors_of(response))


def test_of_two_who_change_a_date_the_second_keeps_what_they_typed(bench: Council, as_: SignedIn) -> None:
    cycle, client = bench.cycle(), as_("lead")
    client.post(one(cycle, "analyse-gate"), plans(1, 11, 2027))
    with nothing_written():
        response = client.post(one(cycle, "analyse-gate"), plans(2, 11, 2027, "Because of Easter"))
    assert response.status_code == 409
    assert "Because of Easter" in response.content.decode()
    assert "1 November 2027" in text_of(response)


def test_what_has_happened_is_said_and_taken_back(bench: Council, as_: SignedIn) -> None:
    cycle, client = bench.cycle_at(CycleStage.DO), as_("lead")
    day = {"done-done_on_day": 20, "done-done_on_month": 11, "done-done_on_year": 2026}
    client.post(one(cycle, "tender"), {"action": "done", "version": 0} | day)
    assert "Happened on 20 November 2026" in text_of(client.get(listing(cycle)))
    client.post(one(cycle, "tender"), {"action": "not_done", "version": 1})
    assert not PlannedDate.objects.filter(milestone="tender", done_on__isnull=False).exists()


@pytest.mark.parametrize("milestone", ["start-analyse", "notice", "never"])
def test_a_date_that_the_cycle_has_not_is_absent(bench: Council, as_: SignedIn, milestone: str) -> None:
    assert as_("lead").get(one(bench.cycle(), milestone)).status_code == 404


def test_others_read_dates_and_change_none(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle()
    assert as_("other").get(one(cycle, "analyse-gate")).status_code == 403
    assert as_("head").get(one(cycle, "analyse-gate")).status_code == 200


def test_the_page_reads_the_same_number_of_times_for_any_cycle(
    bench: Council, as_: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, few, many = as_("lead"), bench.cycle(), bench.cycle(key_decision=True, service_name="Roads")
    for cycle in (few, many):
        client.get(listing(cycle))
        with django_assert_num_queries(6):
            client.get(listing(cycle))
