"""Meetings and pre-election periods as lists that administrators keep, and that dates follow."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from accounts.refusals import Refused
from audit.models import Event
from calendars.models import CouncilDay
from calendars.services import add_council_day, delete_council_day
from cycles.models import Cycle, PlannedDate
from cycles.services.scheduling import recalculate_all_dates
from tests.checklists.views.asking import errors_of, text_of
from tests.council import LARGE, NOW, Council
from tests.cycles.assertions import nothing_written
from tests.cycles.views.conftest import SignedIn

DAYS = reverse("council-days")


def sends(kind: str, name: str, starts: date | None, ends: date | None = None) -> dict[str, Any]:
    boxes: dict[str, int] = {}
    for field, day in (("starts", starts), ("ends", ends)):
        if day:
            boxes |= {f"{field}_day": day.day, f"{field}_month": day.month, f"{field}_year": day.year}
    return {"kind": kind, "name": name} | boxes


def decision(cycle: Cycle) -> date:
    return PlannedDate.objects.get(cycle=cycle, milestone="decision").last_safe


def test_a_listed_meeting_moves_the_last_safe_dates_with_the_next_sweep(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle(LARGE, key_decision=True)
    before = decision(cycle)
    meeting, later = date(2027, 3, 2), date(2030, 1, 8)
    for day in (meeting, later):
        assert as_("admin").post(DAYS, sends("meeting", "Executive", day)).status_code == 302
    assert decision(cycle) == before
    assert recalculate_all_dates(NOW.date()) == 1
    assert decision(cycle) == meeting < before
    delete_council_day(CouncilDay.objects.get(starts=later), actor=bench["admin"], at=NOW)
    delete_council_day(CouncilDay.objects.get(starts=meeting), actor=bench["admin"], at=NOW)
    recalculate_all_dates(NOW.date())
    assert decision(cycle) == before


def test_the_page_shows_what_is_listed_and_the_bank_holidays(bench: Council, as_: SignedIn) -> None:
    admin = as_("admin")
    assert "No meetings and no periods are listed." in text_of(admin.get(DAYS))
    said = text_of(
        admin.post(DAYS, sends("election", "County elections", date(2029, 3, 19), date(2029, 5, 3)), follow=True)
    )
    assert "County elections is on the list. No date moves for it." in said
    assert "19 March 2029 to 3 May 2029" in said
    assert "28 December 2026" in said  # Boxing Day of a Saturday
    row = CouncilDay.objects.get()
    said = text_of(admin.post(reverse("council-day-delete", args=[row.pk]), follow=True))
    assert "County elections is off the list. Add it again if that was a mistake." in said
    assert list(Event.objects.filter(verb__startswith="council_day").values_list("verb", flat=True)) == [
        "council_day_listed",
        "council_day_struck",
    ]


@pytest.mark.parametrize(
    ("meeting", "fault", "tick"),
    [
        (
            date(2026, 8, 29),
            "29 August 2026 is a Saturday. Tick to say that the meeting is really on that day",
            "The meeting is really on Saturday 29 August 2026",
        ),
        (
            date(2027, 3, 29),
            "29 March 2027 is a bank holiday. Tick to say that the meeting is really on that day",
            "The meeting is really on Monday 29 March 2027",
        ),
    ],
)
def test_a_meeting_on_a_day_off_is_listed_once_it_is_confirmed(
    bench: Council, as_: SignedIn, meeting: date, fault: str, tick: str
) -> None:
    admin = as_("admin")
    assert "day_off" not in admin.get(DAYS).content.decode()
    with nothing_written():
        asked = admin.post(DAYS, sends("meeting", "Executive", meeting))
    assert errors_of(asked) == [fault]
    page = asked.content.decode()
    assert tick in text_of(asked)
    assert 'value="Executive"' in page
    assert f'name="starts_year" type="text" inputmode="numeric" value="{meeting.year}"' in page
    assert f'name="day_off" type="checkbox" value="{meeting}"' in page
    answer = admin.post(DAYS, sends("meeting", "Executive", meeting) | {"day_off": str(meeting)}, follow=True)
    assert "Executive is on the list." in text_of(answer)
    assert CouncilDay.objects.get().starts == meeting


def test_a_tick_says_nothing_of_another_day(bench: Council, as_: SignedIn) -> None:
    admin, ticked = as_("admin"), {"day_off": "2026-08-29"}
    with nothing_written():
        asked = admin.post(DAYS, sends("meeting", "Executive", date(2026, 8, 30)) | ticked)
    assert errors_of(asked) == ["30 August 2026 is a Sunday. Tick to say that the meeting is really on that day"]
    assert 'name="day_off" type="checkbox" value="2026-08-30">' in asked.content.decode()
    assert admin.post(DAYS, sends("meeting", "Executive", date(2026, 9, 1)) | ticked).status_code == 302


def test_a_tick_is_kept_while_something_else_is_missing(bench: Council, as_: SignedIn) -> None:
    sent = sends("meeting", "", date(2026, 8, 29)) | {"day_off": "2026-08-29"}
    answer = as_("admin").post(DAYS, sent)
    assert errors_of(answer) == ["Enter its name"]
    assert 'name="day_off" type="checkbox" value="2026-08-29" checked' in answer.content.decode()


def test_a_period_may_start_and_end_on_days_off(bench: Council, as_: SignedIn) -> None:
    sent = sends("election", "County elections", date(2026, 8, 29), date(2026, 8, 31))
    assert as_("admin").post(DAYS, sent).status_code == 302


def test_the_decision_is_planned_for_the_meeting_on_a_day_off(bench: Council) -> None:
    cycle = bench.cycle(LARGE, key_decision=True)
    saturday, later = date(2027, 2, 27), date(2030, 1, 8)
    for meeting in (saturday, later):
        add_council_day("meeting", "Executive", meeting, meeting, actor=bench["admin"], at=NOW)
    recalculate_all_dates(NOW.date())
    rows = dict(cycle.dates.values_list("milestone", "last_safe"))
    assert {code: rows[code] for code in ("notice", "agenda", "decision", "call_in_end")} == {
        "notice": date(2027, 1, 29),
        "agenda": date(2027, 2, 19),
        "decision": saturday,
        "call_in_end": date(2027, 3, 9),
    }


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        (sends("", "Executive", date(2027, 3, 2)), "Select whether it is a meeting, a pre-election period or closed"),
        (sends("meeting", "", date(2027, 3, 2)), "Enter its name"),
        (sends("meeting", "Executive", None), "Enter the day"),
        (sends("election", "Elections", date(2027, 3, 2)), "Enter the last day of the period"),
        (
            sends("election", "Elections", date(2027, 3, 2), date(2027, 3, 1)),
            "The last day must be on or after the first",
        ),
    ],
)
def test_what_is_missing_is_asked_for(bench: Council, as_: SignedIn, sent: dict[str, Any], fault: str) -> None:
    admin = as_("admin")
    with nothing_written():
        answer = admin.post(DAYS, sent)
    assert fault in errors_of(answer)


def test_a_day_is_listed_once(bench: Council, as_: SignedIn) -> None:
    add_council_day("meeting", "Executive", date(2027, 3, 2), date(2027, 3, 2), actor=bench["admin"], at=NOW)
    answer = as_("admin").post(DAYS, sends("meeting", "Executive again", date(2027, 3, 2)))
    assert "This day is on the list already" in errors_of(answer)
    assert CouncilDay.objects.count() == 1


def test_only_administrators_keep_the_lists(bench: Council) -> None:
    with pytest.raises(Refused):
        add_council_day("meeting", "Executive", date(2027, 3, 2), date(2027, 3, 2), actor=bench["director"], at=NOW)
