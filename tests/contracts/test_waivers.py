"""Waivers and exemptions: recording, changing, withdrawing, and the cycle that ends one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.refusals import Refused, Stale
from audit.models import Event
from audit.presenters import entries
from contracts.financial_years import FinancialYear
from contracts.models import Waiver
from contracts.presenters.waiver_report import state_of, trend
from contracts.selectors.waivers import (
    WaiverTotal,
    cause_name,
    expiring_waivers,
    total_of,
    totals_by_cause,
    totals_by_directorate,
    waivers_of,
    years_with_waivers,
)
from contracts.services.waivers import COLUMNS, WaiverInput, change_waiver, name_ending_cycle, withdraw_waiver
from cycles.models import Cycle, CycleStage
from tests.contracts.register import agreement, supplier, waiver
from tests.council import NOW, Council

TODAY = NOW.date()
YEAR = FinancialYear(2026)


def values_of(row: Waiver) -> WaiverInput:
    return WaiverInput(**{name: getattr(row, name) for name in COLUMNS})


def changed(council: Council, row: Waiver, **values: Any) -> Waiver:
    given = replace(values_of(row), **values)
    return change_waiver(row, given, actor=council["lead"], at=NOW, seen_version=row.version)


def test_a_waiver_is_recorded_with_its_reference(bench: Council) -> None:
    row = waiver(bench, supplier=supplier(bench), agreement=agreement(bench))
    assert (row.reference, waiver(bench).reference) == ("W-0001", "W-0002")
    assert [entry.sentence for entry in entries(Event.objects.filter(chain=row.chain))] == [
        "Recorded W-0001 Direct award of street cleansing"
    ]


@pytest.mark.parametrize(
    ("more", "faults"),
    [
        ({"what": " "}, {"what": ["Enter what it allows"]}),
        ({"reason": ""}, {"reason": ["Enter why it was needed"]}),
        ({"approver": ""}, {"approver": ["Enter who approved it"]}),
        ({"cause": ""}, {"cause": ["Select a cause from the list"]}),
        (
            {"expires": date(2026, 9, 30)},
            {"expires": ["The last day must be on or after the first, 1 October 2026"]},
        ),
        (
            {"approved_on": date(2026, 11, 24)},
            {"approved_on": ["Enter the day on which it was approved: it can’t be in the future"]},
        ),
    ],
)
def test_contradictions_are_refused_by_field(
    bench: Council, more: dict[str, Any], faults: dict[str, list[str]]
) -> None:
    with pytest.raises(ValidationError) as refused:
        waiver(bench, **more)
    assert refused.value.message_dict == faults
    assert not Waiver.objects.exists()


def test_a_change_is_recorded_field_by_field(bench: Council) -> None:
    row = waiver(bench)
    row = changed(bench, row, value=Decimal(130_000), expires=date(2027, 6, 30))
    entry = entries(Event.objects.filter(chain=row.chain))[-1]
    assert (entry.sentence, sorted(entry.changes)) == (
        "Changed W-0001 Direct award of street cleansing",
        [("Expires", "31 March 2027", "30 June 2027"), ("Value", "120000.00", "130000")],
    )
    changed(bench, row)
    assert Event.objects.filter(chain=row.chain).count() == 2
    with pytest.raises(Stale):
        change_waiver(row, values_of(row), actor=bench["lead"], at=NOW, seen_version=0)


def test_one_that_is_withdrawn_stays_and_counts_no_more(bench: Council) -> None:
    row = waiver(bench)
    with pytest.raises(ValidationError):
        withdraw_waiver(row, " ", actor=bench["lead"], at=NOW, seen_version=0)
    row = withdraw_waiver(row, "Recorded twice.", actor=bench["lead"], at=NOW, seen_version=0)
    assert total_of(waivers_of(YEAR)) == WaiverTotal("All", 0, None, 0)
    assert state_of(row, None, TODAY) == "withdrawn"
    with pytest.raises(Refused, match="W-0001 was withdrawn"):
        changed(bench, row, value=None)
    with pytest.raises(Refused, match="W-0001 was withdrawn"):
        withdraw_waiver(row, "Again.", actor=bench["lead"], at=NOW, seen_version=row.version)


def test_the_record_does_not_name_the_cycle_that_ends_it(bench: Council) -> None:
    row, cycle = waiver(bench), bench.cycle(restricted=True)
    row = name_ending_cycle(row, cycle, actor=bench["lead"], at=NOW, seen_version=0)
    entry = entries(Event.objects.filter(chain=row.chain))[-1]
    assert (entry.sentence, entry.changes) == ("Said what ends W-0001", [("Ended by a cycle", "no", "yes")])
    assert cycle.reference not in str(list(Event.objects.filter(chain=row.chain).values("facts")))
    with pytest.raises(ValidationError):  # it does not exist for them
        name_ending_cycle(row, cycle, actor=bench["other"], at=NOW, seen_version=row.version)


def test_the_record_names_nothing_of_a_restricted_cycle(bench: Council) -> None:
    cycle = bench.cycle(restricted=True, service_name="Secret service")
    hidden = agreement(bench, is_signed=False, cycle=cycle)
    row = changed(bench, waiver(bench), agreement=hidden, service=cycle.service)
    entry = entries(Event.objects.filter(chain=row.chain))[-1]
    assert sorted(entry.changes) == [
        ("Agreement", "nothing", "one that is not signed yet"),
        ("Service", "nothing", "one of a restricted cycle"),
    ]
    row = changed(bench, row, agreement=agreement(bench), service=bench.cycle(service_name="Parks").service)
    entry = entries(Event.objects.filter(chain=row.chain))[-1]
    assert sorted(entry.changes) == [
        ("Agreement", "one that is not signed yet", "A-0002"),
        ("Service", "one of a restricted cycle", "Parks"),
    ]
    other = bench["other"]
    values = replace(values_of(row), service=cycle.service)
    with pytest.raises(ValidationError):  # it does not exist for them
        change_waiver(row, values, actor=other, at=NOW, seen_version=row.version)


def test_an_unsigned_agreement_that_somebody_may_not_see_stays(bench: Council) -> None:
    hidden = agreement(bench, is_signed=False, cycle=bench.cycle(restricted=True))
    row = waiver(bench, agreement=hidden)
    change_waiver(row, replace(values_of(row), value=None), actor=bench["other"], at=NOW, seen_version=0)
    assert Waiver.objects.get().agreement == hidden
    with pytest.raises(ValidationError):
        change_waiver(
            waiver(bench), replace(values_of(row), agreement=hidden), actor=bench["other"], at=NOW, seen_version=0
        )


@pytest.mark.parametrize("name", ["councillor", "auditor", "admin", "owner", "nobody"])
def test_others_record_and_change_nothing(bench: Council, name: str) -> None:
    row = waiver(bench)
    change: dict[str, Any] = {"actor": bench[name], "at": NOW, "seen_version": 0}
    with pytest.raises(Refused):
        change_waiver(row, values_of(row), **change)
    with pytest.raises(Refused):
        withdraw_waiver(row, "No.", **change)
    with pytest.raises(Refused):
        name_ending_cycle(row, None, **change)


def test_the_year_adds_up_by_cause_and_directorate(bench: Council) -> None:
    waiver(bench)
    waiver(bench, value=Decimal(80_000))
    waiver(bench, cause="sole_supplier", value=None)
    waiver(bench, approved_on=date(2026, 3, 31), starts=date(2026, 4, 1))
    names = {"urgency": "Urgency that the council could not foresee"}
    assert totals_by_cause(waivers_of(YEAR), names) == [
        WaiverTotal("Urgency that the council could not foresee", 2, Decimal("200000.00"), 0),
        WaiverTotal("Sole supplier", 1, None, 1),
    ]
    assert totals_by_directorate(waivers_of(YEAR)) == [WaiverTotal(bench.place.name, 3, Decimal("200000.00"), 1)]
    assert years_with_waivers(TODAY) == [FinancialYear(2026), FinancialYear(2025)]
    assert cause_name({}, "provider_failure") == "Provider failure"


def test_the_year_is_compared_with_the_same_days_of_the_one_before(bench: Council) -> None:
    waiver(bench)
    waiver(bench)
    waiver(bench, approved_on=date(2025, 11, 23), starts=date(2025, 12, 1))
    waiver(bench, approved_on=date(2025, 11, 24), starts=date(2025, 12, 1))
    assert trend(YEAR, total_of(waivers_of(YEAR)), TODAY) == (
        "2 waivers and exemptions, worth £240,000, were approved in 2026/27 by 23 November 2026: 1 more than the 1"
        " (worth £120,000) approved by the same day of 2025/26."
    )
    assert trend(FinancialYear(2025), total_of(waivers_of(FinancialYear(2025))), TODAY) == (
        "2 waivers and exemptions, worth £240,000, were approved in 2025/26: 2 more than the 0 approved in 2024/25."
    )
    assert trend(FinancialYear(2024), total_of(waivers_of(FinancialYear(2024))), TODAY) == (
        "No waivers were approved in 2024/25, as many as in 2023/24."
    )


def test_what_expires_and_nothing_ends(bench: Council) -> None:
    cycle = bench.cycle()
    soon, late = waiver(bench, expires=TODAY + timedelta(days=90)), waiver(bench, expires=TODAY + timedelta(days=91))
    over, ended = waiver(bench, expires=date(2026, 10, 31)), waiver(bench, expires=TODAY, ended_by=cycle)
    withdrawn = waiver(bench, expires=TODAY)
    withdraw_waiver(withdrawn, "Twice.", actor=bench["lead"], at=NOW, seen_version=0)
    assert list(expiring_waivers(TODAY)) == [over, soon]
    assert [state_of(row, row.ended_by, TODAY) for row in (soon, late, over, ended)] == [
        "in_force",
        "in_force",
        "unended",
        "in_force",
    ]
    stopped: dict[str, Any] = {"stage": CycleStage.STOPPED, "stopped_in": "analyse", "ended_at": NOW, "status": ""}
    Cycle.objects.filter(pk=cycle.pk).update(**stopped, slack=None, next_milestone="")
    assert list(expiring_waivers(TODAY)) == [over, ended, soon]
    assert state_of(ended, Cycle.objects.get(), TODAY + timedelta(days=1)) == "unended"
