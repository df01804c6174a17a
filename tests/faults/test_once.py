"""Nobody is told twice, however often and by how many the sweep is woken, also when the clocks change."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any

import pytest

from tests.services.fixtures import SiteFactory
from tests.services.smtp import Arrived, Sink, mail_server

pytestmark = pytest.mark.services

LONG = os.environ.get("LONG") == "1"
DATABASE, EVERY = ("postgresql", 15) if LONG else ("sqlite", 720)
FIRST = {"autumn": "2026-10-23T00:00+00:00"} | ({"spring": "2026-03-27T00:00+00:00"} if LONG else {})
WORKING = {
    "spring": {date(2026, 3, 27), date(2026, 3, 30), date(2026, 3, 31)},
    "autumn": {date(2026, 10, 23), date(2026, 10, 26), date(2026, 10, 27)},
}
SUMMARY = (time(7, 30), time(7, 31))
WEEKLY = "adviser@council.example"  # who has chosen the weekly summary for every topic


@dataclass
class Days:
    season: str
    played: dict[str, Any]
    sink: Sink

    def sent(self, frequency: str) -> list[tuple[str, datetime]]:
        """To whom and when in London."""
        found = [
            (person, when) for person, occasion, when, _ in self.played["emails"] if occasion.startswith(frequency)
        ]
        return [(person, datetime.fromisoformat(when)) for person, when in found]


@pytest.fixture(scope="module", params=list(FIRST))
def days(request: pytest.FixtureRequest, make_site: SiteFactory) -> Iterator[Days]:
    site = make_site(DATABASE)
    with mail_server() as sink:
        site.settings["EMAIL_URL"] = sink.url
        played = json.loads(site.play("tests.faults.days:live_through", FIRST[request.param], str(EVERY)))
        yield Days(request.param, played, sink)


def test_nobody_is_told_twice(days: Days) -> None:
    played, arrived = days.played, days.sink.arrived
    assert played["faults"] == []
    assert {state for state, _ in played["unsent"]} <= {"dropped"}
    assert Counter(one.message_id for one in arrived).most_common(1)[0][1] == 1
    assert len(arrived) == len(played["emails"])
    told = told_by(arrived)
    assert {what: number for what, number in told.items() if number > 1} == {}
    assert len(told) == sum(number for _, _, _, number in played["emails"])
    print(f"{days.season}: {played['moments']} moments, {len(arrived)} e-mails, {len(told)} things told, none twice")


def test_summaries_come_at_half_past_seven_in_london_on_working_days(days: Days) -> None:
    summaries = days.sent("daily")
    assert {when.date() for _, when in summaries} == WORKING[days.season]
    assert all(SUMMARY[0] <= when.time() < SUMMARY[1] for _, when in summaries)
    assert Counter((person, when.date()) for person, when in summaries).most_common(1)[0][1] == 1
    weekly = Counter(when.isocalendar()[:2] for person, when in summaries if person == WEEKLY)
    assert weekly.most_common(1)[0][1] == 1
    assert len({when.utcoffset() for _, when in summaries}) == 2  # the clocks did change


def test_each_frequency_and_each_kind_of_reminder_had_its_turn(days: Days) -> None:
    assert days.sent("now")
    assert WEEKLY in {person for person, _ in days.sent("daily")}
    wanted = {"gate_still_waiting", "gate_escalated", "question_due", "need_by_near", "confirmation_unanswered"}
    assert wanted <= set(days.played["kinds"])


@pytest.mark.long
def test_without_its_constraint_people_are_told_again(make_site: SiteFactory) -> None:
    site = make_site("postgresql")
    with mail_server() as sink:
        site.settings["EMAIL_URL"] = sink.url
        site.play("tests.faults.twice:live_through", FIRST["autumn"], str(24 * 60))
        again = [number for number in told_by(sink.arrived).values() if number > 1]
    print(f"Control: {len(again)} things told more than once, one of them {max(again, default=1)} times")
    assert again


def told_by(arrived: list[Arrived]) -> Counter[tuple[str, str, str]]:
    """How often each person was told each thing."""
    return Counter((one.recipient, *line) for one in list(arrived) for line in lines_of(one))


def lines_of(mail: Arrived) -> list[tuple[str, str]]:
    """Each thing that the e-mail tells, with its address on the next line."""
    said = mail.text.partition("You are told because")[0].split("\n")
    lines = [line.strip().removeprefix("- ") for line in said if line.strip()]
    return [(what, address) for what, address in pairwise(lines) if address.startswith("http")]
