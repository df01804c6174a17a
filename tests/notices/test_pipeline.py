"""Which planned procurements belong into the pipeline notice of a year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from notices.pipeline import PipelineAnswer, PipelineWindow, pipeline_answer, pipeline_window
from tests.contracts.law import FIGURES

WINDOW = PipelineWindow(date(2027, 4, 1), date(2027, 5, 26), date(2028, 9, 30), Decimal(2_000_000))
OUTSIDE = "Its tender is planned for {}, which is not from 1 April 2027 to 30 September 2028."
INSIDE = "It is worth over £2 million with VAT, and its tender is planned for {}."


def test_the_window_is_eighteen_months_and_the_notice_due_within_fifty_six_days() -> None:
    assert pipeline_window(FIGURES, 2027) == WINDOW


@pytest.mark.parametrize(
    ("value", "notice_on", "included", "sentence"),
    [
        ("2000000.01", date(2027, 4, 1), True, INSIDE.format("1 April 2027")),
        ("3000000", date(2028, 9, 30), True, INSIDE.format("30 September 2028")),
        ("2000000", date(2027, 4, 1), False, "Its value with VAT is not over £2 million."),
        ("3000000", date(2027, 3, 31), False, OUTSIDE.format("31 March 2027")),
        ("3000000", date(2028, 10, 1), False, OUTSIDE.format("1 October 2028")),
        (None, date(2028, 10, 1), False, OUTSIDE.format("1 October 2028")),
        (None, date(2027, 4, 1), None, "Its value with VAT is not known: enter it."),
        ("3000000", None, None, "The day of its tender or transparency notice is not known: plan it."),
    ],
)
def test_what_belongs_into_it(value: str | None, notice_on: date | None, included: bool | None, sentence: str) -> None:
    worth = Decimal(value) if value else None
    assert pipeline_answer(WINDOW, worth, notice_on) == PipelineAnswer(included, sentence)
