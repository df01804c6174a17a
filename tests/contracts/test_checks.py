"""What the register says to the questions of the Do gate."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from checklists.checks import FAILS, HOLDS, UNKNOWN
from contracts.checks import register_entry_complete, signed_before_start
from contracts.services.agreements import SuppliedByInput
from cycles.models import Cycle
from tests.contracts.register import agreement, supplier
from tests.council import NOW, Council

TODAY = NOW.date()
NONE = "No agreement of this cycle is in the register."


def found(check: Any, cycle: Cycle, today: date = TODAY) -> tuple[str, str]:
    finding = check(Cycle.objects.get(pk=cycle.pk), today)
    return finding.result, finding.sentence


@pytest.mark.parametrize(("stage", "result"), [("analyse", UNKNOWN), ("plan", UNKNOWN), ("do", FAILS)])
def test_without_an_agreement_the_register_fails_from_do_on(bench: Council, stage: str, result: str) -> None:
    cycle = bench.cycle_at(stage)
    assert found(register_entry_complete, cycle) == (result, NONE)
    assert found(signed_before_start, cycle) == (UNKNOWN, NONE)


def test_it_names_what_the_entry_lacks(bench: Council) -> None:
    cycle = bench.cycle_at("do")
    row = agreement(bench, cycle=cycle, service=cycle.service)
    missing = "The register does not say yet of A-0001: supplier, review date and notice period."
    assert found(register_entry_complete, cycle) == (FAILS, missing)
    row.delete()
    whole: dict[str, Any] = {
        "suppliers": [SuppliedByInput(supplier(bench))],
        "review_on": date(2027, 4, 1),
        "notice_months": 3,
    }
    agreement(bench, cycle=cycle, service=cycle.service, **whole)
    holds = "The register holds everything that is asked about A-0001."
    assert found(register_entry_complete, cycle) == (HOLDS, holds)


@pytest.mark.parametrize(
    ("signed", "expected"),
    [
        ({"signed_on": date(2025, 4, 1)}, (HOLDS, "A-0001 was signed on 1 April 2025 and starts on 1 April 2025.")),
        (
            {"signed_on": date(2025, 4, 2)},
            (FAILS, "A-0001 was signed on 2 April 2025, after it had started on 1 April 2025."),
        ),
        ({"is_signed": False}, (FAILS, "A-0001 started on 1 April 2025 and is not signed.")),
        (
            {"is_signed": False, "start": date(2026, 11, 24)},
            (UNKNOWN, "A-0001 is not signed yet. It starts on 24 November 2026."),
        ),
        ({}, (UNKNOWN, "The register does not say on which day A-0001 was signed.")),
        ({"start": None}, (UNKNOWN, "The register does not say when A-0001 starts.")),
    ],
)
def test_signed_by_the_day_of_the_start(bench: Council, signed: dict[str, Any], expected: tuple[str, str]) -> None:
    cycle = bench.cycle()
    agreement(bench, cycle=cycle, service=cycle.service, **signed)
    assert found(signed_before_start, cycle) == expected


def test_of_several_what_fails_is_said(bench: Council) -> None:
    cycle = bench.cycle()
    agreement(bench, cycle=cycle, service=cycle.service, signed_on=date(2025, 3, 1))
    agreement(bench, cycle=cycle, service=cycle.service, is_signed=False)
    late = "A-0002 started on 1 April 2025 and is not signed."
    assert found(signed_before_start, cycle) == (FAILS, late)
