"""What happened to a cycle, as a page and as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from typing import cast

import pytest
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import approvals.history
import checklists.history
import cycles.history
import notices.history
import stages.analyse.history
import stages.plan.history
import stages.records.history
from accounts.models import User
from audit import services as trail
from cycles.models import Cycle
from demo import play
from exports.spreadsheets import harmless
from overview.presenters.history import KINDS
from tests.checklists.views.asking import text_of
from tests.council import NOW, Council
from tests.cycles.views.conftest import SignedIn


def address(cycle: Cycle, name: str = "history") -> str:
    return reverse(name, args=[cycle.reference])


def table(client: Client, cycle: Cycle, query: str = "") -> list[list[str]]:
    response = cast("StreamingHttpResponse", client.get(address(cycle, "history-export") + query))
    assert response["Content-Disposition"] == f'attachment; filename="{cycle.reference}-history.csv"'
    text = b"".join(cast("Iterator[bytes]", response.streaming_content)).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"))))


def test_every_verb_of_a_cycle_has_its_place_in_the_filter() -> None:
    placed = [verb for kind in KINDS for verb in kind.verbs]
    of_agreements = {"replaced_agreement_chosen", "replaced_agreement_cleared"}  # those of the chain of a cycle
    of_apps = (cycles, checklists, approvals, notices, stages.records, stages.analyse, stages.plan)
    assert sorted(placed) == sorted({*of_agreements, *(verb for app in of_apps for verb in app.history.SENTENCES)})


def test_it_is_told_by_day_with_decisions_on_top(bench: Council, as_: SignedIn) -> None:
    cycle = play.pass_gate(bench.cycle(), at=NOW)
    page = as_("lead").get(address(cycle))
    said = text_of(page)
    assert "Decisions Decided the Analyse gate: Pass Grace Holland , 23 November 2026 at 9:00am Authority:" in said
    assert "23 November 2026 The cycle is now in Plan Grace Holland , 9:00am" in said
    assert "Answer: from Not started to → Met" in said
    assert reverse("submission", args=[cycle.reference, "analyse", 1]) in page.content.decode()
    assert reverse("question", args=[cycle.reference, "analyse", "an-res-1"]) in page.content.decode()


def test_it_is_filtered_by_kind(bench: Council, as_: SignedIn) -> None:
    cycle, lead = play.pass_gate(bench.cycle(), at=NOW), as_("lead")
    answers = text_of(lead.get(address(cycle) + "?type=answers"))
    assert "Answered “Residents AN”: met" in answers
    assert "The cycle is now in Plan" not in answers
    assert "Decisions" not in answers.replace("Gates and decisions", "")
    assert "Nothing of this kind has happened yet." in text_of(lead.get(address(cycle) + "?type=people"))


@pytest.mark.parametrize(
    "query",
    [
        "?type=<script>",
        "?type=",
        "?page=-1",
        "?page=x",
        "?page=" + "9" * 5000,
        "?type=answers&page=0",
        "?verb__regex=(",
    ],
)
def test_an_odd_address_shows_something_true(bench: Council, as_: SignedIn, query: str) -> None:
    response = as_("lead").get(address(bench.cycle()) + query)
    assert response.status_code == 200
    assert b"<script>" not in response.content.replace(b"<script ", b"")


def test_councillors_read_decisions_and_stages_only(bench: Council, as_: SignedIn) -> None:
    cycle = play.pass_gate(bench.cycle(), at=NOW)
    councillor = as_("councillor")
    said = text_of(councillor.get(address(cycle)))
    assert "Decided the Analyse gate: Pass" in said
    assert "The cycle is now in Plan" in said
    assert "Residents AN" not in said
    assert "Residents AN" not in text_of(councillor.get(address(cycle) + "?type=answers"))
    told = [line[4] for line in table(councillor, cycle)]
    assert told[0] == "What happened"
    assert "The cycle is now in Plan" in told
    assert not [one for one in told if "Residents AN" in one]


def test_the_file_has_every_event_of_the_filter(bench: Council, as_: SignedIn) -> None:
    cycle, lead = play.pass_gate(bench.cycle(), at=NOW), as_("lead")
    rows = table(lead, cycle, "?type=decisions")
    assert rows[0] == ["Date", "Time", "Who", "Authority", "What happened", "Before", "After", "Reason"]
    assert rows[1][:5] == ["2026-11-23", "09:00", "Grace Holland", "", "The cycle is now in Plan"]
    assert rows[2][4] == "Decided the Analyse gate: Pass"
    assert rows[2][3] == "Head of service"
    assert rows[2][7] == "The answers are evidenced and confirmed, and the risks are owned."
    assert len(table(lead, cycle)) > len(rows)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_runs_as_a_formula(start: str) -> None:
    assert harmless(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


def test_other_cells_stay_as_they_are() -> None:
    assert [harmless(cell) for cell in ("", None, "Met", "2026-11-23", "a=b", 7)] == [
        "",
        "",
        "Met",
        "2026-11-23",
        "a=b",
        "7",
    ]


def test_reasons_reach_the_file_harmless(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle()
    reason = '=HYPERLINK("https://example.org")'
    trail.record(cycle.chain, "cycle_restricted", actor=bench["lead"], at=NOW, about=cycle, reason=reason)
    assert table(as_("lead"), cycle, "?type=people")[1][7] == f"'{reason}"


def filled(council: Council, events: int) -> Cycle:
    """A cycle with that many events more."""
    cycle = council.cycle(service_name=f"With {events} events")
    lead: User = council["lead"]
    for number in range(events):
        trail.record(cycle.chain, "tier_changed", actor=lead, at=NOW, about=cycle, tier=f"tier {number}")
    return cycle


def test_a_hundred_a_page(bench: Council, as_: SignedIn) -> None:
    cycle, lead = filled(bench, 120), as_("lead")
    first, second = (text_of(lead.get(address(cycle) + f"?page={page}")) for page in (1, 2))
    assert "The tier is now tier 119" in first
    assert "The tier is now tier 0 " not in first
    assert "The tier is now tier 0 " in second
    assert "1 to 100 of" in first


def test_it_costs_the_same_at_one_event_and_at_many(bench: Council, as_: SignedIn) -> None:
    counts, client = [], as_("lead")
    for events in (1, 30):
        cycle = filled(bench, events)
        client.get(address(cycle))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(cycle))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["history", "history-export"])
def test_who_may_not_see_the_cycle_finds_nothing(bench: Council, as_: SignedIn, name: str) -> None:
    cycle = bench.cycle(restricted=True)
    assert as_("other").get(address(cycle, name)).status_code == 404
    assert as_("nobody").get(address(cycle, name)).status_code == 404
    assert as_("lead").get(address(cycle, name)).status_code == 200
    assert as_("lead").post(address(cycle, name)).status_code == 405
