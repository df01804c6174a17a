"""The whole demo council of today: planned dates that keep the rules, and a register that its cycles rest on."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Count, Q, Sum
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from audit.models import Event
from audit.presenters import entries
from contracts.models import Agreement, Extension, Supplier, SupplierName, Variation, Waiver
from contracts.selectors.responsible import unanswered, with_next_cycle
from contracts.selectors.running import is_running
from contracts.selectors.visibility import visible_agreements
from cycles.models import LIVE_STAGES, Cycle, CycleStage, PlannedDate, Running
from cycles.presenters.dates import MilestoneState, dates_of
from demo.published_notices import FILE
from demo.register import script
from imports.models import ImportState, RegisterImport
from notices.models import Notice
from notifications.models import Notification
from principles.selectors import edition_in_force
from tests.demo.record_faults import faults_of

# The cycles whose need-by date was typed: nothing runs, nothing is known, or the register holds no agreement.
TYPED = {
    "Household waste recycling centres 1",
    "Connect to Work 1",
    "Transitional care and nursing beds 1",
    "Sensory impairment services 1",
    "Heritage sites cleaning 1",
    "Young carers 1",
    "Agency staff 1",
}
ASSUMED_OF_NOTICES: dict[str, dict[str, Any]] = {  # what the register says beside the notice, or otherwise
    "HWRC-2023": {"value": Decimal(6_700_000), "start": date(2023, 10, 1), "first_end": date(2027, 3, 30)},
    "SA-2027": {"first_end": date(2030, 3, 31)},
    "CTW-2025": {"start": date(2026, 1, 5), "first_end": date(2033, 3, 31)},
    "PL24.127": {"value": Decimal(150_000_000)},  # without VAT
}


@pytest.mark.django_db
def test_the_whole_demo(settings: Settings) -> None:
    """Played once for all that is asked of it: it takes most of a minute."""
    settings.DEBUG = True
    call_command("demo", verbosity=0)
    today = timezone.localdate()
    assert_dates_keep_the_rules(today)
    assert_cycles_rest_on_agreements()
    assert_dates_are_those_worked_by_hand()
    assert_real_agreements_say_what_their_notices_say()
    assert_kinds_and_states(today)
    assert_changes_and_waivers(today)
    assert_what_has_no_live_cycle(today)
    assert_suppliers()
    assert_files_were_brought_in()
    assert_the_record_reads_true()
    assert_the_record_reads_well()


def assert_the_record_reads_well() -> None:
    """Every event as pages tell it: no name, word or value twice, nothing empty, no code."""
    faults = [fault for entry in entries(Event.objects.order_by("pk")) for fault in faults_of(entry)]
    assert faults == []


def assert_dates_keep_the_rules(today: date) -> None:
    broken = PlannedDate.objects.exclude(breach="").filter(applies=True)
    assert {(row.cycle.service.name, row.milestone) for row in broken} == {
        ("Carers' support", "mobilise"),
        ("Sensory impairment services", "decision"),
    }
    assert all(row.breach_reason for row in broken)
    live = Cycle.objects.filter(stage__in=LIVE_STAGES).exclude(status="")
    statuses = Counter(live.values_list("status", flat=True))
    assert statuses["at_risk"] <= live.count() / 3
    for cycle in Cycle.objects.filter(stage__in=LIVE_STAGES):
        for milestone in dates_of(cycle, today).milestones:
            assert milestone.state != MilestoneState.BREACH or milestone.row in broken


def assert_cycles_rest_on_agreements() -> None:
    """Whatever reached Do put something in place, and what a cycle replaces sets its need-by date."""
    reached = Cycle.objects.filter(stage__in=(CycleStage.DO, CycleStage.REVIEW, CycleStage.CLOSED))
    assert not reached.filter(agreements=None).exists()
    live = Cycle.objects.filter(stage__in=LIVE_STAGES).select_related("service", "replaced_agreement__agreement")
    typed = set()
    for cycle in live:
        if not cycle.need_by_source:
            typed.add(f"{cycle.service.name} {cycle.number}")
            continue
        agreement = cycle.replaced_agreement.agreement
        assert agreement.reference == cycle.need_by_source
        assert agreement.current_end is not None
        assert cycle.need_by == agreement.current_end + timedelta(days=1), cycle
        expected = (Running.ARRANGEMENT, agreement.current_end, agreement.notice_by)
        assert (cycle.running, cycle.running_ends, cycle.running_notice_by) == expected, cycle
    assert typed == TYPED


def assert_dates_are_those_worked_by_hand() -> None:
    """The working stands beside tests/contracts/test_cycle_dates.py; the first of both began before their cycles."""
    waste, days = (
        Cycle.objects.get(service__name=name, number=2)
        for name in ("Household waste recycling centres", "Community day opportunities")
    )
    safe = {row.milestone: row.last_safe for row in waste.dates.filter(applies=True)}
    worked_by_hand = {
        "start_analyse": date(2024, 11, 6),
        "analyse_gate": date(2025, 4, 16),
        "plan_gate": date(2026, 1, 14),
        "tender": date(2026, 3, 25),
        "award": date(2026, 8, 14),
        "standstill_end": date(2026, 8, 25),
        "mobilise": date(2026, 8, 26),
        "do_gate": date(2027, 6, 30),
    }
    assert {code: safe[code] for code in worked_by_hand} == worked_by_hand
    assert (waste.need_by, waste.running_ends) == (date(2027, 3, 31), date(2027, 3, 30))
    assert of("HWRC-2023").analyse_by == date(2024, 11, 6)
    assert (days.need_by, days.arrangement_ends) == (date(2026, 9, 1), date(2028, 8, 31))
    assert (of("DAY-2026").analyse_by, of("DAY-2026").last_end) == (date(2026, 4, 10), date(2030, 8, 31))


def assert_real_agreements_say_what_their_notices_say() -> None:
    with FILE.open(encoding="utf-8", newline="") as file:
        published = {row["ocid"]: row for row in csv.DictReader(file)}
    real = {row.ocid: row for row in Agreement.objects.exclude(ocid="")}
    assert set(real) == set(published)
    assert len(real) == 9
    for ocid, row in published.items():
        agreement = real[ocid]
        said: dict[str, Any] = {
            "title": row["title"],
            "value": Decimal(row["value_gbp"]) if row["value_gbp"] else None,
            "start": date.fromisoformat(row["contract_start"]) if len(row["contract_start"]) == 10 else None,
            "first_end": date.fromisoformat(row["contract_end"]) if row["contract_end"] else None,
        } | ASSUMED_OF_NOTICES.get(agreement.council_reference, {})
        assert {name: getattr(agreement, name) for name in said} == said
        assert [document.url for document in agreement.documents.all()] == [row["source_url"]]
        assert "Demo assumption: " in agreement.description
    recorded = Notice.objects.exclude(url="").values_list("agreement__council_reference", "code", "published_on")
    assert set(recorded) == {
        ("BEDS-2025", "UK4", date(2025, 6, 11)),
        ("BEDS-2025", "UK6", date(2025, 8, 13)),
        ("CTW-2025", "UK4", date(2025, 9, 4)),
        ("CTW-2025", "UK6", date(2025, 12, 4)),
        ("DAY-2026", "UK4", date(2026, 4, 9)),
        ("PL26-021", "UK4", date(2026, 6, 11)),
        ("SA-2027", "UK4", date(2026, 4, 28)),
    }


def assert_kinds_and_states(today: date) -> None:
    kinds = Agreement.objects.order_by("kind").values_list("kind").annotate(Count("pk"))
    assert dict(kinds) == {
        "contract": 49,
        "call_off": 9,
        "direct_payments": 1,
        "framework": 4,
        "grant": 4,
        "in_house": 3,
        "section_75": 1,
    }
    assert references(unanswered(today)) >= {"ARCHIVE-2021", "FLOOD-1"}
    assert references(Agreement.objects.exclude(running_on_since=None)) == {"BEDS-2025", "TRANSLATE-2023"}
    ended = {"DAY-2024", "GRIT-1", "GR-TRANSPORT-1", "HEALTH-1", "MEALS-2022", "STREET-2021"}
    assert references(Agreement.objects.exclude(ended_on=None)) == ended
    assert references(Agreement.objects.filter(is_rolling=True)) == {"CASE-SW", "DP-ADULTS"}
    unsigned = Agreement.objects.filter(is_signed=False)
    assert references(unsigned) == {"CARERS-2", "HWRC-2027", "OFFICE-2"}
    assert of("OFFICE-2").cycle is not None
    assert {name: references(visible_agreements(person(name), today) & unsigned) for name in READERS} == READERS
    assert dict(Agreement.objects.filter(completeness__lt=66).values_list("council_reference", "completeness")) == {
        "ALARM-OLD": 33,
        "COOLER-OLD": 8,
        "OFFICE-2": 55,
        "PEST-OLD": 41,
        "TREES-2025": 50,
    }
    framework = of("PL24.127")
    assert framework.lots.count() == 3
    assert framework.supplied_by.values("supplier").distinct().count() == 6
    assert references(framework.call_offs.all()) == {"HW-C1", "HW-C2", "HW-C3"}
    entries = script()["agreements"].values()
    written = sum(Decimal(entry["value"]) for entry in entries if "value" in entry)
    of_notices = Decimal("7686607.55") + 5_127_570 + 13_600_000 + 23_090_000 + 30_000_000 + 1_000_000 + 1_300_000
    brought_in = 64_000 + 96_000 + 210_000 + 135_000 + 180_000 + 36_000
    assert Agreement.objects.aggregate(total=Sum("value"))["total"] == written + of_notices + brought_in


READERS: dict[str, set[str]] = {
    "amit.patel": {"CARERS-2", "HWRC-2027", "OFFICE-2"},
    "commissioner": {"CARERS-2", "HWRC-2027"},
    "councillor": set(),
    "tom.baines": {"CARERS-2", "HWRC-2027"},
}


def assert_changes_and_waivers(today: date) -> None:
    assert references(Agreement.objects.filter(extensions__state="taken")) == {"STREET-2021", "TELE-2024", "WELL-2024"}
    assert references(Agreement.objects.filter(extensions__state="not_taken")) == {"MEALS-2022", "SA-2022"}
    assert Extension.objects.filter(state="open").count() == 15
    limits = edition_in_force(today).figures["change_limits_percent"]
    counting = Variation.objects.filter(withdrawn_because="", is_foreseen=False, agreement__regime="pa2023_standard")
    added = dict(counting.order_by().values_list("agreement").annotate(Sum("value")))
    percents = {
        agreement.council_reference: round(added[agreement.pk] * 100 / agreement.value, 1)
        for agreement in Agreement.objects.filter(pk__in=added)
        if agreement.value
    }
    assert percents == {"DRAIN-2025": Decimal("13.5"), "HW-C2": Decimal("12.1")}
    assert (limits["goods_services"], limits["works"]) == (10, 15)  # the first is over, the second is not
    assert Variation.objects.exclude(withdrawn_because="").count() == 1
    waivers = Waiver.objects.order_by("service__name").select_related("ended_by__service")
    ended, unended = waivers
    assert ended.ended_by is not None
    assert ended.ended_by.is_live
    assert ended.ended_by.service == ended.service
    assert (unended.ended_by, unended.expires) == (None, date(2026, 10, 31))


def assert_what_has_no_live_cycle(today: date) -> None:
    running = Agreement.objects.filter(is_running(today))
    uncovered = running.exclude(with_next_cycle()).filter(service__isnull=False)
    past = references(uncovered.filter(analyse_by__lt=today))
    soon = references(uncovered.filter(analyse_by__gte=today, analyse_by__lt=today + timedelta(days=365)))
    assert past >= {"BUS-2024", "VANS-2024"}
    assert soon >= {"LIGHT-2023", "SEND-TRANSPORT"}


def assert_suppliers() -> None:
    former = SupplierName.objects.values_list("name", "supplier__name", "until")
    assert set(former) == {
        ("The Turnpike Project", "Turnpike Recovery Service", date(2025, 9, 30)),
        ("Trentmarsh Waste Services Ltd", "Trentmarsh Resource Recovery Ltd", date(2024, 12, 31)),
        ("Wolds Home Help Ltd", "Woldsedge Care Ltd", date(2025, 3, 31)),
    }
    brought_in = {"Ladlehouse Meals Ltd", "Latchkey Repairs CIC", "Tumbletop Toys Trust"}
    assert set(Supplier.objects.values_list("name", flat=True)) == {*script()["suppliers"], *brought_in}
    held = Agreement.objects.filter(supplied_by__supplier__name="Fenmark Facilities Ltd")
    assert set(held.values_list("directorate__code", flat=True)) == {"accw", "childrens", "place", "resources"}
    counted = Supplier.objects.aggregate(
        local=Count("pk", filter=Q(is_local=True)),
        small=Count("pk", filter=Q(is_small=True)),
        voluntary=Count("pk", filter=Q(is_voluntary=True)),
    )
    assert counted == {"local": 30, "small": 33, "voluntary": 14}


def assert_files_were_brought_in() -> None:
    files = {each.file_name: each for each in RegisterImport.objects.all()}
    done, waiting = files.pop("contracts_brought_in.csv"), files.pop("contracts_to_bring_in.csv")
    assert files == {}
    assert (done.state, done.error, +Counter(done.counts)) == (ImportState.DONE, "", Counter(new=6))
    assert Agreement.objects.filter(import_rows__register_import=done, service__isnull=False).count() == 6
    expected = Counter(new=33, doubtful=1, wrong=5, left_out=1)
    assert (waiting.state, +Counter(waiting.counts)) == (ImportState.TO_CHECK, expected)


def assert_the_record_reads_true() -> None:
    """Every act stands on its day, in the order in which it happened."""
    now = timezone.now()
    for agreement in Agreement.objects.all():
        events = list(Event.objects.filter(chain=agreement.chain).order_by("seq"))
        days = [event.at for event in events]
        assert events[0].verb == "agreement_added"
        assert days == sorted(days), agreement
        assert days[0] == agreement.added_at
        assert days[-1] < now
    old = Notification.objects.filter(created_at__lt=now - timedelta(days=4))
    assert not old.filter(skipped="").exists()


def of(reference: str) -> Agreement:
    return Agreement.objects.get(council_reference=reference)


def references(rows: Any) -> set[str]:
    return set(rows.values_list("council_reference", flat=True))


def person(name: str) -> User:
    return User.objects.get(email=f"{name}@example.org")
