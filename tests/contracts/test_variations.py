"""Variations and uplifts: recorded, withdrawn, and what they move."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.refusals import Refused
from audit.models import Event
from audit.presenters import entries
from contracts.models import Agreement, Variation
from contracts.services.agreements import ExtensionInput
from contracts.services.ending import end_agreement
from contracts.services.variations import VariationInput, record_variation, withdraw_variation
from tests.contracts.register import agreement
from tests.council import NOW, Council

LONGER = VariationInput(
    what="Two more towns",
    starts=date(2027, 1, 4),
    approver="Head of Legal",
    approved_on=date(2026, 11, 16),
    value=Decimal(45_000),
    months=6,
)


def ends(row: Agreement) -> tuple[date | None, date | None]:
    row = Agreement.objects.get(pk=row.pk)
    return row.current_end, row.last_end


def test_a_variation_moves_the_end_until_it_is_withdrawn(bench: Council) -> None:
    row = agreement(bench, extensions=[ExtensionInput(months=12)])
    variation = record_variation(row, LONGER, actor=bench["adviser"], at=NOW)
    assert ends(row) == (date(2028, 9, 30), date(2029, 9, 30))
    entry = entries(Event.objects.filter(chain=row.chain))[-1]
    assert entry.sentence == "Varied A-0001: Two more towns"
    assert sorted(entry.changes) == [
        ("Added to its value", "nothing", "£45,000"),
        ("End", "31 March 2028", "30 September 2028"),
    ]
    withdraw_variation(variation, reason="It was another agreement.", actor=bench["lead"], at=NOW)
    assert ends(row) == (date(2028, 3, 31), date(2029, 3, 31))
    entry = entries(Event.objects.filter(chain=row.chain))[-1]
    assert (entry.sentence, entry.reason) == (
        "Withdrew a variation of A-0001 as recorded in error: Two more towns",
        "It was another agreement.",
    )
    with pytest.raises(Refused, match="withdrawn already"):
        withdraw_variation(variation, reason="Again", actor=bench["lead"], at=NOW)


def test_a_shorter_term_can_not_end_before_it_starts(bench: Council) -> None:
    row = agreement(bench)
    record_variation(row, replace(LONGER, months=-3), actor=bench["lead"], at=NOW)
    assert ends(row) == (date(2027, 12, 31), date(2027, 12, 31))
    with pytest.raises(ValidationError) as refused:
        record_variation(row, replace(LONGER, months=-40), actor=bench["lead"], at=NOW)
    assert refused.value.message_dict == {"months": ["It would end on 31 August 2024, before it starts"]}
    assert Variation.objects.count() == 1


def test_what_is_refused(bench: Council) -> None:
    unsigned = agreement(bench, is_signed=False)
    with pytest.raises(Refused, match="change its entry instead"):
        record_variation(unsigned, LONGER, actor=bench["lead"], at=NOW)
    rolling = agreement(bench, is_rolling=True, first_end=None)
    with pytest.raises(ValidationError) as refused:
        record_variation(rolling, LONGER, actor=bench["lead"], at=NOW)
    assert refused.value.message_dict == {"months": ["It has no end that could move, so leave the months empty"]}
    ended = agreement(bench)
    end_agreement(ended, date(2026, 11, 20), reason="By agreement.", actor=bench["lead"], at=NOW)
    with pytest.raises(ValidationError, match="It has ended, so leave the months empty"):
        record_variation(ended, LONGER, actor=bench["lead"], at=NOW)
    with pytest.raises(ValidationError, match="approved: it can’t be in the future"):
        record_variation(rolling, replace(LONGER, approved_on=date(2026, 11, 24)), actor=bench["lead"], at=NOW)
    for name in ("councillor", "auditor", "admin", "owner", "nobody"):
        with pytest.raises(Refused):
            record_variation(rolling, replace(LONGER, months=0), actor=bench[name], at=NOW)
    assert not Variation.objects.exists()


def test_terms_stay_within_what_a_calendar_has(bench: Council) -> None:
    row = agreement(bench, start=None)
    far = replace(LONGER, months=-600)
    for _ in range(2):
        record_variation(row, far, actor=bench["lead"], at=NOW)
    with pytest.raises(ValidationError, match="more than 1200 months"):
        record_variation(row, replace(LONGER, months=1), actor=bench["lead"], at=NOW)
    assert Variation.objects.count() == 2
