"""Reminders of agreements and waivers: who is told, on which day, and until when it is relevant."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import User
from contracts.due import agreement_dates, expired_agreements
from contracts.models import Agreement, Waiver
from contracts.services.agreements import ExtensionInput, change_agreement, values_of
from cycles.models import Cycle
from notifications.kinds import skip_reason
from notifications.models import Notification
from notifications.services.sweeping import sweep
from tests.contracts.register import agreement
from tests.contracts.test_cycle_dates import replacing, take_extension
from tests.council import NOW, Council
from tests.reminders.reminded import reminders, subjects, told

KINDS = ("extension_decision_due", "agreement_notice_due", "next_analyse_due", "agreement_ends", "agreement_expired")


def managed(council: Council, **more: Any) -> Agreement:
    """Managed by `member`, with `other` as the deputy; it ends on 31 March 2028, notice by the end of 2027."""
    values: dict[str, Any] = {
        "contract_manager": council["member"],
        "deputy": council["other"],
        "notice_months": 3,
        "extensions": [ExtensionInput(months=12)],
    } | more
    return agreement(council, **values)


def expected(kind: str, row: Agreement, step: str, *names: str) -> set[tuple[str, str, str]]:
    return {(kind, name, f"agreement:{row.pk}:{step}") for name in names}


def test_each_date_is_told_90_and_30_days_before_and_on_the_day(bench: Council) -> None:
    """Decide by 8 October 2027, twelve weeks before notice on 31 December 2027; the end is a Friday."""
    row = managed(bench)
    both = ("member", "other")
    assert told(bench, date(2027, 7, 8), "extension_decision_due") == set()  # Saturday the 10th is the ninetieth day
    assert told(bench, date(2027, 7, 9), *KINDS[:2]) == expected(KINDS[0], row, "2027-10-08:90", *both)
    assert told(bench, date(2027, 9, 8), *KINDS[:2]) == expected(KINDS[0], row, "2027-10-08:30", *both)
    assert told(bench, date(2027, 10, 8), KINDS[0]) == expected(KINDS[0], row, "2027-10-08:0", *both)
    assert told(bench, date(2027, 12, 31), KINDS[1]) == expected(KINDS[1], row, "2027-12-31:0", *both)
    assert told(bench, date(2028, 3, 31), *KINDS[3:]) == expected(KINDS[3], row, "2028-03-31:0", *both)
    assert subjects(date(2027, 10, 8)) >= {"Decide by 8 October 2027 whether to extend A-0001 Street cleansing"}


def test_the_next_analyse_is_told_until_a_cycle_has_started(bench: Council) -> None:
    row = managed(bench, first_end=date(2030, 3, 31))
    assert row.analyse_by is not None
    assert told(bench, row.analyse_by, KINDS[2]) == expected(KINDS[2], row, f"{row.analyse_by}:0", "member", "other")
    cycle = replacing(bench, row)
    assert told(bench, row.analyse_by, KINDS[2]) == set()
    Cycle.objects.filter(pk=cycle.pk).update(stage="stopped", stopped_in="analyse", status="", ended_at=NOW)
    assert told(bench, row.analyse_by, KINDS[2]) != set()


def test_the_lead_of_the_live_cycle_and_managers_instead_of_leavers(bench: Council) -> None:
    row = managed(bench)
    replacing(bench, row, lead=bench["lead"])
    end = date(2028, 3, 31)
    assert told(bench, end, KINDS[3]) == expected(KINDS[3], row, "2028-03-31:0", "member", "other", "lead")
    User.objects.filter(pk__in=[bench["member"].pk, bench["other"].pk]).update(is_active=False)
    assert told(bench, end, KINDS[3]) == expected(KINDS[3], row, "2028-03-31:0", "head", "lead")


def test_without_a_contract_manager_the_managers_of_the_directorate_are_told(bench: Council) -> None:
    row = managed(bench, contract_manager=None, deputy=None)
    assert told(bench, date(2028, 3, 31), KINDS[3]) == expected(KINDS[3], row, "2028-03-31:0", "head")


def test_after_the_end_it_is_asked_every_week_until_somebody_answers(bench: Council) -> None:
    row = managed(bench)
    asked = ("member", "head")
    assert told(bench, date(2028, 3, 31), KINDS[4]) == set()
    assert told(bench, date(2028, 4, 3), KINDS[4]) == expected(KINDS[4], row, "2028-03-31:late1", *asked)
    assert told(bench, date(2028, 4, 10), KINDS[4]) == expected(KINDS[4], row, "2028-03-31:late8", *asked)
    assert told(bench, date(2029, 4, 2), KINDS[4]) == set()  # a year later it is on the page of what has expired
    Agreement.objects.filter(pk=row.pk).update(running_on_since=date(2028, 4, 1))
    assert told(bench, date(2028, 4, 10), KINDS[4]) == set()


@pytest.mark.parametrize(("manager", "above"), [("head", {"assistant", "assistant2"}), ("director", set())])
def test_the_grade_above_a_manager_is_told(bench: Council, manager: str, above: set[str]) -> None:
    managed(bench, contract_manager=bench[manager])
    assert {name for _, name, _ in told(bench, date(2028, 4, 3), KINDS[4])} == {manager} | above


def test_an_extension_taken_moves_the_reminders(bench: Council) -> None:
    row = managed(bench)
    take_extension(row, bench)
    assert told(bench, date(2028, 3, 31), *KINDS[3:]) == set()
    both = ("member", "other")
    assert told(bench, date(2029, 3, 30), *KINDS[3:]) == expected(KINDS[3], row, "2029-03-31:0", *both)


def test_what_is_not_signed_or_has_ended_is_not_told(bench: Council) -> None:
    managed(bench, is_signed=False)
    ended = managed(bench)
    Agreement.objects.filter(pk=ended.pk).update(ended_on=date(2027, 1, 31))
    change_agreement(ended, values_of(Agreement.objects.get(pk=ended.pk)), actor=bench["lead"], at=NOW)
    days = [date(2027, 10, 8), date(2027, 12, 31), date(2028, 3, 31), date(2028, 4, 3)]
    assert [told(bench, day, *KINDS) for day in days] == [set()] * 4


def test_an_e_mail_is_left_out_once_the_date_has_moved(bench: Council) -> None:
    row = managed(bench)
    with time_machine.travel(datetime(2028, 3, 31, 9, 0, tzinfo=UTC), tick=False):
        sweep(datetime(2028, 3, 31, 9, 0, tzinfo=UTC))
        rows = Notification.objects.filter(kind=KINDS[3]).order_by("person__name")
        assert [(each.person.name, skip_reason(each)) for each in rows] == [("Leanne Cooper", ""), ("Tom Baines", "")]
        change_agreement(row, replace(values_of(row), deputy=None), actor=bench["lead"], at=NOW)
        assert [skip_reason(each) for each in rows] == ["", "No longer theirs to do"]
        take_extension(row, bench)
        assert [skip_reason(each) for each in rows] == ["Over by now"] * 2
        change_agreement(row, replace(values_of(row), is_signed=False), actor=bench["lead"], at=NOW)
        assert [skip_reason(each) for each in rows] == ["Over by now"] * 2


def test_a_waiver_is_told_before_it_expires(bench: Council) -> None:
    waiver = Waiver.objects.create(
        serial=1,
        reference="W-0001",
        kind="waiver",
        cause="urgency",
        what="Gritting by the present firm",
        reason="It is winter",
        starts=NOW.date(),
        expires=date(2027, 3, 31),
        approver="Grace Holland",
        approved_on=NOW.date(),
        directorate=bench.place,
        recorded_by=bench["lead"],
        recorded_at=NOW,
    )
    key = f"waiver:{waiver.pk}:2027-03-31"
    assert told(bench, date(2027, 3, 1)) == {("waiver_expires", "head", f"{key}:30")}
    assert told(bench, date(2027, 3, 31)) == {("waiver_expires", "head", f"{key}:0")}
    managed(bench)
    Waiver.objects.update(agreement=Agreement.objects.get())
    assert told(bench, date(2027, 3, 31)) == {("waiver_expires", who, f"{key}:0") for who in ("member", "other")}
    Waiver.objects.update(withdrawn_because="Recorded twice")
    assert told(bench, date(2027, 3, 31)) == set()


@pytest.mark.parametrize("number", [1, 3])
def test_reminders_take_the_same_statements(bench: Council, number: int, django_assert_num_queries: Any) -> None:
    for n in range(number):
        row = managed(bench, title=f"Streets {n}")
        replacing(bench, row, service_name=f"Streets {n}")
    day = date(2028, 3, 31)
    with django_assert_num_queries(4):
        assert len(list(agreement_dates(day))) == number
    with django_assert_num_queries(2):
        assert len(list(expired_agreements(day + timedelta(days=3)))) == number
    assert reminders(day, "agreement_ends")
