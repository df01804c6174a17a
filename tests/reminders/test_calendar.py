"""The calendar that people subscribe to: what it holds, for whom, and that calendar programs read it."""

from __future__ import annotations

import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from calendars.models import CouncilDay
from cycles.models import Cycle
from cycles.services.editing import restrict
from cycles.services.participants import renew_participants
from demo import play
from reminders.models import CalendarAddress
from reminders.services.calendar import new_address
from tests.checklists.views.asking import text_of
from tests.council import LARGE, NOW, Council
from tests.cycles.views.conftest import SignedIn
from tests.reminders.reminded import asked_again

pytestmark = pytest.mark.usefixtures("today")

MINE = reverse("calendar")
MEETING = date(2027, 3, 2)


def subscribe(person: User) -> str:
    return reverse("calendar-feed", args=[new_address(person, at=NOW).secret])


def events(address: str) -> dict[str, Any]:
    """What a program that is signed in nowhere reads, by title."""
    answer = Client().get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    calendar = Calendar.from_ical(answer.content)
    assert not calendar.errors
    return {str(event["summary"]): event for event in calendar.walk("VEVENT")}


@pytest.fixture
def cycle(bench: Council) -> Cycle:
    CouncilDay.objects.create(kind="meeting", name="Executive", starts=MEETING, ends=MEETING)
    CouncilDay.objects.create(kind="election", name="Elections", starts=MEETING, ends=MEETING + timedelta(days=30))
    return bench.cycle(LARGE, service_name="Home care; nights, and “weekends”: a very long name for what is a service")


def test_gates_reviews_last_safe_dates_and_meetings_as_whole_days(bench: Council, cycle: Cycle) -> None:
    found = events(subscribe(bench["lead"]))
    name = f"{cycle.service} ({cycle.reference})"
    rows = {row.milestone: row for row in cycle.dates.all()}
    gate, last = found[f"Analyse gate: {name}"], found[f"Last day to pass the Analyse gate: {name}"]
    assert gate.decoded("dtstart") == rows["analyse_gate"].planned
    assert gate.decoded("dtend") == rows["analyse_gate"].planned + timedelta(days=1)
    assert last.decoded("dtstart") == rows["analyse_gate"].last_safe
    assert found[f"Need-by date: {name}"].decoded("dtstart") == cycle.need_by
    assert found["Executive"].decoded("dtstart") == MEETING
    assert found["Elections"].decoded("dtend") == MEETING + timedelta(days=31)
    assert str(last["uid"]) == f"{cycle.reference}-analyse-gate-last-safe@commissioning.example.org"
    assert str(last["url"]).endswith(cycle.get_absolute_url())
    assert f"Last day to start Analyse: {name}" not in found


def test_the_review_stands_in_it_once_the_do_gate_has_set_it(bench: Council) -> None:
    cycle = bench.cycle_at("review")
    found = events(subscribe(bench["assistant"]))
    assert found[f"Review due: {cycle.service} ({cycle.reference})"].decoded("dtstart") == date(2029, 4, 1)


def test_a_gate_to_decide_stands_in_it_for_whoever_decides(bench: Council) -> None:
    cycle = play.put(play.ready(bench.cycle(), at=NOW), at=NOW).cycle
    title = f"Decide the Analyse gate: {cycle.service} ({cycle.reference})"
    found = events(subscribe(bench["head"]))
    assert found[title].decoded("dtstart") == date(2026, 11, 26)
    assert str(found[title]["url"]).endswith(f"/cycles/{cycle.reference}/gates/analyse/decide/")
    asked = events(subscribe(bench["lead"]))
    assert title not in asked
    waits = asked[f"Decision of the Analyse gate due: {cycle.service} ({cycle.reference})"]
    assert waits.decoded("dtstart") == date(2026, 11, 26)
    assert str(waits["url"]).endswith(f"/cycles/{cycle.reference}/gates/analyse/")


def test_what_is_late_stands_in_it_today(bench: Council) -> None:
    cycle = play.put(play.ready(bench.cycle(), at=NOW), at=NOW).cycle
    with time_machine.travel(datetime(2026, 11, 27, 9, tzinfo=UTC), tick=False):
        found = events(subscribe(bench["head"]))[f"Decide the Analyse gate: {cycle.service} ({cycle.reference})"]
    assert found.decoded("dtstart") == date(2026, 11, 27)
    assert str(found["description"]).startswith("Was due 26 November 2026.")


