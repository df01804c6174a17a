"""Who is told of notices that are due or late, on which day, and until when it is relevant."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from contracts.models import Agreement
from demo import play
from notices.services import NoticeInput, record_notice
from notifications.kinds import skip_reason
from notifications.models import Notification
from notifications.services.sweeping import sweep
from tests.contracts.law import bring_law_into_force
from tests.contracts.register import agreement
from tests.council import LARGE, NOW, Council
from tests.notices.test_pages import bought
from tests.reminders.reminded import subjects, told

KINDS = ("notice_due", "notice_late")
DUE = date(2026, 12, 21)  # a Monday: the thirtieth day of a contract signed on Sunday 22 November


@pytest.fixture(autouse=True)
def _law(bench: Council) -> None:
    bring_law_into_force()


def signed(bench: Council, **more: Any) -> Agreement:
    return bought(bench, contract_manager=bench["member"], **({"signed_on": date(2026, 11, 22)} | more))


def of(row: Agreement, step: str, kind: str, *names: str) -> set[tuple[str, str, str]]:
    return {(kind, name, f"notice:agreement:{row.pk}:UK7::2026-12-21:{step}") for name in names}


def of_details(council: Council, on: date) -> set[tuple[str, str, str]]:
    return {each for each in told(council, on, *KINDS) if ":UK7:" in each[2]}


def test_the_contract_manager_is_told_ten_and_three_working_days_before(bench: Council) -> None:
    row = signed(bench)
    assert of_details(bench, date(2026, 12, 4)) == set()
    assert of_details(bench, date(2026, 12, 7)) == of(row, "10", "notice_due", "member")
    assert of_details(bench, date(2026, 12, 16)) == of(row, "3", "notice_due", "member")
    assert of_details(bench, DUE) == of(row, "3", "notice_due", "member")
    assert "Contract details notice is due by 21 December 2026: A-0001 Street cleansing" in subjects(date(2026, 12, 7))


def test_a_day_late_procurement_is_told_too_and_every_week(bench: Council) -> None:
    row = signed(bench)
    who = ("member", "adviser", "adviser2")
    assert of_details(bench, date(2026, 12, 22)) == of(row, "late1", "notice_late", *who)
    assert of_details(bench, date(2026, 12, 29)) == of(row, "late8", "notice_late", *who)
    assert "Contract details notice is 1 day late, it was due by 21 December 2026: A-0001 Street cleansing" in subjects(
        date(2026, 12, 22)
    )


def test_it_is_told_once_and_ends_when_it_is_recorded(bench: Council) -> None:
    row = signed(bench)
    at = datetime(2026, 12, 22, 7, tzinfo=UTC)
    with time_machine.travel(at, tick=False):
        sweep(at)
        sweep(at)
        rows = Notification.objects.filter(kind="notice_late", person=bench["member"], occasion__contains=":UK7:")
        notification = rows.get()
        assert skip_reason(notification) == ""
        notice = NoticeInput("UK7")
        record_notice(row, notice, published_on=date(2026, 12, 22), actor=bench["lead"], at=at)
        assert skip_reason(notification) == "Over by now"
    assert of_details(bench, date(2026, 12, 29)) == set()


def test_nobody_is_told_of_what_came_into_the_register_late(bench: Council) -> None:
    """Due on 23 September, 61 days before the agreement was added; a day later it is told."""
    row = bought(bench, signed_on=date(2026, 8, 25), contract_manager=bench["member"])
    assert of_details(bench, date(2026, 11, 24)) == set()
    later = bought(bench, signed_on=date(2026, 8, 26), contract_manager=bench["member"])
    assert {key.split(":")[2] for _, _, key in of_details(bench, date(2026, 11, 24))} == {str(later.pk)}
    assert row.pk != later.pk


def test_nothing_is_told_of_what_is_not_signed(bench: Council) -> None:
    agreement(bench, is_signed=False, contract_manager=bench["member"], regime="pa2023_standard", route="procure")
    assert told(bench, date(2026, 12, 22), *KINDS) == set()


def test_of_a_running_procurement_the_lead_is_told(bench: Council) -> None:
    cycle = play.decide_route(bench.cycle_at("do", LARGE), at=NOW)
    tender = cycle.dates.get(milestone="tender")
    tender.done_on = date(2026, 11, 20)
    tender.save()
    late = {each for each in told(bench, date(2026, 11, 23), "notice_late") if ":UK4:" in each[2]}
    assert late == {
        ("notice_late", name, f"notice:cycle:{cycle.pk}:UK4::2026-11-20:late1")
        for name in ("lead", "adviser", "adviser2")
    }


def test_of_a_restricted_procurement_only_who_sees_it(bench: Council) -> None:
    cycle = play.decide_route(bench.cycle_at("do", LARGE, restricted=True), at=NOW)
    tender = cycle.dates.get(milestone="tender")
    tender.done_on = date(2026, 11, 20)
    tender.save()
    late = {each for each in told(bench, date(2026, 11, 23), "notice_late") if ":UK4:" in each[2]}
    assert {name for _, name, _ in late} == {"lead"}
