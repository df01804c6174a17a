"""Agreements of the register in the figures: what each counts as, by its own dates and by what its cycles do."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache

from accounts.models import Directorate
from contracts.models import Agreement, ReplacedAgreement
from contracts.services.agreements import change_agreement, values_of
from cycles.models import Cycle, Service
from dashboard.services.figures import refresh, refresh_after_changes
from tests.contracts.register import agreement, supplier
from tests.council import NOW, Council, make_restricted
from tests.dashboard.conftest import SignedIn, counted_now
from tests.dashboard.scene import found_areas
from tests.dashboard.test_contracts import counted, outcomes
from tests.dashboard.test_counting import figures
from tests.dashboard.test_pages import listed, page, queries

TODAY, ONE_DAY = NOW.date(), timedelta(days=1)
YESTERDAY, TOMORROW = TODAY - ONE_DAY, TODAY + ONE_DAY
LAST = date(2028, 3, 24)  # the last day counted from 23 November 2026
ENDS = date(2027, 9, 30)
LAPSES, IN_TIME, UNKNOWN, NOT_COUNTED = (1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 0, 0)
COVERED, UNCOVERED, NEITHER = (1, 0), (0, 1), (0, 0)
BEGUN = {"need_by": date(2026, 4, 1)}  # what a cycle in Do or Review put in place runs
LATE = {"status": "off_track", "slack": -20}  # four weeks
CLOSED = {"stage": "closed", "status": "", "ended_at": NOW}


@dataclass
class Case:
    """An agreement that ends on ENDS and whose next Analyse may start until today, and one cycle of its service.

    `cycle` is in Analyse with slack enough, needed the day after ENDS. Each case changes some of it; None: no cycle.
    """

    counts: tuple[int, int, int]
    coverage: tuple[int, int]
    follows: str = ""
    agreement: dict[str, Any] = field(default_factory=dict)
    cycle: dict[str, Any] | None = None
    link: str = "service"  # or "replaces" or "puts in place", where the agreement names no service


NO_CYCLE_YET = "No live cycle: Analyse is to start by 23 November 2026"
TOO_LATE = {"analyse_by": YESTERDAY}
CASES = {
    "nothing follows yet": Case(IN_TIME, UNCOVERED, NO_CYCLE_YET),
    "nothing follows, and it is too late to start": Case(
        LAPSES, UNCOVERED, "No live cycle: Analyse was to start by 22 November 2026", TOO_LATE
    ),
    "without last safe days": Case(IN_TIME, UNCOVERED, "No live cycle", {"analyse_by": None}),
    "rolling": Case(NOT_COUNTED, UNCOVERED, "", {"is_rolling": True, "first_end": None, "current_end": None}),
    "end not known": Case(UNKNOWN, UNCOVERED, NO_CYCLE_YET, {"first_end": None, "current_end": None}),
    "not signed": Case(NOT_COUNTED, NEITHER, "", {"is_signed": False} | TOO_LATE),
    "begins today": Case(IN_TIME, UNCOVERED, NO_CYCLE_YET, {"start": TODAY}),
    "begins tomorrow": Case(NOT_COUNTED, NEITHER, "", {"start": TOMORROW} | TOO_LATE),
    "start not known": Case(IN_TIME, UNCOVERED, NO_CYCLE_YET, {"start": None}),
    "ends today": Case(IN_TIME, UNCOVERED, NO_CYCLE_YET, {"current_end": TODAY}),
    "ended yesterday, nobody has said so": Case(
        LAPSES, UNCOVERED, "Expired: nobody has recorded that it is over", {"current_end": YESTERDAY}
    ),
    "ended yesterday and runs on": Case(
        LAPSES,
        UNCOVERED,
        "Expired; runs on since 23 November 2026",
        {"current_end": YESTERDAY, "running_on_since": TODAY},
    ),
    "said to have ended": Case(NOT_COUNTED, NEITHER, "", {"current_end": YESTERDAY, "ended_on": YESTERDAY}),
    "said to end early": Case(
        IN_TIME, NEITHER, "Ends as recorded", {"ended_on": TODAY, "current_end": TODAY} | TOO_LATE
    ),
    "ends on the last day counted": Case(IN_TIME, UNCOVERED, NO_CYCLE_YET, {"current_end": LAST}),
    "ends after it": Case(NOT_COUNTED, UNCOVERED, "", {"current_end": LAST + ONE_DAY}),
    "a cycle in time": Case(IN_TIME, COVERED, "C-0001 in Analyse: 50 working days to spare", TOO_LATE, {}),
    "a cycle that is late": Case(
        LAPSES, COVERED, "C-0001 in Analyse: 20 working days past its last safe date", {}, LATE
    ),
    "a late cycle, and an end that waits for it": Case(
        IN_TIME,
        COVERED,
        "C-0001 in Analyse: 20 working days past its last safe date",
        {"current_end": ENDS + timedelta(28)},
        LATE,
    ),
    "a late cycle, and an end a day before": Case(
        LAPSES,
        COVERED,
        "C-0001 in Analyse: 20 working days past its last safe date",
        {"current_end": ENDS + timedelta(27)},
        LATE,
    ),
    "a gap before the cycle's need-by date": Case(
        LAPSES,
        COVERED,
        "C-0001 in Analyse: the need-by date of the new one is 1 December 2027",
        {},
        {"need_by": date(2027, 12, 1)},
    ),
    "a cycle that replaces it": Case(
        IN_TIME, COVERED, "C-0001 in Analyse: 50 working days to spare", TOO_LATE, {}, "replaces"
    ),
    "a late cycle that replaces it": Case(
        LAPSES, COVERED, "C-0001 in Analyse: 20 working days past its last safe date", {}, LATE, "replaces"
    ),
    "expired beside a live cycle": Case(
        LAPSES, COVERED, "Expired: nobody has recorded that it is over", {"current_end": YESTERDAY}, {}
    ),
    "end not known, beside a live cycle": Case(
        UNKNOWN,
        COVERED,
        "C-0001 in Analyse: 20 working days past its last safe date",
        {"first_end": None, "current_end": None},
        LATE,
    ),
    "rolling, beside a late cycle": Case(
        NOT_COUNTED, COVERED, "", {"is_rolling": True, "first_end": None, "current_end": None}, LATE
    ),
    "a restricted cycle": Case(IN_TIME, UNCOVERED, NO_CYCLE_YET, {}, LATE | {"restricted": True}),
    "a restricted cycle, too late to start another": Case(
        LAPSES,
        UNCOVERED,
        "No live cycle: Analyse was to start by 22 November 2026",
        TOO_LATE,
        {"restricted": True},
    ),
    "a restricted cycle that replaces it": Case(
        LAPSES,
        UNCOVERED,
        "No live cycle: Analyse was to start by 22 November 2026",
        TOO_LATE,
        {"restricted": True},
        "replaces",
    ),
    "a stopped cycle": Case(IN_TIME, UNCOVERED, NO_CYCLE_YET, {}, {"stage": "stopped", "status": ""}),
    "a stopped cycle, too late to start another": Case(
        LAPSES,
        UNCOVERED,
        "No live cycle: Analyse was to start by 22 November 2026",
        TOO_LATE,
        {"stage": "stopped", "status": ""},
        "replaces",
    ),
    "Review decided to end the service": Case(IN_TIME, NEITHER, "Ends as Review decided", TOO_LATE, CLOSED),
    "Review of its own cycle decided to end it": Case(
        IN_TIME, NEITHER, "Ends as Review decided", TOO_LATE, CLOSED, "puts in place"
    ),
    "ended as Review decided": Case(
        IN_TIME, NEITHER, "Ends as Review decided", {"current_end": YESTERDAY} | TOO_LATE, CLOSED
    ),
    "it runs on although Review decided to end it": Case(
        LAPSES,
        UNCOVERED,
        "Expired; runs on since 23 November 2026",
        {"current_end": YESTERDAY, "running_on_since": TODAY},
        CLOSED,
    ),
    "it began after Review had ended the service": Case(
        LAPSES,
        UNCOVERED,
        "No live cycle: Analyse was to start by 22 November 2026",
        TOO_LATE | {"start": TODAY},
        CLOSED | {"ended_at": NOW - ONE_DAY},
    ),
    "a restricted Review ends nothing": Case(
        LAPSES,
        UNCOVERED,
        "No live cycle: Analyse was to start by 22 November 2026",
        TOO_LATE,
        CLOSED | {"restricted": True},
        "puts in place",
    ),
    "the cycle that put it in place is in Review": Case(
        IN_TIME, COVERED, "C-0001 in Review: 50 working days to spare", TOO_LATE, BEGUN | {"stage": "review"}
    ),
    "and is late": Case(
        LAPSES,
        COVERED,
        "C-0001 in Review: 20 working days past its last safe date",
        {},
        BEGUN | LATE | {"stage": "review"},
    ),
    "and the agreement names no service": Case(
        LAPSES,
        COVERED,
        "C-0001 in Review: 20 working days past its last safe date",
        {},
        BEGUN | LATE | {"stage": "review"},
        "puts in place",
    ),
    "it began before the need-by date of its own cycle": Case(
        IN_TIME,
        COVERED,
        "C-0001 in Do: 50 working days to spare",
        {"current_end": TODAY},
        {"stage": "do"},
        "puts in place",
    ),
}


def play(council: Council, case: Case) -> Agreement:
    cycle = None
    if case.cycle is not None:
        cycle = council.cycle(service_name="Parks", need_by=ENDS + ONE_DAY, running="nothing")
        Cycle.objects.filter(pk=cycle.pk).update(**{"status": "on_track", "slack": 50} | case.cycle)
        cycle = Cycle.objects.get(pk=cycle.pk)
    service = (
        cycle.service if cycle else Service.objects.create(name="Parks", directorate=council.place, created_at=NOW)
    )
    row = agreement(council, service=service if case.link == "service" else None, yearly_value=Decimal(200))
    changed: dict[str, Any] = {"first_end": ENDS, "current_end": ENDS, "analyse_by": TODAY} | case.agreement
    if case.link == "puts in place":
        changed["cycle"] = cycle
    Agreement.objects.filter(pk=row.pk).update(**changed)
    if case.link == "replaces" and cycle:
        ReplacedAgreement.objects.create(cycle=cycle, agreement=row)
    return row


def after(council: Council, cycle: Cycle, stage: str, **more: Any) -> Cycle:
    """The next cycle of the service, started once this one has come to `stage`."""
    Cycle.objects.filter(pk=cycle.pk).update(stage=stage)
    return council.cycle(service=cycle.service, service_name="", **more)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_an_agreement_counts_by_its_dates_and_its_cycle(council: Council, as_: SignedIn, case: Case) -> None:
    """In the figures, in the rows behind each of them, and in what the rows say."""
    row = play(council, case)
    assert counted() == case.counts
    client, found = as_("councillor"), page()
    urls = (found.lapse_url, found.ending.in_time.url, found.end_not_known.url)
    assert tuple(listed(client, url) for url in urls) == tuple([row.reference] * count for count in case.counts)
    for url, count, outcome in zip(urls, case.counts, ("Yes", "No", "Not known"), strict=True):
        body = client.get(url).content.decode()
        assert outcomes(body) == [outcome] * count
        assert not count or f'<td data-l="What follows">{case.follows}</td>' in body
    counts = found.figures.counts
    assert (counts["covered:spend"], counts["uncovered:spend"]) == tuple(20_000 * share for share in case.coverage)
    listings = [listed(client, f"/dashboard/in-use/covered/?which={which}") for which in (1, 0)]
    assert listings == [[row.reference] * share for share in case.coverage]


def test_restricted_cycles_change_no_figure_of_agreements(council: Council) -> None:
    """Whatever a cycle does for its agreement: once it is restricted, everything is as though it were not there."""

    def tally() -> dict[str, int]:
        counted_now()
        return dict(figures().counts)

    for number, case in enumerate(CASES.values()):
        if case.cycle is None or case.cycle.get("restricted"):
            continue
        row = play(council, case)
        cycle = Cycle.objects.latest("serial")
        make_restricted(cycle.pk)
        hidden = tally()
        ReplacedAgreement.objects.filter(cycle=cycle).delete()
        Agreement.objects.filter(pk=row.pk).update(cycle=None)
        Cycle.objects.filter(pk=cycle.pk).update(
            service=Service.objects.create(name=f"Elsewhere {number}", directorate=council.place, created_at=NOW),
            number=1,
        )
        assert tally() == hidden, case
        Agreement.objects.filter(pk=row.pk).update(is_signed=False)


def test_of_several_cycles_the_first_that_has_begun_nothing_follows(council: Council, as_: SignedIn) -> None:
    """Not the one that put the agreement in place, nor one that was started early."""
    first = council.cycle(service_name="Parks", need_by=date(2026, 4, 1))
    second = after(council, first, "review", need_by=ENDS + ONE_DAY)
    third = after(council, second, "plan", need_by=date(2032, 4, 1))
    Cycle.objects.filter(pk=second.pk).update(**LATE)
    Cycle.objects.filter(pk__in=(first.pk, third.pk)).update(slack=50)
    agreement(council, service=first.service, cycle=first, first_end=ENDS)
    assert counted() == LAPSES
    body = as_("councillor").get(page().lapse_url).content.decode()
    assert f"{second.reference} in Plan: 20 working days past its last safe date" in body


def test_what_a_cycle_says_counts_only_without_an_agreement(council: Council, as_: SignedIn) -> None:
    """One that is signed and has begun: until then the typed arrangement is all there is."""
    cycle = council.cycle(service_name="Parks", need_by=ENDS + ONE_DAY, yearly_value=Decimal(50))
    Cycle.objects.filter(pk=cycle.pk).update(status="on_track", slack=50)
    row = agreement(council, service=cycle.service, first_end=ENDS, yearly_value=Decimal(70), is_signed=False)
    client = as_("councillor")

    def listings() -> tuple[list[str], list[str], int]:
        counted_now()
        rows = listed(client, page().ending.url)
        return rows, listed(client, "/dashboard/in-use/covered/?which=1"), figures().counts["covered:spend"]

    typed = ([cycle.reference], [cycle.reference], 5_000)
    assert listings() == typed
    assert f"{cycle.reference}, typed</span>" in client.get(page().ending.url).content.decode()
    Agreement.objects.filter(pk=row.pk).update(is_signed=True, start=TOMORROW)
    assert listings() == typed
    Agreement.objects.filter(pk=row.pk).update(start=TODAY)
    registered = ([row.reference], [row.reference], 7_000)
    assert listings() == registered
    assert ", typed" not in client.get(page().ending.url).content.decode()
    Agreement.objects.filter(pk=row.pk).update(service=None)
    ReplacedAgreement.objects.create(cycle=cycle, agreement=row)
    assert listings() == registered, "a cycle that replaces an agreement says nothing of its own"
    Agreement.objects.filter(pk=row.pk).update(ended_on=YESTERDAY, current_end=YESTERDAY)
    assert listings() == ([], [cycle.reference], 5_000), "what has ended does not run; its service is looked after"


def test_a_service_counts_once_and_an_agreement_without_one_by_itself(council: Council) -> None:
    cycle = council.cycle(service_name="Parks", need_by=ENDS + ONE_DAY)
    for _ in range(2):
        agreement(council, service=cycle.service, yearly_value=Decimal(5))
        agreement(council, yearly_value=None)
    elsewhere = Directorate.objects.get(code="childrens")
    agreement(council, service=cycle.service, directorate=elsewhere, yearly_value=Decimal(5))
    counted_now()
    counts = figures().counts
    assert (counts["covered:services"], counts["covered:spend"], counts["covered:unknown"]) == (2, 1_500, 0)
    assert (counts["uncovered:services"], counts["uncovered:spend"], counts["uncovered:unknown"]) == (2, 0, 2)
    assert figures().indicators.items[0].measured.counts == (2, 4)
    assert figures(directorate="childrens").counts["covered:services"] == 1


def test_an_agreement_is_where_the_latest_cycle_of_its_service_is(council: Council, as_: SignedIn) -> None:
    """Restricted cycles aside; without a service, or a cycle, it is for the whole county."""
    areas = found_areas()
    north, south, sleaford = areas.values()
    first = council.cycle(service_name="Parks", all_divisions=False, divisions=[sleaford])
    second = after(council, first, "plan", all_divisions=False, divisions=[north, south])
    third = after(council, second, "plan", all_divisions=False, divisions=[sleaford])
    make_restricted(third.pk)
    service = first.service
    there, everywhere = agreement(council, service=service, first_end=ENDS), agreement(council, first_end=ENDS)
    alone = Service.objects.create(name="Alone", directorate=council.place, created_at=NOW)
    without = agreement(council, service=alone, first_end=ENDS, directorate=None)
    counted_now()
    client, found = as_("councillor"), {}
    for where in (
        ("area", ""),
        ("area", "boston"),
        ("area", "boston-north"),
        ("area", "sleaford"),
        ("directorate", "place"),
    ):
        shown = page(**dict([where]))
        found[where] = (shown.figures.contracts(), listed(client, shown.contracts_url))
    all_three = [row.reference for row in (there, everywhere, without)]
    assert found == {
        ("area", ""): (3, all_three),
        ("area", "boston"): (3, all_three),
        ("area", "boston-north"): (3, all_three),
        ("area", "sleaford"): (2, all_three[1:]),
        ("directorate", "place"): (2, all_three[:2]),
    }


def test_a_change_of_an_agreement_is_counted(council: Council) -> None:
    refresh(NOW)
    row = agreement(council, first_end=ENDS)
    assert refresh_after_changes(NOW + timedelta(seconds=20))
    cache.clear()
    assert figures().contracts() == 1
    later = replace(values_of(row), first_end=LAST + ONE_DAY)
    change_agreement(row, later, actor=council["lead"], at=NOW)
    assert refresh_after_changes(NOW + timedelta(seconds=40))
    cache.clear()
    assert figures().contracts() == 0
    assert not refresh_after_changes(NOW + timedelta(seconds=60))


def test_rows_name_the_supplier(council: Council, as_: SignedIn) -> None:
    held = [supplier(council, name) for name in ("Brightways Care Ltd", "Fenland Homes CIC", "Wold Care")]
    for number, kind in ((0, "contract"), (1, "contract"), (3, "contract"), (0, "in_house")):
        agreement(council, *held[:number], kind=kind, first_end=ENDS)
    counted_now()
    body = as_("councillor").get("/dashboard/contracts/").content.decode()
    told = [piece.split("<")[0] for piece in body.split('<td data-l="Supplier">')[1:]]
    assert told == ["Not known", "Brightways Care Ltd", "Brightways Care Ltd and 2 more", "None"]


def test_the_contracts_page_asks_little_of_the_database(council: Council, as_: SignedIn) -> None:
    """As much at two rows as at six."""
    client = as_("councillor")
    held = supplier(council)
    for _ in range(2):
        council.cycle(service_name="Parks", need_by=ENDS + ONE_DAY)
        cycle = council.cycle(service_name="Roads", need_by=ENDS + ONE_DAY)
        agreement(council, held, service=cycle.service, first_end=ENDS)
        counted_now()
        for path in ("/dashboard/contracts/", "/dashboard/in-use/covered/?which=1"):
            assert queries(client, path) == 13
