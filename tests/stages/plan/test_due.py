"""The reminder of a risk's next look: to whom, on which day, once, and until when it is relevant."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import time_machine

from accounts.services.people import deactivate
from cycles.models import Cycle
from cycles.services.editing import restrict
from notifications.kinds import skip_reason
from notifications.models import Notification
from notifications.services.sweeping import sweep
from stages.plan.due import risks_to_review
from stages.plan.models import Risk
from stages.records.kinds import all_kinds
from stages.records.services.tables import RowInput, change_table
from tests.council import NOW, Council
from tests.stages.rows import add

MONDAY = date(2027, 1, 11)
RISK: dict[str, Any] = {"cause": "The provider fails", "effect": "No visits", "likelihood": 2, "impact": 5}


def reviewed(council: Council, day: date = MONDAY, owner: str = "other") -> tuple[Cycle, Risk]:
    cycle = council.cycle_at("plan")
    row = add(cycle, "risks", **RISK, owner=council[owner], review_on=day)
    return cycle, Risk.objects.get(pk=row.pk)


def told(day: date) -> list[tuple[str, str]]:
    return [(person.name, reminder.key) for reminder in risks_to_review(day) for person in reminder.people]


def test_the_owner_on_the_day_and_for_a_weekend_on_the_friday_before(council: Council) -> None:
    _, risk = reviewed(council)
    assert told(date(2027, 1, 8)) == []
    assert told(MONDAY) == [("Tom Baines", f"risk:{risk.pk}:2027-01-11")]
    Risk.objects.update(review_on=date(2027, 1, 16))
    assert told(date(2027, 1, 14)) == []
    assert told(date(2027, 1, 15)) == [("Tom Baines", f"risk:{risk.pk}:2027-01-16")]


def test_once_however_often_it_runs(council: Council) -> None:
    cycle, _ = reviewed(council)
    for day in (11, 11, 12, 13):
        sweep(datetime(2027, 1, day, 7, tzinfo=UTC))
    (note,) = Notification.objects.filter(kind="risk_review_due")
    assert (note.person, note.due_on, note.cycle_id) == (council["other"], MONDAY, cycle.pk)
    assert note.subject == (
        "The risk “The provider fails” of Street cleansing (C-0001) is to be looked at again by 11 January 2027"
    )
    assert note.address.startswith(f"/cycles/{cycle.reference}/plan/risks/#row-")


def test_nobody_for_a_draft_an_ended_cycle_a_risk_without_owner_or_a_day_long_past(council: Council) -> None:
    _, risk = reviewed(council)
    for values in ({"is_draft": True}, {"owner": None}, {"review_on": date(2026, 12, 20)}):
        Risk.objects.filter(pk=risk.pk).update(**values)
        assert told(MONDAY) == []
        risk.save()
    assert len(told(MONDAY)) == 1
    Cycle.objects.update(stage="stopped", stopped_in="plan", ended_at=NOW, status="")
    assert told(MONDAY) == []


def test_whoever_is_asked_in_place_of_an_owner_who_has_left(council: Council) -> None:
    reviewed(council)
    deactivate(council["other"], actor=council["admin"], at=NOW)
    assert [name for name, _ in told(MONDAY)] == ["Priya Nair"]


def test_relevant_while_the_risk_stands_with_that_day_and_is_theirs(council: Council) -> None:
    cycle, risk = reviewed(council)
    with time_machine.travel(datetime(2027, 1, 11, 7, tzinfo=UTC), tick=False):
        sweep(datetime(2027, 1, 11, 7, tzinfo=UTC))
        note = Notification.objects.get(kind="risk_review_due")
        assert skip_reason(note) == ""
        Risk.objects.update(owner=council["member"])
        assert skip_reason(note) == "No longer theirs to do"
        Risk.objects.update(owner=council["other"], review_on=date(2027, 7, 1))
        assert skip_reason(note) == "Over by now"
        Risk.objects.update(review_on=MONDAY)
        restrict(Cycle.objects.get(pk=cycle.pk), restricted=True, reason="Names", actor=council["lead"], at=NOW)
        assert skip_reason(note) == "No longer theirs to do"  # whoever may not see the cycle is replaced
        restrict(Cycle.objects.get(pk=cycle.pk), restricted=False, reason="None", actor=council["lead"], at=NOW)
        change_table(cycle, all_kinds()["risks"], [RowInput(None, risk.pk)], actor=council["lead"], at=NOW)
        assert skip_reason(note) == "Over by now"
