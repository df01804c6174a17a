"""Deciding on extensions: who may, in which order, and which dates follow."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.refusals import Refused
from audit.models import Event
from audit.presenters import Entry, entries
from contracts.models import Agreement
from contracts.services.agreements import ExtensionInput
from contracts.services.ending import end_agreement
from contracts.services.extensions import (
    ExtensionDecisionInput,
    decline_extension,
    reopen_extension,
    take_extension,
)
from tests.contracts.register import agreement
from tests.council import NOW, Council

ON = date(2026, 11, 20)
DECISION = ExtensionDecisionInput("Assistant Director of Place", ON, "It performs well.")
OF_TWO: dict[str, Any] = {
    "notice_months": 3,
    "extensions": [ExtensionInput(months=12, decided_by="Executive"), ExtensionInput(months=6)],
}


def dates(row: Agreement) -> list[date | None]:
    row = Agreement.objects.get(pk=row.pk)
    return [row.current_end, row.last_end, row.notice_by, row.decide_by]


def states(row: Agreement) -> list[tuple[str, date | None, str, str]]:
    return list(row.extensions.values_list("state", "decided_on", "decided_by", "reason"))


def last_entry(row: Agreement) -> Entry:
    return entries(Event.objects.filter(chain=row.chain))[-1]


def test_an_extension_taken_moves_the_end_and_what_follows_from_it(bench: Council) -> None:
    row = agreement(bench, **OF_TWO)
    assert dates(row) == [date(2028, 3, 31), date(2029, 9, 30), date(2027, 12, 31), date(2027, 10, 8)]
    take_extension(row, 1, DECISION, actor=bench["other"], at=NOW)
    assert dates(row) == [date(2029, 3, 31), date(2029, 9, 30), date(2028, 12, 31), date(2028, 10, 8)]
    assert states(row) == [
        ("taken", ON, "Assistant Director of Place", "It performs well."),
        ("open", None, "", ""),
    ]
    entry = last_entry(row)
    assert (entry.sentence, entry.reason) == (
        "Took extension 1 of A-0001: it now ends on 31 March 2029",
        "It performs well.",
    )
    assert sorted(entry.changes) == [
        ("Decided by", "nothing", "Assistant Director of Place"),
        ("Decided on", "nothing", "20 November 2026"),
        ("End", "31 March 2028", "31 March 2029"),
    ]
    take_extension(row, 2, DECISION, actor=bench["other"], at=NOW)
    assert dates(row) == [date(2029, 9, 30), date(2029, 9, 30), None, None]


def test_one_that_is_not_taken_takes_the_later_ones_with_it(bench: Council) -> None:
    row = agreement(bench, **OF_TWO)
    decline_extension(row, 1, DECISION, actor=bench["lead"], at=NOW)
    assert dates(row) == [date(2028, 3, 31), date(2028, 3, 31), None, None]
    assert [state for state, *_ in states(row)] == ["not_taken", "not_taken"]
    assert last_entry(row).sentence == "Did not take extension 1 of A-0001"
    with pytest.raises(Refused, match="an earlier one was not"):
        reopen_extension(row, 2, reason="Wrong", actor=bench["lead"], at=NOW)
    reopen_extension(row, 1, reason="It was another agreement.", actor=bench["lead"], at=NOW)
    assert dates(row) == [date(2028, 3, 31), date(2029, 9, 30), date(2027, 12, 31), date(2027, 10, 8)]
    assert [state for state, *_ in states(row)] == ["open", "open"]
    assert last_entry(row).reason == "It was another agreement."


def test_extensions_are_decided_in_their_order_and_taken_back_from_the_last(bench: Council) -> None:
    row = agreement(bench, **OF_TWO)
    with pytest.raises(Refused, match="Decide on extension 1 first"):
        take_extension(row, 2, DECISION, actor=bench["lead"], at=NOW)
    with pytest.raises(Refused, match="is not decided"):
        reopen_extension(row, 1, reason="Wrong", actor=bench["lead"], at=NOW)
    take_extension(row, 1, DECISION, actor=bench["lead"], at=NOW)
    with pytest.raises(Refused, match="decided already"):
        decline_extension(row, 1, DECISION, actor=bench["lead"], at=NOW)
    decline_extension(row, 2, DECISION, actor=bench["lead"], at=NOW)
    with pytest.raises(Refused, match="Take back the decision on extension 2 first"):
        reopen_extension(row, 1, reason="Wrong", actor=bench["lead"], at=NOW)
    reopen_extension(row, 2, reason="Wrong", actor=bench["lead"], at=NOW)
    reopen_extension(row, 1, reason="Wrong", actor=bench["lead"], at=NOW)
    assert dates(row)[:2] == [date(2028, 3, 31), date(2029, 9, 30)]
    with pytest.raises(Refused, match="no such extension"):
        take_extension(row, 3, DECISION, actor=bench["lead"], at=NOW)


@pytest.mark.parametrize(
    ("decision", "faults"),
    [
        (
            ExtensionDecisionInput("Executive", date(2026, 11, 24), "It performs well."),
            {"on": ["Enter the day on which it was decided: it can’t be in the future"]},
        ),
        (ExtensionDecisionInput(" ", ON, " "), {"decided_by": ["Enter who decided"], "reason": ["Enter the reason"]}),
    ],
)
def test_a_decision_names_who_when_and_why(
    bench: Council, decision: ExtensionDecisionInput, faults: dict[str, list[str]]
) -> None:
    row = agreement(bench, **OF_TWO)
    with pytest.raises(ValidationError) as refused:
        take_extension(row, 1, decision, actor=bench["lead"], at=NOW)
    assert refused.value.message_dict == faults
    assert [state for state, *_ in states(row)] == ["open", "open"]


def test_a_later_extension_is_not_decided_before_the_earlier_one(bench: Council) -> None:
    row = agreement(bench, **OF_TWO)
    take_extension(row, 1, DECISION, actor=bench["lead"], at=NOW)
    early = ExtensionDecisionInput("Executive", date(2026, 11, 19), "It performs well.")
    with pytest.raises(ValidationError, match="Enter 20 November 2026 or a later day"):
        take_extension(row, 2, early, actor=bench["lead"], at=NOW)


def test_nothing_is_extended_once_it_ended(bench: Council) -> None:
    row = agreement(bench, **OF_TWO)
    end_agreement(row, ON, reason="The supplier stopped.", actor=bench["lead"], at=NOW)
    for decide in (take_extension, decline_extension):
        with pytest.raises(Refused, match="Its last day is recorded as 20 November 2026"):
            decide(row, 1, DECISION, actor=bench["lead"], at=NOW)


@pytest.mark.parametrize("name", ["councillor", "auditor", "admin", "owner", "nobody"])
def test_others_do_not_decide(bench: Council, name: str) -> None:
    row = agreement(bench, **OF_TWO)
    with pytest.raises(Refused):
        take_extension(row, 1, DECISION, actor=bench[name], at=NOW)


def test_the_contract_manager_may_whatever_their_role(bench: Council) -> None:
    row = agreement(bench, **OF_TWO, contract_manager=bench["auditor"])
    take_extension(row, 1, DECISION, actor=bench["auditor"], at=NOW)
    assert dates(row)[0] == date(2029, 3, 31)
