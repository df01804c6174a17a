"""Which planned procurements belong into the pipeline notice of a year. Pure: no Django, no clock.

Procurement Act 2023 s93: what is over the figure (`pipeline_over`) and for which a tender or transparency notice is to
be published in the months from 1 April that the rule of UK1 covers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from contracts.terms import last_day_of_term
from notices.rules import due_by
from ui.wording import day, money_words

PIPELINE = "UK1"


@dataclass(frozen=True)
class PipelineWindow:
    """The notice of the year that starts on `opens`, due by `publish_by`: it covers what is planned up to `until`."""

    opens: date
    publish_by: date
    until: date
    over: Decimal


@dataclass(frozen=True)
class PipelineAnswer:
    """Whether a procurement belongs into the notice, None while that is not known, and why."""

    included: bool | None
    sentence: str


def pipeline_window(figures: Mapping[str, Any], year: int) -> PipelineWindow | None:
    """Of the financial year that begins in `year`; None where the edition has no rule of the notice."""
    notice = next((notice for notice in figures["notices"] if notice["code"] == PIPELINE), None)
    if notice is None:
        return None
    rule = notice["rules"][0]
    opens = date(year, 4, 1)
    until = last_day_of_term(opens, rule["covers_months"])
    return PipelineWindow(opens, due_by(rule, opens), until, Decimal(figures["governance"]["pipeline_over"]))


def pipeline_answer(window: PipelineWindow, value_with_vat: Decimal | None, notice_on: date | None) -> PipelineAnswer:
    """`notice_on` is when a tender notice, or the transparency notice of a direct award, is planned."""
    if value_with_vat is not None and value_with_vat <= window.over:
        return PipelineAnswer(False, f"Its value with VAT is not over {money_words(window.over)}.")
    if notice_on and not window.opens <= notice_on <= window.until:
        period = f"from {day(window.opens)} to {day(window.until)}"
        return PipelineAnswer(False, f"Its tender is planned for {day(notice_on)}, which is not {period}.")
    if value_with_vat is None:
        return PipelineAnswer(None, "Its value with VAT is not known: enter it.")
    if notice_on is None:
        return PipelineAnswer(None, "The day of its tender or transparency notice is not known: plan it.")
    over = f"It is worth over {money_words(window.over)}"
    return PipelineAnswer(True, f"{over} with VAT, and its tender is planned for {day(notice_on)}.")
