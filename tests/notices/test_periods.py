"""Standstills, periods in days of either kind and in months, and the notices of the council as a whole."""

from __future__ import annotations

from datetime import date

import pytest

from notices.facts import NoticeFacts, NoticeNotRequired, PublishedNotice
from notices.rules import award_standstill_over, council_notices_due, due_by, notices_due
from tests.contracts.law import FIGURES
from tests.notices.agreements import AGREEMENTS, bought


@pytest.mark.parametrize(
    ("facts", "published", "over"),
    [
        (AGREEMENTS["standard"], date(2026, 12, 21), date(2027, 1, 4)),
        (AGREEMENTS["light_touch"], date(2026, 12, 21), date(2027, 1, 4)),
        (AGREEMENTS["psr_direct_c"], date(2026, 12, 18), date(2027, 1, 4)),
        (AGREEMENTS["psr_direct_a"], date(2026, 12, 18), None),
        (AGREEMENTS["below_threshold"], date(2026, 12, 18), None),
        (AGREEMENTS["legacy"], date(2026, 12, 18), date(2026, 12, 29)),  # the tenth day is a bank holiday
    ],
)
def test_the_standstill_after_an_award(facts: NoticeFacts, published: date, over: date | None) -> None:
    assert award_standstill_over(facts, FIGURES, published) == over


def test_periods_in_working_days_and_in_months() -> None:
    christmas = date(2026, 12, 23)
    assert due_by({"event": "award", "working_days": 3}, christmas) == date(2026, 12, 30)
    assert due_by({"event": "award", "working_days": 3, "counts_event_day": True}, christmas) == date(2026, 12, 29)
    assert due_by({"event": "award", "working_days": 3, "before": True}, date(2026, 12, 30)) == christmas
    assert due_by({"event": "quarter_end", "months": 1}, date(2027, 6, 30)) == date(2027, 7, 30)


def test_lateness_is_counted_in_working_days_where_the_period_is() -> None:
    notices = [notice for notice in FIGURES["notices"] if notice["code"] == "UK7"]
    rule = {"event": "contract_signed", "working_days": 3}
    figures = {**FIGURES, "notices": [{**notices[0], "rules": [rule]}]}
    signed = bought(signed_on=date(2026, 12, 23))  # due on 30 December
    late = [notices_due(signed, figures, day)[0] for day in (date(2027, 1, 4), date(2026, 12, 31))]
    assert [(row.days_late, row.sentence) for row in late] == [
        (2, "2 working days late: it was due by 30 December 2026."),
        (1, "1 working day late: it was due by 30 December 2026."),
    ]


def test_the_council_owes_notices_of_its_own() -> None:
    published = (PublishedNotice("UK1", date(2026, 5, 27), "2026/27"),)
    word = NoticeNotRequired("PSR_summary", "No health services were bought.", "2025/26")
    rows = council_notices_due(FIGURES, published, (word,), date(2026, 3, 1), date(2027, 4, 1))
    assert [(row.code, row.occurrence, row.state.value, row.due_by, row.days_late) for row in rows] == [
        ("UK1", "2025/26", "late", date(2025, 5, 26), 675),
        ("UK1", "2026/27", "published", date(2026, 5, 26), 1),
        ("UK1", "2027/28", "due", date(2027, 5, 26), 0),
        ("UK17", "H2 2025/26", "late", date(2026, 4, 29), 337),
        ("UK17", "H1 2026/27", "late", date(2026, 10, 29), 154),
        ("UK17", "H2 2026/27", "due", date(2027, 4, 29), 0),
        ("UK17", "H1 2027/28", "to_come", date(2027, 10, 29), 0),
        ("PSR_summary", "2025/26", "not_required", None, 0),
        ("PSR_summary", "2026/27", "due", date(2027, 9, 30), 0),
        ("PSR_summary", "2027/28", "to_come", date(2028, 9, 30), 0),
    ]