def test_a_confirmation_stands_in_it_for_who_is_asked_and_for_who_asked(bench: Council) -> None:
    cycle = play.ready(bench.cycle(LARGE), at=NOW)
    asked_again(bench, cycle)
    name = f"“Ideas AN”: {cycle.service} ({cycle.reference})"
    found = events(subscribe(bench["adviser"]))[f"Confirm {name}"]
    assert found.decoded("dtstart") == date(2026, 11, 30)
    assert str(found["url"]).endswith(f"/cycles/{cycle.reference}/analyse/questions/an-res-3/")
    assert events(subscribe(bench["lead"]))[f"Confirmation due of {name}"].decoded("dtstart") == date(2026, 11, 30)
    assert not [title for title in events(subscribe(bench["adviser2"])) if name in title]


def test_programs_are_asked_to_look_again_every_six_hours(bench: Council) -> None:
    text = Client().get(subscribe(bench["lead"])).content.decode()
    assert "X-PUBLISHED-TTL:PT6H" in text
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H" in text


def test_only_ones_own_and_what_one_may_still_see(bench: Council, cycle: Cycle) -> None:
    def of_cycles(person: str) -> int:
        return len([title for title in events(subscribe(bench[person])) if cycle.reference in title])

    assert of_cycles("lead") == of_cycles("assistant") > 5
    assert of_cycles("other") == of_cycles("councillor") == 0
    cycle.team.add(bench["other"])
    renew_participants(cycle)
    assert of_cycles("other") > 5
    restrict(cycle, restricted=True, reason="A provider may fail", actor=bench["lead"], at=NOW)
    cycle.team.remove(bench["other"])
    renew_participants(cycle)
    assert of_cycles("other") == 0


def test_a_date_that_can_no_longer_be_met_is_not_in_it(bench: Council, cycle: Cycle) -> None:
    row = cycle.dates.get(milestone="analyse_gate")
    row.last_safe = NOW.date() - timedelta(days=1)
    row.save()
    titles = events(subscribe(bench["lead"]))
    assert not any(title.startswith("Last day to pass the Analyse gate") for title in titles)


def test_an_address_is_made_shown_and_reset(bench: Council, as_: SignedIn) -> None:
    lead = as_("lead")
    assert "You have no address for it yet." in text_of(lead.get(MINE))
    lead.post(MINE)
    old = reverse("calendar-feed", args=[CalendarAddress.objects.get().secret])
    assert old in text_of(lead.get(MINE))
    assert Client().get(old).status_code == 200
    assert "Reset the address of your calendar?" in text_of(lead.get(reverse("calendar-reset")))
    assert "The old one shows nothing any more." in text_of(lead.post(MINE, follow=True))
    assert Client().get(old).status_code == 404


def test_somebody_who_has_left_is_shown_nothing(bench: Council) -> None:
    address = subscribe(bench["lead"])
    User.objects.filter(pk=bench["lead"].pk).update(is_active=False)
    assert Client().get(address).status_code == 404


def test_it_costs_the_same_queries_however_many_cycles(
    bench: Council, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bench.cycle()
    address = subscribe(bench["lead"])
    for more in ("Parks", "Libraries"):
        with django_assert_num_queries(8):
            events(address)
        bench.cycle(service_name=more)


def test_a_calendar_program_imports_every_day_of_it(bench: Council, cycle: Cycle, tmp_path: Path) -> None:
    """calcurse, a calendar for the terminal: what it has read is asked of it again, day by day."""
    address = subscribe(bench["lead"])
    file = tmp_path / "commissioning.ics"
    file.write_bytes(Client().get(address).content)
    calcurse(tmp_path, "-i", str(file))
    for title, event in events(address).items():
        for day in {event.decoded("dtstart"), event.decoded("dtend") - timedelta(days=1)}:
            assert title in calcurse(tmp_path, "-Q", "--from", f"{day:%m/%d/%Y}", "--days", "1").splitlines()


def calcurse(folder: Path, *words: str) -> str:
    own = str(folder / "calcurse")
    titles = ["--format-event", "%m\n", "--format-recur-event", "%m\n"] if "-Q" in words else []
    command = ["calcurse", "-D", own, "-C", own, "-q", *words, *titles]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"LC_ALL": "C.UTF-8"})
    assert done.returncode == 0, done.stderr
    assert "error" not in done.stderr.lower(), done.stderr
    return done.stdout
