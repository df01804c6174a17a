"""Signing, ending, running on past the end, and taking back what was said of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.refusals import Refused
from audit.models import Event
from audit.presenters import entries
from contracts.models import Agreement
from contracts.services.ending import end_agreement, reopen_agreement, say_running_on, sign_agreement
from tests.contracts.register import agreement
from tests.council import NOW, Council

TODAY = date(2026, 11, 23)
PASSED: dict[str, Any] = {"start": date(2023, 10, 1), "first_end": date(2026, 9, 30)}


def fresh(row: Agreement) -> Agreement:
    return Agreement.objects.get(pk=row.pk)


def sentences(row: Agreement) -> list[str]:
    return [each.sentence for each in entries(Event.objects.filter(chain=row.chain))][1:]


def test_an_agreement_is_signed_once(bench: Council) -> None:
    row = agreement(bench, is_signed=False)
    with pytest.raises(ValidationError) as refused:
        sign_agreement(row, date(2026, 11, 24), actor=bench["lead"], at=NOW)
    assert refused.value.message_dict == {"on": ["Enter the day on which it was signed: it can’t be in the future"]}
    sign_agreement(row, TODAY, actor=bench["lead"], at=NOW)
    assert (fresh(row).is_signed, fresh(row).signed_on) == (True, TODAY)
    with pytest.raises(Refused, match="signed already"):
        sign_agreement(row, TODAY, actor=bench["lead"], at=NOW)
    assert sentences(row) == ["A-0001 was signed on 23 November 2026"]


def test_an_early_end_may_be_to_come(bench: Council) -> None:
    row = agreement(bench)
    end_agreement(row, date(2027, 6, 30), reason="Notice under clause 12.", actor=bench["lead"], at=NOW)
    row = fresh(row)
    assert (row.ended_on, row.current_end, row.last_end) == (date(2027, 6, 30),) * 3
    assert row.end_reason == "Notice under clause 12."
    with pytest.raises(Refused, match="Its last day is recorded as 30 June 2027"):
        end_agreement(row, TODAY, reason="Again", actor=bench["lead"], at=NOW)
    reopen_agreement(row, reason="The notice was withdrawn.", actor=bench["lead"], at=NOW)
    row = fresh(row)
    assert (row.ended_on, row.current_end, row.end_reason) == (None, date(2028, 3, 31), "")
    assert sentences(row) == [
        "Ended A-0001, with 30 June 2027 as its last day",
        "Took back what was said of the end of A-0001",
    ]


@pytest.mark.parametrize(
    ("on", "reason", "faults"),
    [
        (date(2025, 3, 31), "Notice", {"on": ["Enter 1 April 2025 or a later day: it started then"]}),
        (
            date(2028, 4, 1),
            " ",
            {
                "on": ["It ends on 31 March 2028 already: enter that day or an earlier one"],
                "reason": ["Enter the reason"],
            },
        ),
    ],
)
def test_an_end_lies_within_the_term(bench: Council, on: date, reason: str, faults: dict[str, list[str]]) -> None:
    row = agreement(bench)
    with pytest.raises(ValidationError) as refused:
        end_agreement(row, on, reason=reason, actor=bench["lead"], at=NOW)
    assert refused.value.message_dict == faults
    assert fresh(row).ended_on is None


def test_what_has_run_past_its_end_is_said_and_then_ended(bench: Council) -> None:
    row = agreement(bench, **PASSED)
    for since, fault in (
        (date(2026, 9, 30), "Enter a day after 30 September 2026, its last day"),
        (date(2026, 11, 24), "Enter today or an earlier day"),
    ):
        with pytest.raises(ValidationError, match=fault):
            say_running_on(row, since, reason="The tender is late.", actor=bench["lead"], at=NOW)
    say_running_on(row, date(2026, 10, 1), reason="The tender is late.", actor=bench["lead"], at=NOW)
    assert fresh(row).running_on_since == date(2026, 10, 1)
    end_agreement(row, date(2026, 11, 20), reason="The new one started.", actor=bench["lead"], at=NOW)
    row = fresh(row)
    assert (row.running_on_since, row.ended_on, row.current_end) == (None, date(2026, 11, 20), date(2026, 11, 20))
    assert sentences(row) == [
        "A-0001 has run on past its end since 1 October 2026",
        "Ended A-0001, with 20 November 2026 as its last day",
    ]


def test_what_does_not_fit_its_state_is_refused(bench: Council) -> None:
    row, unsigned = agreement(bench), agreement(bench, is_signed=False)
    with pytest.raises(Refused, match="Its end has not passed"):
        say_running_on(row, TODAY, reason="Late", actor=bench["lead"], at=NOW)
    with pytest.raises(Refused, match="nothing to take back"):
        reopen_agreement(row, reason="Wrong", actor=bench["lead"], at=NOW)
    with pytest.raises(Refused, match="not signed yet"):
        end_agreement(unsigned, TODAY, reason="Stopped", actor=bench["lead"], at=NOW)
    for name in ("councillor", "auditor", "admin", "owner", "nobody"):
        with pytest.raises(Refused):
            end_agreement(row, TODAY, reason="Stopped", actor=bench[name], at=NOW)
