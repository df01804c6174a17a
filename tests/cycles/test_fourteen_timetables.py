"""Fourteen timetables worked out by hand from the framework's figures, equal to the page of the dates.

Each was counted day by day from a calendar: weeks back from the need-by date (durations_weeks, route_weeks,
mobilise_extra_weeks), England's bank holidays, the meetings below, and the days of each law (standstills).

PA2023 standard, for example. Needed by 15 May 2028, large: 7 weeks of contingency and 12 of mobilisation give 3 January
2028, a bank holiday. With 29 to 31 December closed, and 27 and 28 December bank holidays, the working day before it is
Friday 24 December 2027. The standstill is over on the 23rd; its eight working days, that of publication included,
begin on Tuesday the 14th. The tender starts 4, 7 and 5 weeks before 3 January: 13 September. Six weeks for documents
give 2 August for the Plan gate; the last meeting that leaves two days to publish and three of call-in is on 6 July, its
notice 28 clear days before (7 June), its agenda five clear working days before (28 June).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from calendars.models import CouncilDay
from calendars.services import add_council_day
from cycles.models import Cycle
from cycles.presenters.dates import dates_of
from cycles.services.scheduling import recalculate_all_dates
from principles.models import DeliveryRoute, LegalRegime, RegimeRoute
from tests.checklists.views.asking import text_of
from tests.council import NOW, Council
from ui.wording import day

pytestmark = pytest.mark.django_db

MEETINGS = [
    *(date(2027, month, on) for month, on in [(1, 5), (2, 2), (3, 2), (4, 6), (5, 4), (6, 1), (7, 6), (9, 7)]),
    *(date(2027, month, on) for month, on in [(10, 5), (11, 2), (12, 7)]),
    *(date(2028, month, on) for month, on in [(1, 11), (2, 1), (3, 7), (4, 4), (5, 2), (6, 6), (7, 4), (9, 5)]),
    *(date(2029, month, on) for month, on in [(1, 9), (2, 6), (3, 6), (4, 3), (5, 8)]),
]
ELECTION = (date(2029, 3, 19), date(2029, 5, 3))


@dataclass(frozen=True)
class Timetable:
    name: str
    need_by: date
    tier: str
    route: str
    regime: str
    expected: Mapping[str, date]
    regime_route: str = ""
    decider: str = ""  # of a key decision; "" where it is none
    flags: Sequence[str] = field(default=())
    closed: tuple[date, date] | None = None


TIMETABLES = (
    Timetable(
        "PA2023 standard, key, standstill over Christmas with three closed days",
        need_by=date(2028, 5, 15),
        tier="L",
        route="procure",
        regime="pa2023_standard",
        decider="executive",
        closed=(date(2027, 12, 29), date(2027, 12, 31)),
        expected={
            "start_analyse": date(2026, 10, 19),
            "analyse_gate": date(2027, 2, 1),
            "notice": date(2027, 6, 7),
            "agenda": date(2027, 6, 28),
            "decision": date(2027, 7, 6),
            "call_in_end": date(2027, 7, 13),
            "plan_gate": date(2027, 8, 2),
            "tender": date(2027, 9, 13),
            "award": date(2027, 12, 14),
            "standstill_end": date(2027, 12, 23),
            "mobilise": date(2027, 12, 24),
            "do_gate": date(2028, 8, 14),
        },
    ),
    Timetable(
        "light touch, standstill over Easter",
        need_by=date(2028, 7, 3),
        tier="M",
        route="procure",
        regime="pa2023_light_touch",
        expected={
            "start_analyse": date(2027, 8, 27),
            "analyse_gate": date(2027, 11, 1),
            "plan_gate": date(2028, 1, 24),
            "tender": date(2028, 2, 14),
            "award": date(2028, 4, 10),
            "standstill_end": date(2028, 4, 21),
            "mobilise": date(2028, 4, 24),
            "do_gate": date(2028, 10, 2),
        },
    ),
    Timetable(
        "below threshold",
        need_by=date(2028, 1, 31),
        tier="S",
        route="procure",
        regime="pa2023_below_threshold",
        expected={
            "start_analyse": date(2027, 8, 23),
            "analyse_gate": date(2027, 9, 27),
            "plan_gate": date(2027, 11, 8),
            "tender": date(2027, 11, 22),
            "award": date(2027, 12, 30),
            "mobilise": date(2027, 12, 31),
            "do_gate": date(2028, 4, 28),
        },
    ),
    Timetable(
        "PSR direct award A",
        need_by=date(2028, 4, 3),
        tier="M",
        route="procure",
        regime="psr_2023",
        regime_route="psr_direct_a",
        expected={
            "start_analyse": date(2027, 7, 26),
            "analyse_gate": date(2027, 9, 27),
            "plan_gate": date(2027, 12, 20),
            "award": date(2028, 1, 21),
            "mobilise": date(2028, 1, 24),
            "do_gate": date(2028, 7, 3),
        },
    ),
    Timetable(
        "PSR direct award C, key, over Christmas",
        need_by=date(2028, 5, 15),
        tier="L",
        route="procure",
        regime="psr_2023",
        regime_route="psr_direct_c",
        decider="executive",
        expected={
            "start_analyse": date(2027, 1, 11),
            "analyse_gate": date(2027, 4, 26),
            "notice": date(2027, 9, 6),
            "agenda": date(2027, 9, 27),
            "decision": date(2027, 10, 5),
            "call_in_end": date(2027, 10, 12),
            "plan_gate": date(2027, 10, 25),
            "award": date(2027, 12, 15),
            "standstill_end": date(2027, 12, 30),
            "mobilise": date(2027, 12, 31),
            "do_gate": date(2028, 8, 14),
        },
    ),
    Timetable(
        "PSR competitive, key, registration",
        need_by=date(2029, 4, 2),
        tier="X",
        route="procure",
        regime="psr_2023",
        regime_route="psr_competitive",
        decider="executive",
        flags=["registration"],
        expected={
            "start_analyse": date(2026, 8, 17),
            "analyse_gate": date(2027, 1, 25),
            "notice": date(2027, 9, 6),
            "agenda": date(2027, 9, 27),
            "decision": date(2027, 10, 5),
            "call_in_end": date(2027, 10, 12),
            "plan_gate": date(2027, 10, 25),
            "tender": date(2027, 12, 31),
            "award": date(2028, 5, 19),
            "standstill_end": date(2028, 6, 2),
            "mobilise": date(2028, 6, 5),
            "do_gate": date(2029, 7, 2),
        },
    ),
    Timetable(
        "legacy, by an Executive Councillor",
        need_by=date(2028, 5, 22),
        tier="L",
        route="procure",
        regime="pcr2015_legacy",
        decider="councillor",
        expected={
            "start_analyse": date(2026, 10, 26),
            "analyse_gate": date(2027, 2, 8),
            "notice": date(2027, 7, 1),
            "decision": date(2027, 7, 30),
            "call_in_end": date(2027, 8, 6),
            "plan_gate": date(2027, 8, 9),
            "tender": date(2027, 9, 20),
            "award": date(2027, 12, 24),
            "standstill_end": date(2028, 1, 7),
            "mobilise": date(2028, 1, 10),
            "do_gate": date(2028, 8, 21),
        },
    ),
    Timetable(
        "call-off",
        need_by=date(2028, 7, 3),
        tier="M",
        route="call_off_framework",
        regime="pa2023_standard",
        expected={
            "start_analyse": date(2027, 8, 27),
            "analyse_gate": date(2027, 11, 1),
            "plan_gate": date(2028, 1, 24),
            "tender": date(2028, 2, 14),
            "award": date(2028, 4, 10),
            "standstill_end": date(2028, 4, 21),
            "mobilise": date(2028, 4, 24),
            "do_gate": date(2028, 10, 2),
        },
    ),
    Timetable(
        "direct award, key, by an officer, staff transfer",
        need_by=date(2028, 11, 6),
        tier="L",
        route="direct_award",
        regime="pa2023_standard",
        decider="officer",
        flags=["tupe_20_plus"],
        expected={
            "start_analyse": date(2027, 5, 10),
            "analyse_gate": date(2027, 8, 23),
            "notice": date(2028, 1, 13),
            "decision": date(2028, 2, 11),
            "call_in_end": date(2028, 2, 18),
            "plan_gate": date(2028, 2, 21),
            "award": date(2028, 4, 18),
            "standstill_end": date(2028, 4, 27),
            "mobilise": date(2028, 4, 28),
            "do_gate": date(2029, 2, 5),
        },
    ),
    Timetable(
        "grant of 60,000",
        need_by=date(2027, 6, 1),
        tier="S",
        route="grant",
        regime="not_a_procurement",
        expected={
            "start_analyse": date(2026, 12, 22),
            "analyse_gate": date(2027, 1, 26),
            "plan_gate": date(2027, 3, 9),
            "tender": date(2027, 3, 23),
            "award": date(2027, 4, 30),
            "mobilise": date(2027, 5, 4),
            "do_gate": date(2027, 8, 31),
        },
    ),
    Timetable(
        "section 75, key, in a pre-election period",
        need_by=date(2030, 4, 15),
        tier="X",
        route="partnership_s75",
        regime="not_a_procurement",
        decider="executive",
        expected={
            "start_analyse": date(2028, 2, 14),
            "analyse_gate": date(2028, 7, 24),
            "notice": date(2029, 3, 5),
            "agenda": date(2029, 3, 22),
            "decision": date(2029, 4, 3),
            "call_in_end": date(2029, 4, 10),
            "plan_gate": date(2029, 4, 23),
            "route_step": date(2029, 7, 2),
            "mobilise": date(2029, 9, 10),
            "do_gate": date(2030, 7, 15),
        },
    ),
    Timetable(
        "in-house",
        need_by=date(2027, 9, 6),
        tier="M",
        route="in_house",
        regime="not_a_procurement",
        expected={
            "start_analyse": date(2026, 12, 14),
            "analyse_gate": date(2027, 2, 15),
            "plan_gate": date(2027, 5, 10),
            "route_step": date(2027, 5, 28),
            "mobilise": date(2027, 6, 28),
            "do_gate": date(2027, 12, 6),
        },
    ),
    Timetable(
        "direct payments",
        need_by=date(2027, 4, 5),
        tier="S",
        route="direct_payments",
        regime="not_a_procurement",
        expected={
            "start_analyse": date(2026, 11, 23),
            "analyse_gate": date(2026, 12, 24),
            "plan_gate": date(2027, 2, 8),
            "route_step": date(2027, 2, 22),
            "mobilise": date(2027, 3, 8),
            "do_gate": date(2027, 7, 5),
        },
    ),
    Timetable(
        "stop, key",
        need_by=date(2028, 3, 31),
        tier="L",
        route="cease",
        regime="not_a_procurement",
        decider="executive",
        expected={
            "start_analyse": date(2026, 10, 30),
            "analyse_gate": date(2027, 2, 12),
            "notice": date(2027, 6, 7),
            "agenda": date(2027, 6, 28),
            "decision": date(2027, 7, 6),
            "call_in_end": date(2027, 7, 13),
            "plan_gate": date(2027, 8, 13),
            "route_step": date(2027, 9, 24),
            "mobilise": date(2027, 11, 19),
            "do_gate": date(2028, 6, 30),
        },
    ),
)


@pytest.mark.parametrize("timetable", TIMETABLES, ids=[timetable.name for timetable in TIMETABLES])
@pytest.mark.usefixtures("time_stands")
def test_the_dates_page_shows_the_timetable(timetable: Timetable, council: Council, client: Client) -> None:
    council_days = [(CouncilDay.Kind.MEETING, meets, meets) for meets in MEETINGS]
    council_days.append((CouncilDay.Kind.ELECTION, *ELECTION))
    if timetable.closed:
        council_days.append((CouncilDay.Kind.CLOSED, *timetable.closed))
    for kind, starts, ends in council_days:
        add_council_day(kind, "A day of the council", starts, ends, actor=council["admin"], at=NOW)
    cycle = council.cycle()
    within = {"edition": cycle.edition}
    Cycle.objects.filter(pk=cycle.pk).update(
        need_by=timetable.need_by,
        tier=timetable.tier,
        delivery_route=DeliveryRoute.objects.get(code=timetable.route, **within),
        legal_regime=LegalRegime.objects.get(code=timetable.regime, **within),
        regime_route=RegimeRoute.objects.filter(code=timetable.regime_route, **within).first(),
        key_decision=bool(timetable.decider),
        decision_maker=timetable.decider,
        tier_flags=list(timetable.flags),
        slack_on=None,
    )
    recalculate_all_dates(NOW.date())
    cycle = Cycle.objects.get(pk=cycle.pk)
    stored = {row.milestone: row.last_safe for row in cycle.dates.all() if row.applies}
    assert stored == timetable.expected
    client.force_login(council["lead"])
    page = text_of(client.get(reverse("dates", args=[cycle.reference])))
    for milestone in dates_of(cycle, NOW.date()).milestones:
        if not milestone.is_past:
            assert f"{milestone.name}" in page
            assert day(timetable.expected[milestone.row.milestone]) in page
