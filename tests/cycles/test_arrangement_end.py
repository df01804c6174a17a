"""What runs today for a service: as a cycle says, as it puts it in place, and as the next cycle takes it over."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from approvals.models import NextStep
from audit.models import Event
from audit.presenters import entries
from cycles.forms.running import RunningForm
from cycles.models import Cycle
from cycles.selectors.arrangement_end import (
    RunningArrangement,
    arrangement_end,
    replaced_by_successor,
    running_arrangement,
    running_kind,
)
from cycles.services.editing import edit_cycle
from cycles.services.starting import start_next
from demo import play
from tests.council import NOW, Council

TODAY = NOW.date()
BEFORE_IT, NEEDED = "What runs today ends on", "but the need-by date is 1 April 2028"
BEFORE, OWN = date(2027, 3, 31), date(2031, 3, 31)


@pytest.mark.parametrize(
    ("values", "kind", "ends"),
    [
        ({"running": ""}, "", None),
        ({"running": "nothing"}, "nothing", None),
        ({"running": "arrangement"}, "arrangement", None),
        ({"running_ends": BEFORE}, "arrangement", BEFORE),
        ({"stage": "plan", "running_ends": BEFORE, "need_by": TODAY}, "arrangement", BEFORE),
        ({"stage": "do", "running": "nothing", "need_by": TODAY + timedelta(1)}, "nothing", None),
        ({"stage": "do", "running": "nothing", "need_by": TODAY}, "arrangement", OWN),
        ({"stage": "review", "running": ""}, "arrangement", OWN),
        ({"stage": "closed", "running": "nothing", "arrangement_ends": None}, "arrangement", None),
        ({"stage": "stopped", "stopped_in": "plan", "running_ends": BEFORE, "need_by": TODAY}, "arrangement", BEFORE),
        ({"stage": "stopped", "stopped_in": "review", "running_ends": BEFORE}, "arrangement", OWN),
        (
            {"stage": "stopped", "stopped_in": "do", "running_ends": BEFORE, "need_by": date(2026, 7, 2)},
            "arrangement",
            BEFORE,
        ),
        (
            {"stage": "stopped", "stopped_in": "do", "running_ends": BEFORE, "need_by": date(2026, 7, 1)},
            "arrangement",
            OWN,
        ),
    ],
)
def test_rows_and_a_single_cycle_say_the_same(
    values: dict[str, Any], kind: str, ends: date | None, bench: Council
) -> None:
    """One that was stopped in Do had put in place what was needed by then: 1 July, after midnight in London."""
    cycle = bench.cycle()
    row = {"running": "arrangement", "running_ends": None, "arrangement_ends": OWN} | values
    stopped_at = timezone.make_aware(datetime(2026, 7, 1, 0, 15))
    Cycle.objects.filter(pk=cycle.pk).update(status="", ended_at=stopped_at, **row)
    found = Cycle.objects.annotate(runs=running_kind(TODAY), ends=arrangement_end(TODAY)).get()
    alone = running_arrangement(Cycle.objects.get(), TODAY)
    assert (found.runs, found.ends) == (alone.kind, alone.ends) == (kind, ends)


@pytest.mark.parametrize(
    ("ends", "need_by", "sentence"),
    [
        (date(2028, 3, 31), date(2028, 4, 1), ""),
        (None, date(2028, 4, 1), ""),
        (
            date(2027, 9, 30),
            date(2028, 4, 1),
            f"{BEFORE_IT} 30 September 2027, {NEEDED}: nothing runs from 1 October 2027 to 31 March 2028.",
        ),
        (
            date(2028, 3, 30),
            date(2028, 4, 1),
            f"{BEFORE_IT} 30 March 2028, {NEEDED}: nothing runs on 31 March 2028.",
        ),
        (
            date(2028, 4, 1),
            date(2028, 4, 1),
            "What runs today goes on until 1 April 2028, after the need-by date, 1 April 2028.",
        ),
    ],
)
def test_an_end_that_is_not_the_day_before_is_told(ends: date | None, need_by: date, sentence: str) -> None:
    assert RunningArrangement(TODAY, "arrangement", ends).mismatch(need_by) == sentence
    assert RunningArrangement(TODAY, "arrangement", ends, is_own=True).mismatch(need_by) == ""


def typed(running: str, **days: tuple[str, str, str]) -> dict[str, str]:
    boxes = {
        f"{name}_{part}": text
        for name, day in days.items()
        for part, text in zip(("day", "month", "year"), day, strict=True)
    }
    return {"running": running} | boxes


@pytest.mark.parametrize("running", ["", "nothing"])
def test_days_under_a_choice_that_was_not_taken_are_not_read(running: str) -> None:
    form = RunningForm(typed(running, running_ends=("31", "3", "2028"), running_notice_by=("99", "", "")))
    assert form.is_valid()
    assert form.cleaned_data == {"running": running, "running_ends": None, "running_notice_by": None}


def test_an_arrangement_may_have_no_known_end() -> None:
    assert RunningForm(typed("arrangement")).is_valid()
    late = RunningForm(typed("arrangement", running_ends=("31", "3", "2028"), running_notice_by=("1", "4", "2028")))
    assert late.errors == {"running_notice_by": ["The last day to give it notice must be on or before its last day"]}
    odd = RunningForm(typed("arrangement", running_ends=("31", "2", "2028")))
    assert odd.errors == {"running_ends": ["Its last day must be a real date"]}


def test_days_go_with_the_arrangement_and_the_record_tells_it_in_words(bench: Council) -> None:
    cycle = bench.cycle(running_notice_by=date(2027, 9, 30))
    cycle = edit_cycle(cycle, {"running": "nothing"}, actor=bench["lead"], at=NOW, seen_version=0)
    assert (cycle.running_ends, cycle.running_notice_by) == (None, None)
    entry = entries(Event.objects.filter(verb="cycle_edited"))[0]
    assert entry.changes == [
        ("What runs today", "an arrangement", "nothing: the service is new"),
        ("Last day of what runs", "31 March 2028", "nothing"),
        ("Last day to give notice to it", "30 September 2027", "nothing"),
    ]
    edit_cycle(cycle, {"running": ""}, actor=bench["lead"], at=NOW, seen_version=1)
    entry = entries(Event.objects.filter(verb="cycle_edited").order_by("-seq"))[0]
    assert entry.changes == [("What runs today", "nothing: the service is new", "not known")]


def test_only_what_runs_has_an_end_in_the_database(bench: Council) -> None:
    cycle = bench.cycle(running="nothing")
    with pytest.raises(IntegrityError), transaction.atomic():
        Cycle.objects.filter(pk=cycle.pk).update(running_ends=BEFORE)


def test_the_next_cycle_takes_over_what_this_one_puts_in_place(bench: Council) -> None:
    cycle = bench.cycle_at("plan", running="nothing")
    days = {"arrangement_ends": OWN, "extension_notice_by": date(2030, 9, 30)}
    cycle = edit_cycle(cycle, days, actor=bench["lead"], at=NOW, seen_version=cycle.details_version)
    following = start_next(cycle, need_by=OWN + timedelta(1), actor=bench["lead"], at=NOW)
    said = (following.running, following.running_ends, following.running_notice_by)
    assert said == ("arrangement", OWN, date(2030, 9, 30))


def test_a_review_opens_a_cycle_whose_end_is_not_known_where_nobody_said(bench: Council) -> None:
    cycle = bench.cycle_at("review", need_by=TODAY - timedelta(90))
    cycle = play.pass_gate(cycle, at=NOW, next_step=NextStep.RECOMMISSION)
    following = cycle.successor
    assert (following.running, following.running_ends) == ("arrangement", None)


def test_after_a_stopped_cycle_what_ran_before_it_is_replaced(bench: Council) -> None:
    cycle = bench.cycle(running_notice_by=date(2027, 9, 30))
    Cycle.objects.filter(pk=cycle.pk).update(stage="stopped", stopped_in="plan", status="", ended_at=NOW)
    replaced = replaced_by_successor(Cycle.objects.get(pk=cycle.pk), TODAY)
    assert (replaced.kind, replaced.ends, replaced.notice_by) == ("arrangement", date(2028, 3, 31), date(2027, 9, 30))
    assert not replaced.is_own
